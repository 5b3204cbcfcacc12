"""Rules of the house that a reader would otherwise have to believe."""

import ast
import re

from governance.actions import RULES, Action
from tests.architecture.sources import ROOT, calls, imports, modules, with_django

WRITES = {"create", "bulk_create", "bulk_update", "update_or_create", "get_or_create"}
ROW_WRITES = {"save", "delete"}
# Rooms that change rows. Everything else reads.
WRITERS = re.compile(
    r"^(?:governance/(?:access|recording|denials|jobs|sequencing|witness_follower)\.py"
    r"|[a-z]+/operations/[a-z_]+\.py|deployments/states\.py"
    r"|governance/sqlite/.*|config/demo/provider/.*)$"
)


def test_only_access_imports_guardian_and_projects_declare_its_tables() -> None:
    users = {
        name
        for name, tree in modules()
        if any(module.split(".")[0] == "guardian" for module in imports(tree))
    }
    assert users == {"governance/access.py", "registry/models/projects.py"}


def test_only_operations_and_the_core_write_rows() -> None:
    strangers = {
        f"{name}:{call.lineno} {call.func.attr}"
        for name, tree in with_django()
        if not WRITERS.match(name)
        for call in calls(tree)
        if isinstance(call.func, ast.Attribute) and _writes(call.func)
    }
    assert strangers == set()


def _writes(function: ast.Attribute) -> bool:
    """`X.objects.create(...)`, `rows.update(a=1)` on a queryset, `row.save()`."""
    if function.attr in WRITES:
        return True
    of_objects = "objects" in ast.dump(function.value)
    if function.attr in {"update", "delete"} and of_objects:
        return True
    return function.attr in ROW_WRITES and isinstance(function.value, ast.Name)


def test_only_recording_builds_entries() -> None:
    builders = {
        name
        for name, tree in with_django()
        for call in calls(tree)
        if isinstance(call.func, ast.Name) and call.func.id == "Record"
    }
    assert builders == {"governance/recording.py"}


def test_every_operation_takes_keywords_only_and_names_an_actor() -> None:
    for name, tree in modules("governance", "registry", "deployments", "reports"):
        if "/operations/" not in name:
            continue
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and _is_public_operation(node):
                assert not node.args.args, f"{name}: {node.name} takes positions"
                assert ast.get_docstring(node), f"{name}: {node.name} says nothing"


def _is_public_operation(node: ast.FunctionDef) -> bool:
    uses_door = any(
        isinstance(call.func, ast.Name) and call.func.id == "governed"
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
    )
    return uses_door and not node.name.startswith("_")


OPERATIONS = {
    node.name
    for name, tree in modules()
    if "/operations/" in name
    for node in tree.body
    if isinstance(node, ast.FunctionDef) and _is_public_operation(node)
}


def test_no_operation_calls_another() -> None:
    for name, tree in modules():
        if "/operations/" in name:
            called = {c.func.id for c in calls(tree) if isinstance(c.func, ast.Name)}
            assert not called & OPERATIONS, name


def test_there_are_no_signals_and_no_logic_in_save() -> None:
    for name, tree in with_django():
        assert "django.dispatch" not in imports(tree), name
        assert "django.db.models.signals" not in imports(tree), name
        for node in ast.walk(tree):
            assert not (isinstance(node, ast.FunctionDef) and node.name == "save"), name


def test_nothing_unpickles() -> None:
    for name, tree in modules():
        used = {module.split(".")[0] for module in imports(tree)}
        assert not used & {"pickle", "cloudpickle", "joblib", "dill", "marshal"}, name


def test_every_action_has_a_rule_and_every_rule_an_action() -> None:
    assert set(RULES) == set(Action)


def test_every_action_is_used_somewhere() -> None:
    sources = ((ROOT / name).read_text(encoding="utf-8") for name, _ in modules())
    used = set(re.findall(r"Action\.([A-Z_]+)\b(?!: Rule)", "\n".join(sources)))
    assert {action.name for action in Action} <= used


def test_files_and_functions_stay_small() -> None:
    for name, tree in modules():
        lines = (ROOT / name).read_text(encoding="utf-8").count("\n")
        assert lines <= 400, f"{name} has {lines} lines"
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno
                assert length <= 60, f"{name}: {node.name} has {length} lines"
