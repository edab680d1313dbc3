from django.urls import path

from shared.experts.views import bases, keeping, pools, register

app_name = "experts"
urlpatterns = [
    path("", register.expert_list, name="experts"),
    path("own/", register.own, name="own"),
    path("desk/", register.desk, name="desk"),
    path("new/", keeping.expert_new, name="expert-new"),
    path("<int:pk>/", register.expert, name="expert"),
    path("<int:pk>/edit/", keeping.expert_edit, name="expert-edit"),
    path("<int:pk>/withdraw/", keeping.withdraw, name="withdraw"),
    path("<int:pk>/restore/", keeping.restore, name="restore"),
    path("<int:pk>/memberships/new/", keeping.membership_new, name="membership-new"),
    path("memberships/<int:pk>/end/", keeping.membership_end, name="membership-end"),
    path("<int:pk>/qualifications/new/", keeping.qualification_new, name="qualification-new"),
    path("qualifications/<int:pk>/evidence/", register.evidence, name="evidence"),
    path("qualifications/<int:pk>/<slug:step>/", keeping.qualification_step, name="qualification-step"),
    path("<int:pk>/availability/new/", keeping.availability_new, name="availability-new"),
    path("availability/<int:pk>/drop/", keeping.availability_drop, name="availability-drop"),
    path("<int:pk>/recommend/", pools.recommend, name="recommend"),
    path("recommendations/<int:pk>/accept/", pools.recommendation_accept, name="recommendation-accept"),
    path("recommendations/<int:pk>/<slug:step>/", pools.recommendation_step, name="recommendation-step"),
    path("bases/", bases.base_list, name="bases"),
    path("bases/new/", bases.base_new, name="base-new"),
    path("bases/<int:pk>/edit/", bases.base_edit, name="base-edit"),
    path("pools/", pools.pool_list, name="pools"),
    path("pools/new/", pools.pool_new, name="pool-new"),
    path("pools/<int:pk>/edit/", pools.pool_edit, name="pool-edit"),
]
