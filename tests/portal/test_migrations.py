"""Migrations begin anew (decision 0029): who is refused, and that tables made together are what they are one by one."""

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection, migrations, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

from portal.checks import migrations_are_whole
from shared.jobs.first_tables import FirstTables

OURS = {config.label for config in apps.get_app_configs() if config.name in settings.OUR_APPS}
KEY = models.BigAutoField(primary_key=True)
UNIT = migrations.CreateModel("Unit", [("id", KEY), ("chair", models.ForeignKey("x.Post", models.CASCADE))])
POST = migrations.CreateModel("Post", [("id", KEY), ("name", models.CharField(max_length=9))])
LINK = migrations.AddField("post", "unit", models.ForeignKey("x.Unit", models.CASCADE, null=True))


class Editor:
    """Notes what would be made, with the columns that its model has at this moment."""

    atomic_migration, connection = True, connection

    def __init__(self):
        self.made = []

    def create_model(self, model):
        self.made.append((model.__name__, [f.column for f in model._meta.local_fields]))
        self.chair = model._meta.get_field("chair").related_model if model.__name__ == "Unit" else self.chair

    def add_field(self, model, field):
        self.made.append((model.__name__, field.column))


def applied(kind):
    migration = kind("0001_start", "x")
    migration.operations = [UNIT, POST, LINK]
    return migration


def forget(*names, app="library"):
    MigrationRecorder(connection).migration_qs.filter(app=app, name__in=names).delete()


def test_tables_made_together_are_the_same_models_in_the_end():
    editor = Editor()

    state = applied(FirstTables).apply(ProjectState(), editor)

    assert editor.made == [("Unit", ["id", "chair_id"]), ("Post", ["id", "name"]), ("Post", "unit_id")]
    assert editor.chair.__name__ == "Post"
    assert state == applied(migrations.Migration).mutate_state(ProjectState())
    assert state.apps.get_model("x", "Post")._meta.get_field("unit").related_model.__name__ == "Unit"


def test_tables_made_together_are_rendered_once(monkeypatch):
    again = []
    monkeypatch.setattr(ProjectState, "_reload", lambda self, models: again.append(models))
    state = ProjectState()
    state.apps  # noqa: B018  rendered, as `migrate` hands it over

    migration = applied(FirstTables)
    migration.operations = [UNIT, POST]
    migration.apply(state, Editor())

    assert again == []
    assert {model.__name__ for model in state.apps.get_models()} == {"Unit", "Post"}


@pytest.mark.django_db
def test_database_that_was_made_now_or_brought_up_to_date_before_passes():
    assert migrations_are_whole(databases=["default"]) == []


@pytest.mark.django_db
def test_database_without_the_names_of_today_is_up_to_date():
    """As the version before decision 0029 left it."""
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        if app in OURS and migration.replaces:
            forget(name, app=app)

    assert migrations_are_whole(databases=["default"]) == []
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


@pytest.mark.django_db
def test_database_that_stands_between_is_refused_before_anything_runs():
    forget("0020_agency_files", "0021_case_issuers")

    (fault,) = migrations_are_whole(databases=["default"])

    assert (fault.id, "library.0020_agency_files, library.0021_case_issuers are missing" in fault.msg) == (
        "portal.E001",
        True,
    )
    assert "f01bd50" in fault.hint
    with pytest.raises(SystemCheckError, match=r"portal\.E001"):
        call_command("migrate", skip_checks=False, verbosity=0)


def test_no_migration_is_replaced_twice_or_still_there():
    there = MigrationLoader(None).disk_migrations
    replaced = [old for key, migration in there.items() if key[0] in OURS for old in migration.replaces]

    assert len(replaced) == len(set(replaced)) == 98
    assert set(replaced) & there.keys() == set()


@pytest.mark.django_db
def test_app_that_never_ran_is_no_obstacle():
    MigrationRecorder(connection).migration_qs.filter(app="learning").delete()

    assert migrations_are_whole(databases=["default"]) == []
