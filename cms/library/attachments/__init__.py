"""What stands in the files that pages carry: their words and their metadata, read within limits."""

from cms.library.attachments.reading import MOST_BYTES, Reading, UnreadableError, read_attachment
from cms.library.attachments.structure import KINDS

__all__ = ["KINDS", "MOST_BYTES", "Reading", "UnreadableError", "read_attachment"]
