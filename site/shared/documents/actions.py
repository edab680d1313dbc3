from shared.documents.glyphs import MissingGlyphsError
from shared.documents.typesetting import TypesettingError, typeset

__all__ = ["MissingGlyphsError", "TypesettingError", "typeset"]
