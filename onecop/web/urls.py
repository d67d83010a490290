from django.urls import path

from onecop.web import gallery, views

urlpatterns = [
    path("", views.front, name="front"),
    path("privacy/", views.privacy, name="privacy"),
    path("for-officers/", views.for_officers, name="for_officers"),
    path("home/", views.home, name="home"),
    path("home/desk/", views.staff, name="home_staff"),
    path("home/desk/map/<str:key>/", views.staff_map, name="home_staff_map"),
    path("home/agency/", views.liaison, name="home_liaison"),
    path("home/executive/", views.executive, name="home_executive"),
    path("home/officer/", views.officer, name="home_officer"),
    path("home/congregation/", views.congregation, name="home_congregation"),
    path("home/funder/", views.funder, name="home_funder"),
    path("language", gallery.language, name="language"),
    path("styleguide", gallery.styleguide, name="styleguide"),
]
