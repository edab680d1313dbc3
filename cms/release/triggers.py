"""The gate in the database: the rule of `cms.release.models.gated`, kept below everything that Python may do.

One list of rules serves SQLite and PostgreSQL. SQLite makes a table anew to alter it, which loses its triggers and
trips over those that name it: they are dropped before a migration and made again after it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from modelcluster.fields import ParentalKey

from cms.release.enums import DECIDED, REVIEWS, PermitKind, RouteKind, SignatureState, Step, Verdict
from cms.release.models.gated import PUBLIC_COLUMNS, founding_models, gated_models
from cms.release.queries.files import MODELS

NEWEST = """NOT EXISTS (SELECT 1 FROM wagtailcore_revision a JOIN wagtailcore_revision b
  ON a.base_content_type_id = b.base_content_type_id AND a.object_id = b.object_id
  WHERE a.id = NEW.revision_id AND (b.created_at > a.created_at OR (b.created_at = a.created_at AND b.id > a.id)))"""


@dataclass(frozen=True)
class Trigger:
    """Refuses the event on the table where `refused` holds; the name says what it keeps."""

    name: str
    event: str
    table: str
    refused: str


def quoted(values: Any) -> str:
    return ", ".join(f"'{value}'" for value in values)


def of_types(models: list[Any], column: str) -> str:
    """The page is of one of these types: by name, since the numbers of content types differ between databases."""
    names = " OR ".join(f"(c.app_label = '{m._meta.app_label}' AND c.model = '{m._meta.model_name}')" for m in models)
    return f"{column} IN (SELECT c.id FROM django_content_type c WHERE {names or '1 = 0'})"


def differs(columns: list[str]) -> str:
    return "(" + (" OR ".join(f'OLD."{c}" IS DISTINCT FROM NEW."{c}"' for c in columns) or "1 = 0") + ")"


def permitted(page: str, *kinds: str, revision: str = "") -> str:
    same = f" AND p.revision_id = {revision}" if revision else ""
    return f"EXISTS (SELECT 1 FROM release_permit p WHERE p.page_id = {page} AND p.kind IN ({quoted(kinds)}){same})"


def live(page: str) -> str:
    return f"EXISTS (SELECT 1 FROM wagtailcore_page w WHERE w.id = {page} AND w.live)"


def same_document(one: str, other: str) -> str:
    """The two pages are one document, in one language or in two."""
    return f"""EXISTS (SELECT 1 FROM wagtailcore_page x JOIN wagtailcore_page y ON x.translation_key = y.translation_key
      WHERE x.id = {one} AND y.id = {other})"""


def complete_route() -> str:
    """The route of the permit is open and nothing is missing of it."""
    agreed = f"d.route_id = r.id AND d.verdict = '{Verdict.AGREE}'"
    founding = f"""(r.kind = '{RouteKind.FOUNDING}' AND EXISTS (SELECT 1 FROM wagtailcore_page w
        WHERE w.id = NEW.page_id AND NOT w.live AND {of_types(founding_models(), "w.content_type_id")})
      AND NOT EXISTS (SELECT 1 FROM release_route o WHERE o.page_id = NEW.page_id AND o.id <> r.id))"""
    steps = f"{agreed} AND d.step IN ({quoted(DECIDED)})"
    signed = f"""(SELECT COUNT(*) FROM release_decision d WHERE {steps}) = {len(DECIDED)}
      AND EXISTS (SELECT 1 FROM release_signature s WHERE s.route_id = r.id)
      AND NOT EXISTS (SELECT 1 FROM release_signature s WHERE s.route_id = r.id
        AND (s.state <> '{SignatureState.SIGNED}' OR s.digest <> r.digest))"""
    emergency = """EXISTS (SELECT 1 FROM release_emergency e WHERE e.route_id = r.id AND e.authorised_at IS NOT NULL)"""
    reviewed = f"""(r.kind = '{RouteKind.REVIEW}'
      AND EXISTS (SELECT 1 FROM release_decision d WHERE {agreed} AND d.step = '{Step.SECRECY}')
      AND NOT EXISTS (SELECT 1 FROM release_decision d WHERE d.route_id = r.id AND d.verdict <> '{Verdict.AGREE}')
      AND (({signed}) OR {emergency}))"""
    return f"""EXISTS (SELECT 1 FROM release_route r JOIN release_item i ON i.route_id = r.id
      WHERE r.id = NEW.route_id AND i.page_id = NEW.page_id AND i.revision_id = NEW.revision_id
      AND r.voided_at IS NULL AND r.used_at IS NULL AND ({founding} OR {reviewed})) AND {NEWEST}"""


def triggers() -> list[Trigger]:
    own = [*page_triggers(), *record_triggers(), *file_triggers()]
    return [*own, *(t for model in gated_models() for t in content_triggers(model))]


def page_triggers() -> Iterator[Trigger]:
    gated = gated_models()
    new, old = of_types(gated, "NEW.content_type_id"), of_types(gated, "OLD.content_type_id")
    yield Trigger("gate_page_i", "INSERT", "wagtailcore_page", f"{new} AND (NEW.live OR NEW.alias_of_id IS NOT NULL)")
    released = permitted("NEW.id", PermitKind.RELEASE, revision="NEW.live_revision_id")
    yield Trigger(
        "gate_page_u",
        "UPDATE",
        "wagtailcore_page",
        f"({new} OR {old}) AND (NEW.alias_of_id IS NOT NULL OR OLD.content_type_id <> NEW.content_type_id"
        f" OR (NEW.live AND ((NOT OLD.live) OR {differs(PUBLIC_COLUMNS)}) AND NOT {released}))",
    )
    renamed = f"""EXISTS (SELECT 1 FROM release_permit p JOIN wagtailcore_page a ON a.id = p.page_id
      WHERE p.kind = '{PermitKind.RELEASE}' AND substr(OLD.path, 1, length(a.path)) = a.path)"""
    elsewhere = f"{differs(['url_path'])} AND NOT {renamed}"
    yield Trigger("gate_page_place_u", "UPDATE", "wagtailcore_page", f"{old} AND OLD.live AND {elsewhere}")
    yield Trigger("gate_page_d", "DELETE", "wagtailcore_page", f"{old} AND OLD.live")
    frozen = "EXISTS (SELECT 1 FROM release_item i WHERE i.revision_id = OLD.id)"
    yield Trigger(
        "gate_revision_u", "UPDATE", "wagtailcore_revision", f"{differs(['content', 'object_id'])} AND {frozen}"
    )


def record_triggers() -> Iterator[Trigger]:
    """What has been decided or signed stays as it was; a permit is given to a complete route alone."""
    redraw = f"NEW.kind = '{PermitKind.REDRAW}' AND {live('NEW.page_id')}"
    yield Trigger("gate_permit_i", "INSERT", "release_permit", f"NOT (({redraw}) OR ({complete_route()}))")
    yield Trigger("gate_permit_u", "UPDATE", "release_permit", "1 = 1")
    for table in ("release_decision", "release_item", "release_author", "release_file"):
        yield Trigger(f"gate_{table[8:]}_u", "UPDATE", table, "1 = 1")
        yield Trigger(f"gate_{table[8:]}_d", "DELETE", table, "1 = 1")
    is_open = "r.voided_at IS NULL AND r.used_at IS NULL"
    closed = f"NOT EXISTS (SELECT 1 FROM release_route r WHERE r.id = NEW.route_id AND {is_open})"
    begun = """EXISTS (SELECT 1 FROM release_item i JOIN release_route r ON r.id = i.route_id WHERE i.id = NEW.item_id
      AND (r.voided_at IS NOT NULL OR r.used_at IS NOT NULL
        OR EXISTS (SELECT 1 FROM release_decision d WHERE d.route_id = r.id)))"""
    yield Trigger("gate_file_i", "INSERT", "release_file", begun)
    author = "EXISTS (SELECT 1 FROM release_author a WHERE a.route_id = NEW.route_id AND a.user_id = NEW.reviewer_id)"
    former = f"""(NEW.step IN ({quoted(REVIEWS)}) AND EXISTS (SELECT 1 FROM release_decision d
      WHERE d.digest = NEW.digest AND d.reviewer_id = NEW.reviewer_id AND d.step IN ({quoted(REVIEWS)})
      AND d.step <> NEW.step))"""
    yield Trigger("gate_decision_i", "INSERT", "release_decision", f"{closed} OR {author} OR {former}")
    signer = author.replace("NEW.reviewer_id", "NEW.signer_id")
    theirs = f"""(NEW.document_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM release_number n
      JOIN release_route r ON {same_document("n.page_id", "r.page_id")}
      WHERE n.id = NEW.document_id AND n.agency_id = NEW.agency_id AND r.id = NEW.route_id))"""
    yield Trigger(
        "gate_signature_u",
        "UPDATE",
        "release_signature",
        f"OLD.state <> '{SignatureState.OPEN}' OR {closed} OR {signer}"
        f" OR {differs(['route_id', 'agency_id'])} OR {theirs}",
    )
    yield Trigger("gate_signature_d", "DELETE", "release_signature", "1 = 1")
    known = f"""EXISTS (SELECT 1 FROM release_route r
      WHERE r.used_at IS NOT NULL AND {same_document("OLD.page_id", "r.page_id")})"""
    moved = differs(["page_id", "agency_id"])
    yield Trigger("gate_number_u", "UPDATE", "release_number", f"{moved} OR ({differs(['number'])} AND {known})")
    yield Trigger("gate_number_d", "DELETE", "release_number", "1 = 1")
    fixed = differs(["page_id", "kind", "digest", "opened_by_id", "opened_at"])
    ended = "OLD.voided_at IS NOT NULL OR OLD.used_at IS NOT NULL"
    reopened = differs(["voided_at", "void_reason", "used_at"])
    shut = f"(OLD.closed_at IS NOT NULL AND {differs(['closed_at'])})"
    kept_back = f"""EXISTS (SELECT 1 FROM release_decision d
      WHERE d.digest = NEW.digest AND d.verdict = '{Verdict.RESTRICT}')"""
    yield Trigger("gate_route_i", "INSERT", "release_route", kept_back)
    yield Trigger("gate_route_u", "UPDATE", "release_route", f"{fixed} OR (({ended}) AND {reopened}) OR {shut}")
    yield Trigger("gate_route_d", "DELETE", "release_route", "1 = 1")


def file_triggers() -> Iterator[Trigger]:
    """A file that readers see, or that reviewers read, is not deleted; its title stands on the page."""
    routes = "FROM release_file f JOIN release_item i ON i.id = f.item_id JOIN release_route r ON r.id = i.route_id"
    shown, read = "r.used_at IS NOT NULL AND r.closed_at IS NULL", "r.used_at IS NULL AND r.voided_at IS NULL"
    for kind, model in MODELS.items():
        held = f"SELECT 1 {routes} WHERE f.kind = '{kind}' AND f.file_id = OLD.id"
        table = model._meta.db_table
        yield Trigger(f"gate_{kind}_d", "DELETE", table, f"EXISTS ({held} AND (({shown}) OR ({read})))")
        yield Trigger(f"gate_{kind}_u", "UPDATE", table, f"{differs(['title'])} AND EXISTS ({held} AND {shown})")


def content_triggers(model: Any) -> Iterator[Trigger]:
    """The page's own table, and the rows that belong to the page."""
    table, short, key = model._meta.db_table, model._meta.model_name[:20], model._meta.pk.column
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    said = [field.column for field in fields if field.name not in model.derived_fields]
    drawn = [field.column for field in fields if field.name in model.derived_fields]
    page, kinds = f'NEW."{key}"', (PermitKind.RELEASE, PermitKind.REDRAW)
    yield Trigger(
        f"gate_{short}_u",
        "UPDATE",
        table,
        f"{live(page)} AND (({differs(said)} AND NOT {permitted(page, PermitKind.RELEASE)})"
        f" OR ({differs(drawn)} AND NOT {permitted(page, *kinds)}))",
    )
    for number, (rows, foreign, columns) in enumerate(children_of(model)):
        new, old = f'NEW."{foreign}"', f'OLD."{foreign}"'
        put = f"({live(new)} AND NOT {permitted(new, PermitKind.RELEASE)})"
        taken = f"({live(old)} AND NOT {permitted(old, PermitKind.RELEASE)})"
        yield Trigger(f"gate_{short}_{number}i", "INSERT", rows, put)
        yield Trigger(f"gate_{short}_{number}u", "UPDATE", rows, f"{differs(columns)} AND ({put} OR {taken})")
        yield Trigger(f"gate_{short}_{number}d", "DELETE", rows, taken)


