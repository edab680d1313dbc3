"""Lists of those who run classes: officers, notices, questionnaires, one's own teaching."""

from django.utils.translation import gettext_lazy, pgettext_lazy

from shared.ui.tables import Column

OFFICER_COLUMNS = [
    Column(gettext_lazy("Name"), "person.name"),
    Column(pgettext_lazy("in a class", "Duty"), lambda row: row.get_duty_display()),
    Column(gettext_lazy("Side"), lambda row: row.get_side_display()),
    Column(gettext_lazy("Appointed by"), "appointed_by"),
    Column(gettext_lazy("Appointed at"), "appointed_at"),
]
NOTICE_COLUMNS = [
    Column(gettext_lazy("Document number"), "number"),
    Column(gettext_lazy("Kind of paper"), lambda row: row.get_type_display()),
    Column(pgettext_lazy("a notice", "Issued"), "issued_at"),
    Column(pgettext_lazy("a notice", "Issued by"), "issued_by"),
    Column(gettext_lazy("Replaces"), lambda row: row.replaces.number if row.replaces else ""),
]
QUESTIONNAIRE_COLUMNS = [
    Column(gettext_lazy("Title"), "title"),
    Column(gettext_lazy("Agency"), "agency.name"),
    Column(gettext_lazy("used where nothing else is chosen"), "is_default"),
]
TEACHING_COLUMNS = [
    Column(gettext_lazy("Topic"), "topic"),
    Column(gettext_lazy("Class"), "session.title"),
    Column(gettext_lazy("Half-days"), lambda row: "、".join(str(half.slot) for half in row.halves.all())),
    Column(gettext_lazy("State"), lambda row: row.get_state_display()),
]
