"""The repository keeps the promises of docs/architecture.md. A rule that bends does so here, with its reason."""

import ast
import re
import subprocess
import sys
from pathlib import Path
from statistics import quantiles

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation

from shared.directory.models import Agency
from tests.exceptions import LISTENERS, NOBODYS, SUBJECTS, WITHOUT_SCOPE

ROOT = Path(__file__).parents[1]
AREAS = [ROOT / name for name in ("site", "cms", "courses", "exchanges")]
OURS = [config for config in apps.get_app_configs() if config.name in settings.OUR_APPS]
ROOMS = [config for config in OURS if config.name != "portal"]
OUR_MODELS = [model for config in OURS for model in config.get_models(include_auto_created=True)]
PARTS = {
    "__init__", "apps", "enums", "models", "permissions", "queries", "emails", "actions", "tasks", "forms", "exports",
    "views", "api", "admin", "wagtail_hooks", "urls",
}  # fmt: skip


def python_files(*, tests: bool = False):
    roots = [*AREAS, ROOT / "tests"] if tests else AREAS
    for root in roots:
        for path in sorted(root.rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(node) -> int:
    """Lines of the body, its docstring left out."""
    body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
    return body[-1].end_lineno - body[0].lineno + 1


def tracked_files():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S607
    return [ROOT / line for line in listed.splitlines() if (ROOT / line).is_file()]


def part_files(part: str):
    """`actions.py` of every app, or the modules of its package `actions/`."""
    for config in ROOMS:
        yield from Path(config.path).glob(f"{part}.py")
        yield from Path(config.path).glob(f"{part}/*.py")


def test_site_is_a_source_root_and_never_a_package():
    command = [sys.executable, "-c", "import site; print(site.__file__)"]

    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)

    assert not (ROOT / "site" / "__init__.py").exists()
    assert not found.stdout.startswith(str(ROOT))


def test_apps_keep_to_the_closed_list_of_file_names():
    strays = {
        name_of(entry)
        for config in ROOMS
        for entry in Path(config.path).iterdir()
        if (entry.suffix == ".py" or (entry / "__init__.py").exists())
        and entry.stem not in PARTS | {"migrations", "management", "templatetags"}
    }

    assert strays - SUBJECTS.keys() == set()
    assert SUBJECTS.keys() - strays == set(), "listed but gone"


def test_shared_holds_only_apps():
    loose = {p.name for p in (ROOT / "site/shared").iterdir() if p.is_file() and p.name != "__init__.py"}

    assert loose == set()


def test_no_file_outgrows_400_lines():
    long = {name_of(p): n for p in python_files(tests=True) if (n := len(p.read_text().splitlines())) > 400}

    assert long == {}


def test_functions_stay_short():
    lengths = sorted(length(node) for path in python_files() for node in functions(path))

    assert quantiles(lengths, n=20)[-1] <= 30


@pytest.mark.parametrize(("part", "limit"), [("actions", 25), ("views", 20)])
def test_actions_and_views_stay_shorter_still(part, limit):
    """What a page's context or a row's values list, one to a line, is no logic and does not count."""
    entry = re.compile(r'^\s+("\w+": |\w+=).*,$')
    long = {}
    for path in part_files(part):
        lines = path.read_text(encoding="utf-8").splitlines()
        for node in functions(path):
            listed = sum(bool(entry.match(line)) for line in lines[node.lineno : node.end_lineno])
            if length(node) - listed > limit:
                long[f"{name_of(path)}:{node.name}"] = length(node) - listed

    assert long == {}


def test_actions_say_who_acts():
    nameless = {
        f"{name_of(path)}:{node.name}"
        for path in part_files("actions")
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef)
        and any("atomic" in ast.unparse(d) for d in node.decorator_list)
        and not node.name.startswith("_")
        and "by" not in {argument.arg for argument in node.args.kwonlyargs}
    }

    assert nameless - NOBODYS.keys() == set()


def test_models_and_migrations_agree():
    loader = MigrationLoader(None)

    with translation.override(None):  # names as the source has them, not as a catalogue translates them
        detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
        changes = detector.changes(graph=loader.graph)

    assert {label: changes[label] for label in changes if apps.get_app_config(label) in OURS} == {}


def leads_to_agency(model, seen=()) -> bool:
    if model is Agency:
        return True
    steps = [f.related_model for f in model._meta.concrete_fields if f.is_relation and f.related_model not in seen]
    return any(leads_to_agency(step, (*seen, model)) for step in steps if step in OUR_MODELS)


def test_models_with_a_path_to_agency_say_who_sees_them():
    open_to_all = {
        model._meta.label
        for model in OUR_MODELS
        if leads_to_agency(model) and not model._meta.auto_created and not hasattr(model._default_manager, "visible_to")
    }

    assert open_to_all - WITHOUT_SCOPE.keys() == set()
    assert WITHOUT_SCOPE.keys() - open_to_all == set(), "listed but no longer needed"


def test_names_in_the_database_fit_every_database():
    names = {model._meta.db_table for model in OUR_MODELS}
    names |= {f"{model._meta.db_table}.{f.column}" for model in OUR_MODELS for f in model._meta.concrete_fields}
    names |= {item.name for model in OUR_MODELS for item in [*model._meta.constraints, *model._meta.indexes]}

    assert {name for name in names if len(name.rpartition(".")[2]) > 30} == set()


