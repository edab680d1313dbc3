from django.urls import path

from exchanges.secondments import views

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
    path("posts/", views.post_list, name="posts"),
    path("posts/open/", views.post_open, name="post-open"),
    path("posts/<int:pk>/", views.post_detail, name="post"),
    path("posts/<int:pk>/recommend/", views.post_recommend, name="post-recommend"),
    path("<str:number>/", views.secondment_detail, name="secondment"),
    path("<str:number>/<str:step>/", views.take_step, name="step"),
]
