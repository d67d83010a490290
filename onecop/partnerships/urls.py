from django.urls import path

from onecop.partnerships import views

urlpatterns = [
    path("partnerships/", views.partnership_list, name="partnership_list"),
    path("partnerships/<str:key>/", views.partnership_detail, name="partnership_detail"),
    path("partnerships/<str:key>/write-again/", views.partnership_write_again, name="partnership_write_again"),
    path("territory/versions/<str:key>/preview/", views.territory_preview, name="territory_preview"),
]
