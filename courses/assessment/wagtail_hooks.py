from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from courses.assessment.models import Quiz
from courses.catalogue.wagtail_hooks import CoursePolicy, ScopedViewSet


class QuizViewSet(ScopedViewSet):
    model = Quiz
    icon = "help"
    add_to_admin_menu = True
    menu_order = 161
    list_display = ["__str__", "pass_mark", "attempts_allowed"]


register_permission_policy(Quiz, CoursePolicy(Quiz))
register_snippet(QuizViewSet)
