"""Page and paper look alike: the colours of the typesetter's base are the tokens of the site."""

import re

from django.conf import settings

from shared.documents import typesetting


def test_colours_of_paper_are_the_tokens_of_the_page():
    css = (settings.REPO / "site/portal/static/portal/tokens.css").read_text(encoding="utf-8")
    usual = css[: css.index("}")]  # the first block; those below it are for high contrast
    tokens = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", usual))
    base = (typesetting.BASE / "base.typ").read_text(encoding="utf-8")
    ours = dict(re.findall(r'#let ([\w-]+) = rgb\("(#[0-9a-f]{6})"\)', base))

    assert {name.replace("line-colour", "line"): value for name, value in ours.items()}.items() <= tokens.items()
    assert len(ours) >= 10
