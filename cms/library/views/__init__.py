from cms.library.views import editor, feeds, harvest, laws, papers, records

__all__ = ["editor", "feeds", "harvest", "laws", "papers", "records"]