def test_references_across_areas_protect_what_they_point_to():
    def area(model):
        return model.__module__.split(".")[0]

    loose = {
        f"{model._meta.label}.{field.name}"
        for model in OUR_MODELS
        for field in model._meta.concrete_fields
        if field.is_relation
        and field.related_model in OUR_MODELS
        and area(model) != area(field.related_model)
        and field.remote_field.on_delete is not models.PROTECT
        and field.related_model._meta.label != "accounts.User"
    }

    assert loose == set()


def test_no_signals_of_our_own():
    signal = re.compile(r"\bSignal\(|@receiver\b|\b(pre|post)_(save|delete|init)\.connect")

    assert {name_of(p) for p in python_files() if signal.search(p.read_text(encoding="utf-8"))} == LISTENERS.keys()


def test_no_loose_ends():
    loose = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]) + r")\b")
    readable = {".py", ".html", ".css", ".js", ".md", ".toml", ".txt", ".yaml", ".sh", ".typ"}
    found = {
        name_of(path)
        for path in tracked_files()
        if path.suffix in readable and not path.name.endswith(".min.js") and loose.search(path.read_text("utf-8"))
    }

    assert found == set()


def test_no_path_of_one_machine():
    machine = re.compile(r"(?<![\w.])/(?:work|root|Users|tmp/\w+|home/(?:user|dev|debian|ubuntu|runner))/\w+")
    readable = {".py", ".html", ".md", ".toml", ".txt", ".yaml", ".yml", ".sh", ".cfg", ".typ", ""}
    found = {
        name_of(path): match[0]
        for path in tracked_files()
        if path.suffix in readable and path.name != Path(__file__).name and "LICENSE" not in path.name
        for match in [machine.search(path.read_text("utf-8", errors="ignore"))]
        if match
    }

    assert found == {}


def test_every_requirement_has_its_reason():
    lines = [
        line
        for name in ("requirements.txt", "requirements-dev.txt")
        for line in (ROOT / name).read_text().splitlines()
        if line and not line.startswith(("#", "-r"))
    ]

    assert [line for line in lines if not re.search(r"(~=|==)[\d.]+\s+# \S{2,}", line)] == []


def test_the_environment_is_read_once():
    # They start programs beside this one, which want the environment too.
    allowed = {"site/portal/postgres.py", "site/portal/bench/product.py", "site/portal/backups.py"}
    starters = re.compile(r'os\.environ\.setdefault\(\s*"DJANGO_SETTINGS_MODULE"')
    readers = {
        name_of(path)
        for path in python_files()
        if re.search(r"os\.environ|os\.getenv", starters.sub("", path.read_text(encoding="utf-8")))
        and "settings" not in path.parts
        and "commands" not in path.parts
    }

    assert readers - allowed == set()


def test_tests_that_empty_the_tables_fill_them_again():
    # Left to itself, emptying makes a new locale and no root page: the next test that restores the first rows fails.
    lines = [line for path in (ROOT / "tests").rglob("*.py") for line in path.read_text(encoding="utf-8").splitlines()]

    emptying = [line for line in lines if re.search(r"django_db\(.*transaction=True", line)]
    assert [line for line in emptying if "serialized_rollback=True" not in line] == []


def test_pandas_is_imported_only_where_a_sheet_is_read_or_written():
    users = {
        name_of(path)
        for path in python_files()
        if re.search(r"^\s*(import pandas|from pandas)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }

    assert {u for u in users if not re.search(r"exports|shared/(reports|imports)/|imports?\.py|/demo/", u)} == set()


def calls(function: str):
    """First arguments of `function("…")` in the source, with the file."""
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == function and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str) and "." in first.value:
                    yield first.value, name_of(path)


def test_everything_called_by_name_is_registered():
    from celery import current_app

    from shared.notices.kinds import KINDS

    kinds = {call for call in calls("notify") if call[0] not in KINDS}
    tasks = {call for call in calls("later") if call[0] not in current_app.tasks}

    assert (kinds, tasks) == (set(), set())


def test_every_scheduled_task_exists():
    from celery import current_app

    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert scheduled - set(current_app.tasks) == set()


def test_tests_mirror_the_tree():
    places = {"/".join(config.name.split(".")) for config in OURS} | {"site", "browser", "factories", "data"}
    areas = {place.split("/")[0] for place in places}
    folders = {p.parent.relative_to(ROOT / "tests").as_posix() for p in (ROOT / "tests").rglob("test_*.py")} - {"."}

    assert {f for f in folders if f not in places | areas and not f.startswith(("browser", "deploy"))} == set()


def test_documents_name_every_app_and_every_command():
    texts = "".join(p.read_text(encoding="utf-8") for p in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
    names = {config.name.rpartition(".")[2] for config in OURS}
    names |= {p.stem for root in AREAS for p in root.rglob("management/commands/*.py") if p.stem != "__init__"}

    assert {name for name in names if not re.search(rf"\b{name}\b", texts)} == set()
