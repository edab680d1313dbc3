from cms.library.actions.publishing import ask_for_edition, publish_reviewed, submit_for_review

__all__ = ["ask_for_edition", "publish_reviewed", "submit_for_review"]
