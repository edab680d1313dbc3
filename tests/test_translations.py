"""The whole interface is in Chinese (X17), and the tool that keeps it so."""

import pytest
from django.apps import AppConfig
from django.core.management import CommandError, call_command

from portal import catalogues


@pytest.fixture
def app(tmp_path):
    """An app of one Python file and one template."""
    (tmp_path / "views.py").write_text(
        "from django.utils.translation import gettext_lazy as _, ngettext, pgettext\n"
        'A = _("Two " "parts")\n'
        'B = ngettext("%(n)s seat", "%(n)s seats", 2)\n'
        'C = pgettext("a month", "May")\n'
    )
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(
        '{% load i18n %}it\'s "text" # no comment\n  {% translate "Sign in" %}{{ _("Help") }}\n'
        '{% include "x.html" with title=_("Nothing yet") %}'
        "{% blocktranslate count n=rows trimmed %}\n  One row\n  {% plural %}\n  {{ n }} rows\n{% endblocktranslate %}"
        '{% translate "Open" context "a door" %}{% comment %}{% translate "not me" %}{% endcomment %}'
    )
    config = AppConfig.__new__(AppConfig)
    config.name, config.label, config.path = "demo", "demo", str(tmp_path)
    return config


def fill(app, sentence, text):
    path = catalogues.po_path(app)
    path.write_text(path.read_text().replace(f'{sentence}"\nmsgstr ""', f'{sentence}"\nmsgstr "{text}"'))


@pytest.mark.parametrize("config", catalogues.our_apps(), ids=lambda c: c.name)
def test_every_sentence_is_in_chinese(config):
    assert catalogues.faults(config) == []


def test_one_english_sentence_has_one_chinese_translation():
    assert catalogues.conflicts(catalogues.our_apps()) == []


def test_all_kinds_of_sentences_are_found(app):
    assert catalogues.extracted(app) == {
        ("", "Two parts"): "",
        ("", "%(n)s seat"): "%(n)s seats",
        ("a month", "May"): "",
        ("", "Sign in"): "",
        ("", "Help"): "",
        ("", "Nothing yet"): "",
        ("", "One row"): "%(n)s rows",
        ("a door", "Open"): "",
    }


def test_update_keeps_translations_and_drops_what_is_no_longer_used(app, tmp_path):
    catalogues.update(app)
    fill(app, "Sign in", "登录")
    fill(app, "Two parts", "两部分")
    (tmp_path / "views.py").write_text("")

    count, empty = catalogues.update(app)

    assert (count, empty) == (5, 4)
    text = catalogues.po_path(app).read_text()
    assert 'msgid "Sign in"\nmsgstr "登录"' in text
    assert "Two parts" not in text


def test_update_writes_the_same_bytes_twice(app):
    catalogues.update(app)
    first = catalogues.po_path(app).read_bytes()

    catalogues.update(app)

    assert catalogues.po_path(app).read_bytes() == first


def test_missing_translations_and_lost_places_are_faults(app):
    catalogues.update(app)
    fill(app, "Two parts", "两%(part)s部分")

    faults = catalogues.faults(app)

    assert "demo: places differ: 'Two parts' → '两%(part)s部分'" in faults
    assert "demo: not translated: 'Sign in'" in faults
    assert len(faults) == 8


def test_compiling_again_does_nothing_until_the_catalogue_changes(app):
    catalogues.update(app)

    assert catalogues.compile_catalogue(app)
    assert not catalogues.compile_catalogue(app)
    assert catalogues.compile_catalogue(app, force=True)


def test_check_refuses_an_app_that_is_not_ours():
    with pytest.raises(CommandError, match="none of this project's apps"):
        call_command("messages", "check", "wagtail")
