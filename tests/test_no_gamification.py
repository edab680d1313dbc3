"""Nothing ranks people or units, and nothing measures how long they look at a page (H6, N10; 国办函〔2026〕12号).

Hours come from attendance that an organiser recorded, from passed assessments and from declarations approved twice.
Looked at: every field of every model, every address and its name, every word the interface says, every heading of
every sheet that goes out, every column that comes in, every key of every API and of the files for other systems.
"""

import ast
import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from shared.imports.importers import IMPORTERS
from tests.test_repository import AREAS, OUR_MODELS, ROOT, name_of, python_files

CONTEST = re.compile(
    r"(^|_)((?<!focal_)points?|rankings?|ranked|leaderboards?|scoreboards?|top_(people|users|units|learners)|"
    r"badges?|streaks?|medals?|trophy|trophies|xp|karma|likes?|"
    r"watch|watched|watchtime|dwell|heartbeats?|idle_time|screen_time|last_seen|time_on_page|"
    r"(online|watch|view|viewing|study|learning|play|spent|session)_(time|seconds|minutes|duration)|"
    r"(seconds|minutes|time|duration)_(online|watched|spent|viewed|played)|seconds)(_|$)"
)
WORDS = re.compile(
    "积分|排行榜|排名榜|龙虎榜|光荣榜|徽章|勋章|经验值|连续学习天数|观看时长|在线时长|学习时长|停留时长|打卡"
)
# What is named like a measure of presence and is none.
NO_MEASURE: dict[str, str] = {}
# Words that say a thing does not exist here.
DENIALS = re.compile('不(?:作|计|统计|设|搞|得)[^。；，"]*')


def contests(names):
    return {name for name in names if CONTEST.search(re.sub(r"([a-z])([A-Z])", r"\1_\2", name.split(".")[-1]).lower())}


@pytest.mark.parametrize(
    "name",
    ["points", "user_ranking", "leaderboard", "badge", "streak_days", "watch_time", "online_seconds", "seconds",
     "watchTime", "secondsWatched", "time_spent", "last_seen", "dwell_ms"],
)  # fmt: skip
def test_the_test_itself_finds_what_it_looks_for(name):
    assert contests([f"app.Model.{name}"])


@pytest.mark.parametrize("name", ["focal_point_x", "appointed_on", "rank", "rank_series", "secondment", "seconded_by"])
def test_the_test_itself_lets_pass_what_is_none(name):
    assert not contests([name])


def test_no_model_has_a_field_for_it():
    fields = {f"{model._meta.label}.{field.name}" for model in OUR_MODELS for field in model._meta.get_fields()}
    models = {f"{model._meta.app_label}.{model.__name__}" for model in OUR_MODELS}

    assert contests(fields | models) - NO_MEASURE.keys() == set()


def addresses(resolver, places=()):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry, (*places, str(entry.pattern)))
        elif isinstance(entry, URLPattern):
            ours = getattr(entry.callback, "__module__", "").split(".")[0] in {
                "portal", "shared", "courses", "exchanges", "cms",
            }  # fmt: skip
            if ours:
                yield entry.name or "", "".join((*places, str(entry.pattern)))


def test_no_address_leads_to_it():
    found = list(addresses(get_resolver()))
    words = {word for name, path in found for word in re.split(r"[^A-Za-z_]+", f"{name} {path}") if word}

    assert len(found) > 100
    assert contests({word.replace("-", "_") for word in words}) == set()


def test_no_word_of_the_interface_speaks_of_it():
    texts = [
        path
        for root in AREAS
        for pattern in ("*.po", "*.html", "*.typ", "*.csv")
        for path in root.rglob(pattern)
        if "demo" not in path.parts
    ]
    said = {
        name_of(path): sorted({m[0] for m in WORDS.finditer(DENIALS.sub("", path.read_text(encoding="utf-8")))})
        for path in texts
    }

    assert {path: words for path, words in said.items() if words} == {}


def heading_names():
    """First and second arguments of every `Column(…)`: what its head says and what it reads."""
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "Column":
                for part in ast.walk(node):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield part.value
                    elif isinstance(part, ast.Attribute):
                        yield part.attr


def test_no_sheet_that_goes_out_has_a_column_for_it():
    names = set(heading_names())

    assert "hours" in names
    assert contests({re.sub(r"\W+", "_", name) for name in names if name.isascii()}) == set()


def test_no_sheet_that_comes_in_has_a_column_for_it():
    columns = {
        f"{kind}.{column.key}" for kind, importer in IMPORTERS.items() for table in importer.tables
        for column in table.columns
    }  # fmt: skip

    assert columns
    assert contests(columns) == set()


def test_no_key_of_an_export_or_an_api_stands_for_it():
    """Keys of every dictionary in `exports`, `api` and the schemas there."""
    keys = set()
    for path in python_files():
        if {"exports.py", "api.py"} & {path.name} or {"exports", "api"} & set(path.parts):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Dict):
                    keys |= {k.value for k in node.keys if isinstance(k, ast.Constant) and isinstance(k.value, str)}
                elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                    keys.add(node.target.id)

    assert "standings" in keys
    assert contests({re.sub(r"\W+", "_", key) for key in keys}) == set()


def test_no_list_of_people_is_ordered_by_what_they_achieved():
    """No `order_by` of hours, days, results or scores anywhere."""
    by_merit = re.compile(r"order_by\([^)]*\"-?(\w+__)?(hours|days|score|result|percent|total_hours)\b")

    assert {name_of(path) for path in python_files() if by_merit.search(path.read_text(encoding="utf-8"))} == set()


def test_the_policy_is_written_down():
    assert "排名" in (ROOT / "docs" / "user-guide" / "README.md").read_text(encoding="utf-8")
