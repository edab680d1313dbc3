from cms.library.views import editor, feeds, laws, papers, records

__all__ = ["editor", "feeds", "laws", "papers", "records"]
