"""What Wagtail calls when a review has ended well: loaded while its own models load, so it imports ours when called."""

from typing import Any


def publish_reviewed(workflow_state: Any, user: Any = None) -> None:
    from cms.library.actions import publish_reviewed as publish  # noqa: PLC0415  see above

    publish(workflow_state, by=user)
