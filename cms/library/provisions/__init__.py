"""Legal provisions without a database: reads statutes, finds what a text refers to, makes links of it.

`read_statute(data, name)` reads a Markdown statute. `find_references(text, register, ...)` gives `Reference`s:
where in the text which paragraph and item of which article of which version is meant. `link_html(html, ...)` makes
links of them in drawn HTML. What the resolver knows of laws stands in a `Register`, which `cms.library.models` loads.
"""

from cms.library.provisions.linking import article_html, link_html, unlinked
from cms.library.provisions.numerals import article_name, read_article_name
from cms.library.provisions.references import Place, Reference, find_references
from cms.library.provisions.register import KnownLaw, KnownVersion, Register
from cms.library.provisions.statutes import Article, Statute, StatuteFault, read_statute
from cms.library.provisions.texts import Paragraph, paragraphs_of, shape_of

__all__ = [
    "Article",
    "KnownLaw",
    "KnownVersion",
    "Paragraph",
    "Place",
    "Reference",
    "Register",
    "Statute",
    "StatuteFault",
    "article_html",
    "article_name",
    "find_references",
    "link_html",
    "paragraphs_of",
    "read_article_name",
    "read_statute",
    "shape_of",
    "unlinked",
]
