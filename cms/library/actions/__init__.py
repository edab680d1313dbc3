from cms.library.actions.editions import make_edition
from cms.library.actions.importing import Imported, import_white_paper
from cms.library.actions.importing_cases import import_case
from cms.library.actions.publishing import ask_for_edition, publish_reviewed, submit_for_review

__all__ = [
    "Imported",
    "ask_for_edition",
    "import_case",
    "import_white_paper",
    "make_edition",
    "publish_reviewed",
    "submit_for_review",
]
