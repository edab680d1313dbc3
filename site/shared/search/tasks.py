from celery import shared_task

from shared.search import actions


@shared_task(name="search.rebuild", atomic=False)
def rebuild() -> None:
    """Each chunk is kept by itself, so that a pass that was broken off goes on."""
    actions.rebuild()
