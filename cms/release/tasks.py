from celery import shared_task

from cms.release.actions import launch_release, take_down_overdue, warn_of_lacking
from cms.release.models import Release
from cms.release.queries import releases_within_a_day
from shared.jobs.actions import later


@shared_task(name="release.take_down_overdue")
def take_down_overdue_releases() -> int:
    """Every minute: an emergency release without its second approval goes down."""
    return take_down_overdue()


@shared_task(name="release.launch_due")
def launch_due() -> int:
    """Every minute: one job for each release whose minute has come, so that none waits for another's trouble."""
    due = list(Release.objects.due().values_list("pk", flat=True))
    for pk in due:
        later("release.launch", release_id=pk)
    return len(due)


@shared_task(name="release.launch")
def launch(release_id: int) -> bool:
    """Bring one release live or hold it back; when it runs twice, the second finds nothing due."""
    release = Release.objects.filter(pk=release_id).first()
    return release is not None and launch_release(release)


@shared_task(name="release.warn_of_lacking")
def warn_of_lacking_releases() -> int:
    """Every ten minutes: whoever is behind a release of the next 24 hours hears once what it lacks."""
    return sum(warn_of_lacking(release) for release in releases_within_a_day())
