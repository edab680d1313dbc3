"""Tasks of joint training, by subject; Celery finds them here."""

from courses.training.tasks.clock import keep_time
from courses.training.tasks.letters import tell_organisers, tell_person, tell_planners, tell_unit

__all__ = ["keep_time", "tell_organisers", "tell_person", "tell_planners", "tell_unit"]
