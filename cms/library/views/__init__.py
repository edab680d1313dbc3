from cms.library.views import editor, laws, papers, records

__all__ = ["editor", "laws", "papers", "records"]
