from django.urls import path, re_path

from exchanges.secondments import views
from exchanges.secondments.views import tasks as task_views

app_name = "secondments"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("due/", views.due_list, name="due"),
    path("timeline/", views.timeline, name="timeline"),
    path("balance/", views.balance, name="balance"),
    path("expiring/", views.expiring, name="expiring"),
    path("roster/", views.roster, name="roster"),
    path("mine/access/", views.access_log, name="access"),
    path("statistics/<int:year>.xlsx", views.statistics, name="statistics"),
    path("people/<int:pk>/file.<str:form>", views.personnel_file, name="file"),
    path("mine/", views.mine, name="mine"),
    path("plan/", views.plan, name="plan"),
    path("export.<str:form>", views.export, name="export"),
    path("tasks/", task_views.task_list, name="tasks"),
    path("tasks/new/", task_views.task_new, name="task-new"),
    path("tasks/<str:number>/", task_views.task_detail, name="task"),
    path("tasks/<str:number>/letter.pdf", task_views.task_letter, name="task-letter"),
    path("tasks/<str:number>/<str:step>/", task_views.task_step, name="task-step"),
    path("kinds/", views.kinds, name="kinds"),
    path("panels/<str:number>/", views.panel, name="panel"),
    path("panels/<str:number>/name/", views.panel_name, name="panel-name"),
    path("posts/", views.post_list, name="posts"),
    path("agreements/", views.agreement_list, name="agreements"),
    path("agreements/propose/", views.agreement_propose, name="agreement-propose"),
    path("agreements/<str:number>/", views.agreement_detail, name="agreement"),
    path("agreements/<str:number>/<str:act>/", views.agreement_act, name="agreement-act"),
    path("applications/", views.application_list, name="applications"),
    path("applications/<int:pk>/withdraw/", views.application_withdraw, name="application-withdraw"),
    re_path(
        r"^applications/(?P<pk>[0-9]+)/(?P<answer>endorse|refuse)/$",
        views.application_decide,
        name="application-decide",
    ),
    path("posts/<int:pk>/apply/", views.post_apply, name="post-apply"),
    path("posts/open/", views.post_open, name="post-open"),
    path("posts/<int:pk>/", views.post_detail, name="post"),
    path("posts/<int:pk>/recommend/", views.post_recommend, name="post-recommend"),
    path("<str:number>/", views.secondment_detail, name="secondment"),
    path("remarks/<int:pk>/", views.remark, name="remark"),
    path("<str:number>/appraisal/", views.appraisal, name="appraisal"),
    path("<str:number>/<str:step>/", views.take_step, name="step"),
]
