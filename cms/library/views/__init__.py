from cms.library.views import datasets, editor, feeds, harvest, laws, papers, records

__all__ = ["datasets", "editor", "feeds", "harvest", "laws", "papers", "records"]
