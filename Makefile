# Every command sets up what it needs below var/ and writes nowhere else.
PYTHON ?= python3
BIN := var/venv/bin
MANAGE := DJANGO_SETTINGS_MODULE=config.settings.testing $(BIN)/python manage.py
# Values that stand for a server's, so that the production profile can be checked.
PRODUCTION := env DJANGO_SETTINGS_MODULE=config.settings.production \
	SECRET_KEY=checks-settings-and-signs-nothing-0123456789-ABCDEFGHIJ \
	OIDC_CLIENT_SECRET=unused DATABASE_URL=postgresql://unused/unused \
	REDIS_URL=redis://unused OIDC_ISSUER=https://login.example \
	PUBLIC_URL=https://hallmark.example SCORING_URL=https://scoring.example \
	ALLOWED_HOSTS=hallmark.example $(BIN)/python manage.py
COMPILE := var/venv/bin/uv pip compile --quiet --universal --generate-hashes \
	--no-header --no-annotate --python-version 3.11 --cache-dir var/cache/uv
LOCKS := base demo dev
LOCKS += $(filter-out $(LOCKS),$(basename $(notdir $(wildcard requirements/*.in))))

# Compiled Python and the caches of the tools stay below var/ as well.
export PYTHONPYCACHEPREFIX := $(CURDIR)/var/cache/python
export RUFF_CACHE_DIR := $(CURDIR)/var/cache/ruff
export MYPY_CACHE_DIR := $(CURDIR)/var/cache/mypy
export HYPOTHESIS_STORAGE_DIRECTORY := $(CURDIR)/var/cache/hypothesis
# Each start would compile every module again without it.
# onnxruntime would keep a device id in the home folder.
export ORT_DISABLE_TELEMETRY := 1
unexport PYTHONDONTWRITEBYTECODE VIRTUAL_ENV

.DEFAULT_GOAL := help
.PHONY: help run test test-full vera lint format bench requirements clean demo-set dev-set

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 14

run: demo-set ## start the product on http://127.0.0.1:8000 (HOST, PORT, DATA_DIR can be set)
	@exec $(BIN)/python -m config.supervisor

test: dev-set ## run the tests on SQLite, then on PostgreSQL and Redis (K=word picks some)
	@exec $(BIN)/python -m tests.run $(if $(K),-k "$(K)")

test-full: dev-set ## the same with the long ones
	@exec $(BIN)/python -m tests.run --full $(if $(K),-k "$(K)")

vera: dev-set ## judge a sealed report of each kind by veraPDF (needs Java and libjaxb-java)
	@DJANGO_SETTINGS_MODULE=config.settings.testing $(BIN)/python -m tests.vera

lint: dev-set ## check style, types, imports, templates and migrations; changes nothing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports --cache-dir var/cache/imports
	$(BIN)/djlint templates --check --lint --quiet
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) check --fail-level WARNING
	$(PRODUCTION) check --deploy --fail-level WARNING

format: dev-set ## let the formatters rewrite code and templates
	$(BIN)/ruff check --fix --exit-zero --quiet .
	$(BIN)/ruff format .
	-$(BIN)/djlint templates --reformat --quiet

bench: dev-set ## run one benchmark (NAME=..., ARGS=...), or list them
	@exec $(BIN)/python -m tests.benchmarks $(NAME) $(ARGS)

requirements: dev-set ## compile requirements/*.in into *.txt with hashes
	@set -e; for name in $(LOCKS); do echo "requirements/$$name.txt"; \
	  $(COMPILE) requirements/$$name.in -o requirements/$$name.txt; done

clean: ## remove what can be made again (the environment and caches); the data stays
	rm -rf var/venv var/venv.json var/cache var/tests

demo-set:
	@$(PYTHON) requirements/install.py demo

dev-set:
	@$(PYTHON) requirements/install.py dev
