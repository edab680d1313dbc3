from django.urls import path

from shared.directory.views import absence, register, rules

app_name = "directory"
urlpatterns = [
    path("agencies/", register.agency_list, name="agencies"),
    path("agencies/<str:code>/", register.agency_detail, name="agency"),
    path("people/", register.person_list, name="people"),
    path("people/<int:pk>/", register.person_detail, name="person"),
    path("people/<int:pk>/account/", register.account_open, name="account-open"),
    path("people/<int:pk>/account/change/", register.account_change, name="account-change"),
    path("people/<int:pk>/absences/", absence.absence_enter, name="absence-enter"),
    path("absences/<int:pk>/drop/", absence.absence_drop, name="absence-drop"),
    path("deputies/", absence.deputies, name="deputies"),
    path("deputies/<int:pk>/end/", absence.deputy_end, name="deputy-end"),
    path("clusters/", register.cluster_list, name="clusters"),
    path("clusters/<str:code>/", register.cluster_detail, name="cluster"),
    path("rules/", rules.rules, name="rules-start"),
    path("rules/<slug:table>/", rules.rules, name="rules"),
    path("rules/<slug:table>/new/", rules.rule_new, name="rule-new"),
    path("rules/<slug:table>/<int:pk>/end/", rules.rule_end, name="rule-end"),
    path("rules/<slug:table>/<int:pk>/drop/", rules.rule_drop, name="rule-drop"),
    path("roles/", register.role_list, name="roles"),
    path("roles/grant/", register.role_grant, name="role-grant"),
    path("roles/<int:pk>/end/", register.role_end, name="role-end"),
]
