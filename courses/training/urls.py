from django.urls import path, re_path

from courses.training.views import attendance, desk, planning, plans, public, rooms, timetable, unit

app_name = "training"
session = "sessions/<slug:slug>/"
urlpatterns = [
    path("", public.session_list, name="sessions"),
    path("unit/", unit.unit_page, name="unit"),
    path("my/", unit.own_classes, name="my"),
    path("rooms/", rooms.room_list, name="rooms"),
    path("rooms/new/", rooms.room_new, name="room-new"),
    path("rooms/<int:pk>/", rooms.room_page, name="room"),
    path("rooms/<int:pk>/edit/", rooms.room_edit, name="room-edit"),
    path("rooms/bookings/<int:pk>/release/", rooms.release, name="room-release"),
    path("plans/", plans.plan_list, name="plans"),
    path("plans/new/", plans.new_plan, name="plan-new"),
    path("plans/<int:pk>/", plans.plan_page, name="plan"),
    path("plans/<int:pk>/step/<slug:verb>/", plans.plan_step, name="plan-step"),
    path("plans/<int:pk>/needs/new/", plans.new_need, name="need-new"),
    path("plans/<int:pk>/lines/new/", plans.new_line, name="line-new"),
    path("plans/needs/<int:pk>/", plans.edit_need, name="need"),
    path("plans/needs/<int:pk>/withdraw/", plans.drop_need, name="need-withdraw"),
    path("plans/lines/<int:pk>/", plans.edit_line, name="line"),
    path("plans/lines/<int:pk>/remove/", plans.drop_line, name="line-remove"),
    path("sessions/new/", planning.new_session, name="session-new"),
    path(session, public.session_page, name="session"),
    path(f"{session}apply/", public.session_apply, name="session-apply"),
    path(f"{session}calendar.ics", public.calendar, name="calendar"),
    path(f"{session}edit/", planning.edit_session, name="session-edit"),
    path(f"{session}timetable/", timetable.timetable, name="timetable"),
    path(f"{session}nominate/", unit.nominate, name="nominate"),
    path(f"{session}desk/", desk.desk, name="desk"),
    path(f"{session}desk/decide/", desk.decide, name="decide"),
    path(f"{session}desk/seats/", desk.change_seats, name="seats"),
    path(f"{session}desk/step/<slug:verb>/", desk.session_step, name="session-step"),
    path(f"{session}attendance/", attendance.attendance, name="attendance"),
    path(f"{session}attendance/report-in/", attendance.report_in, name="report-in"),
    path(f"{session}sign-in-sheet/", attendance.roster_page, name="sign-in-sheet"),
    re_path(
        r"^enrolments/(?P<pk>\d+)/(?P<verb>approve|refuse|confirm|withdraw)/$",
        unit.enrolment_step,
        name="enrolment-step",
    ),
    path("enrolments/<int:pk>/substitute/", unit.substitute, name="substitute"),
]
