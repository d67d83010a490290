from django.urls import path

from onecop.scheduling.views import calendar, links, meetings, partnership

urlpatterns = [
    path("partnerships/<str:key>/meet/", partnership.meeting_list, name="meeting_list"),
    path("partnerships/<str:key>/meet/offer/", partnership.meeting_offer, name="meeting_offer"),
    path("partnerships/<str:key>/meet/write/", partnership.meeting_write, name="meeting_write"),
    path("meetings/<str:key>/choose/", meetings.meeting_choose, name="meeting_choose"),
    path("meetings/<str:key>/move/", meetings.meeting_move, name="meeting_move"),
    path("meetings/<str:key>/cancel/", meetings.meeting_cancel, name="meeting_cancel"),
    path("meetings/<str:key>/met/", meetings.meeting_met, name="meeting_met"),
    path("meet/<str:token>/", links.meeting_choose_link, name="meeting_choose_link"),
    path("met/<str:token>/", links.meeting_met_link, name="meeting_met_link"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/new/", calendar.calendar_new, name="calendar_new"),
    path("calendar/places/", calendar.calendar_places, name="calendar_places"),
    path("calendar/stop/", calendar.calendar_stop, name="calendar_stop"),
    path("calendar/<str:token>.ics", calendar.calendar_feed, name="calendar_feed"),
]
