"""What no file of the product does, and who alone opens connections or processes.

Each of these was somebody's hole: docs/peers-holes.md names whose.
"""

import ast

from django.conf import settings

from tests.architecture.sources import ROOT, calls, imports, modules

CALLS = {
    *("eval", "exec", "compile", "__import__"),
    *("os.system", "os.popen", "tempfile.mktemp", "yaml.load", "yaml.unsafe_load"),
    *("strip_tags", "mark_safe", "from_string", "numpy.load", "np.load", "torch.load"),
}
# Whoever opens a connection, and to what; the address comes from the operator.
CONNECTS = {
    "governance/authentication.py": "the provider",
    "governance/ledger/witness_client.py": "the witnesses",
    "governance/wake.py": "the sequencer's socket, on this machine",
    "deployments/runtimes/control.py": "the gateway's socket, on this machine",
}
LISTENS = ("governance/ledger/witness_", "deployments/gateway/", "deployments/scoring/")
NETWORK = {"requests", "urllib.request", "http.client", "httpx", "socket", "ftplib"}
STARTS = {
    "registry/inspection/starting.py",
    "deployments/runtimes/environments.py",
}


def _name(call: ast.Call) -> str:
    return ast.unparse(call.func)


def test_nobody_evaluates_text_or_trusts_markup() -> None:
    for file, tree in modules():
        for call in calls(tree):
            name = _name(call)
            short = name.rsplit(".", 1)[-1]
            assert name not in CALLS, f"{file}: {name}"
            assert short not in {"strip_tags", "mark_safe", "from_string"}, file


def test_no_template_of_ours_calls_text_safe() -> None:
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "|safe" not in text, path.name
        assert "autoescape off" not in text, path.name


def test_no_shell_is_started_and_two_places_start_processes() -> None:
    for file, tree in modules("governance", "registry", "deployments", "reports"):
        started = "subprocess" in imports(tree)
        assert not started or file in STARTS, f"{file} starts processes"
        for call in calls(tree):
            words = {word.arg for word in call.keywords}
            assert "shell" not in words, f"{file}: {_name(call)}"


def test_who_opens_connections_is_known() -> None:
    """Nothing is fetched from an address that somebody typed."""
    for file, tree in modules("governance", "registry", "deployments", "reports"):
        used = imports(tree) & NETWORK
        allowed = file in CONNECTS or file.startswith(LISTENS)
        assert not used or allowed, f"{file} imports {used}"


def test_messages_of_the_broker_are_json_and_bring_nothing_back() -> None:
    assert settings.CELERY_TASK_SERIALIZER == "json"
    assert settings.CELERY_ACCEPT_CONTENT == ["json"]
    assert settings.CELERY_TASK_IGNORE_RESULT
    assert not getattr(settings, "CELERY_RESULT_BACKEND", None)


def test_no_second_door_is_installed() -> None:
    """No Flower, no Django admin, no browsable API, no registration of one's own."""
    pinned = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "requirements").glob("*.txt")
    )
    for name in ("flower", "jaydebeapi", "sqlalchemy", "mlflow"):
        assert f"\n{name}==" not in f"\n{pinned}"
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    renderers = settings.REST_FRAMEWORK["DEFAULT_RENDERER_CLASSES"]
    assert renderers == ["rest_framework.renderers.JSONRenderer"]
