from django.urls import path

from onecop.calendars import views

urlpatterns = [
    path("whats-on/", views.calendar_list, name="public_calendar"),
    path("whats-on/month/", views.calendar_month, name="public_calendar_month"),
    path("whats-on/map/", views.calendar_map, name="public_calendar_map"),
    path("whats-on/points/", views.calendar_points, name="public_calendar_points"),
    path("whats-on/feed.ics", views.calendar_feed, name="public_calendar_feed"),
    path("whats-on/share/", views.calendar_share, name="public_calendar_share"),
    path("whats-on/in/<str:key>/", views.calendar_list, name="region_calendar"),
    path("whats-on/in/<str:key>/month/", views.calendar_month, name="region_calendar_month"),
    path("whats-on/in/<str:key>/map/", views.calendar_map, name="region_calendar_map"),
    path("embed/events/", views.embed_events, name="embed_events"),
]