def children_of(model: Any) -> Iterator[tuple[str, str, list[str]]]:
    """(table, column of the page, its columns) of what is edited with the page: child rows and many-to-many rows."""
    for relation in model._meta.related_objects:
        if isinstance(relation.field, ParentalKey) and relation.field.remote_field.model is model:
            rows = relation.related_model._meta
            yield rows.db_table, relation.field.column, [field.column for field in rows.local_concrete_fields]
    for field in model._meta.local_many_to_many:
        yield field.m2m_db_table(), field.m2m_column_name(), [field.m2m_column_name(), field.m2m_reverse_name()]


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of the triggers that the database does not have."""
    catalogue = {
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    }
    with connection.cursor() as cursor:
        cursor.execute(catalogue[connection.vendor])
        present = {name for (name,) in cursor.fetchall()}
    return [trigger.name for trigger in triggers() if trigger.name not in present]


def drop(connection: BaseDatabaseWrapper) -> None:
    """Take every trigger of the gate away, those of earlier versions of the product too."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'gate!_%' ESCAPE '!'")
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
            return
        cursor.execute(
            "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema()"
            " WHERE NOT t.tgisinternal AND t.tgname LIKE 'gate!_%' ESCAPE '!'"
        )
        for name, table in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}" ON "{table}"')


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers once their tables are there; a database that migrates step by step gets them at the end."""
    drop(connection)
    tables = set(connection.introspection.table_names())
    if not needed_tables() <= tables:
        return
    with connection.cursor() as cursor:
        for trigger in triggers():
            for statement in statements(trigger, connection.vendor):
                cursor.execute(statement)


def needed_tables() -> set[str]:
    ours = {model._meta.db_table for model in apps.get_app_config("release").get_models()}
    return ours | {trigger.table for trigger in triggers()} | {"django_content_type"}


def statements(trigger: Trigger, vendor: str) -> Iterator[str]:
    """The refusal is an IntegrityError on both databases; its message is the trigger's name."""
    if vendor == "sqlite":
        yield (
            f'CREATE TRIGGER {trigger.name} BEFORE {trigger.event} ON "{trigger.table}" FOR EACH ROW'
            f" WHEN {trigger.refused} BEGIN SELECT RAISE(ABORT, '{trigger.name}'); END"
        )
        return
    row = "OLD" if trigger.event == "DELETE" else "NEW"
    yield (
        f"CREATE OR REPLACE FUNCTION {trigger.name}_f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {trigger.refused.replace('%', '%%')} THEN RAISE EXCEPTION '{trigger.name}'"
        f" USING ERRCODE = 'check_violation'; END IF; RETURN {row}; END $$"
    )
    yield (
        f'CREATE TRIGGER {trigger.name} BEFORE {trigger.event} ON "{trigger.table}"'
        f" FOR EACH ROW EXECUTE FUNCTION {trigger.name}_f()"
    )
