"""What every template keeps to: nothing inline, no class without a rule, no variable that nobody gives."""

import re

import pytest
from django.template import engines
from django.test import RequestFactory

from portal.styleguide import drawn_components
from tests.test_repository import AREAS, ROOT, name_of, python_files

# Places where HTML comes from our own code, already escaped.
SAFE: dict[str, str] = {
    "cms/blocks/charts.py": "the SVG that our own chart library drew",
    "cms/library/templates/library/case.html": "drawn from blocks when saved",
    "cms/library/templates/library/research.html": "drawn from blocks when saved",
    "cms/library/templates/library/law.html": "drawn from the text when imported",
    "cms/library/templates/library/law_article.html": "drawn from the text when imported",
    "cms/library/records/linked_data.py": "JSON whose signs that end an element are written as codes",
    "cms/library/templates/library/chapter.html": "drawn from blocks when saved",
    "cms/library/templates/library/white_paper.html": "drawn from blocks when saved",
    "cms/release/queries/comparing.py": "escaped text between the marks of Wagtail's comparison",
    "cms/pages/templates/pages/plain.html": "drawn from blocks when saved",
    "cms/pages/templates/pages/press_conference.html": "drawn from blocks when saved",
}


def templates():
    for root in AREAS:
        yield from sorted(p for p in root.rglob("*.html") if "templates" in p.parts)


def test_nothing_inline_in_templates():
    inline = re.compile(
        r"\sstyle\s*=|<style|<script(?![^>]*\s(?:src=|type=\"application/(?:ld\+)?json\"))|\son[a-z]+\s*=\s*[\"']|javascript:",
        re.IGNORECASE,
    )
    found = {
        f"{name_of(path)}: {match[0].strip()}"
        for path in templates()
        if "email" not in path.relative_to(ROOT).as_posix()  # e-mail programs read no style sheets
        for match in [inline.search(path.read_text(encoding="utf-8"))]
        if match
    }

    assert found == set()


def test_every_class_in_templates_is_in_the_style_sheet():
    sheets = "".join(p.read_text(encoding="utf-8") for root in AREAS for p in root.rglob("*.css"))
    scripts = "".join(p.read_text(encoding="utf-8") for root in AREAS for p in root.rglob("*.js"))
    known = set(re.findall(r"\.([a-zA-Z][\w-]*)", sheets)) | set(re.findall(r"[\w-]+", scripts))
    used = {
        (word, name_of(path))
        for path in templates()
        if "email" not in path.as_posix() and not {"wagtailadmin", "editor"} & set(path.parts)
        for value in re.findall(r'\sclass="([^"]*)"', path.read_text(encoding="utf-8"))
        for word in re.sub(r"[\w-]*{{.*?}}[\w-]*|{%.*?%}", " ", value).split()
    }

    assert {f"{word} in {path}" for word, path in used if word not in known} == set()


def test_html_is_trusted_only_where_we_made_it():
    trusted = {
        name_of(path)
        for path in [*templates(), *python_files()]
        if re.search(r"\|safe\b|mark_safe\(|SafeString\(", path.read_text(encoding="utf-8"))
    }

    assert trusted - SAFE.keys() == set()


def test_a_variable_that_nobody_gives_fails():
    template = engines["django"].from_string("{{ nobody.gives.this }}")

    with pytest.raises(LookupError, match=r"nobody\.gives\.this"):
        template.render({})


def test_a_variable_that_is_asked_for_may_be_missing():
    template = engines["django"].from_string("{% if nobody %}yes{% else %}no{% endif %}{{ nobody|default:'none' }}")

    assert template.render({}) == "nonone"


@pytest.mark.django_db
def test_every_component_in_the_list_can_be_drawn():
    request = RequestFactory().get("/styleguide/")

    components = drawn_components(request)

    assert all(example["html"].strip() for part in components for example in part["examples"])
    listed = {part["template"] for part in components if part["template"]}
    there = {"ui/" + path.name for path in (AREAS[0] / "portal/templates/ui").glob("*.html")}
    parts_of_others = {"ui/field.html", "ui/error_summary.html", "ui/sort_header.html"}
    assert there - parts_of_others - listed == set()
