"""Statutes of the test data, imported and linked."""

from pathlib import Path

from cms.library.actions import import_statute, relink
from cms.library.provisions import read_statute

LAWS = Path(__file__).parents[1] / "data/laws"


def import_laws(*names: str) -> None:
    """Import the named files, or all of them."""
    for file in sorted(LAWS.glob("*.md")):
        if file.name != "README.md" and (not names or file.name in names):
            statute = read_statute(file.read_bytes(), file.name)
            import_statute(statute, by=None)
    relink(by=None)
