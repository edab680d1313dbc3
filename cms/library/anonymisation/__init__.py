"""Finds in a text what must not be published of people.

What is looked for follows the rule book 4.5 (anonymisation) and the Supreme People's Court's rules on publishing
judgments on the internet (2016), articles 8–10: names of persons, numbers of identity papers, telephones, accounts,
plates, addresses. Forms that already hide somebody (周某某, 某公司, 甲某) are never found.
"""

from cms.library.anonymisation.documents import NotReadableError, pieces_of_file
from cms.library.anonymisation.flattening import spelled
from cms.library.anonymisation.scanning import scan
from cms.library.anonymisation.structure import Finding, Piece, masked

__all__ = ["Finding", "NotReadableError", "Piece", "masked", "pieces_of_file", "scan", "spelled"]
