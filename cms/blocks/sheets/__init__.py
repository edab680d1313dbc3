"""Tables out of an office's own sheets: every cell as it is shown there, and where the table lies among the rest."""

from cms.blocks.sheets.layout import Layout, cut, found_layout, headings_in_one
from cms.blocks.sheets.reading import RawSheet, ReadBook, read_tables
from shared.imports.sheets import SheetError

__all__ = ["Layout", "RawSheet", "ReadBook", "SheetError", "cut", "found_layout", "headings_in_one", "read_tables"]
