from django.urls import path

from onecop.events.views import calendar, events, introduction, invites

urlpatterns = [
    path("congregations/<str:key>/calendar/", calendar.congregation_calendar, name="congregation_calendar"),
    path("congregations/<str:key>/calendar/month/", calendar.congregation_month, name="congregation_month"),
    path("congregations/<str:key>/calendar/new/", calendar.congregation_event_new, name="congregation_event_new"),
    path("events/", calendar.event_list, name="event_list"),
    path("events/new/", calendar.event_new, name="event_new"),
    path("events/answer/<str:key>/", invites.event_answer, name="event_answer"),
    path("events/<str:key>/", events.event_detail, name="event_detail"),
    path("events/<str:key>/edit/", events.event_edit, name="event_edit"),
    path("events/<str:key>/cancel/", events.event_cancel, name="event_cancel"),
    path("events/<str:key>/<str:on>/", events.event_day, name="event_day"),
    path("events/<str:key>/<str:on>/move/", events.event_day_move, name="event_day_move"),
    path("events/<str:key>/<str:on>/cancel/", events.event_day_cancel, name="event_day_cancel"),
    path("events/<str:key>/<str:on>/invite/", invites.event_day_invite, name="event_day_invite"),
    path("events/<str:key>/<str:on>/withdraw/", invites.event_day_withdraw, name="event_day_withdraw"),
    path("events/<str:key>/<str:on>/came/", invites.event_day_came, name="event_day_came"),
    path("events/<str:key>/<str:on>/count/", invites.event_day_count, name="event_day_count"),
    path("visit/<str:token>/", invites.event_answer_link, name="event_answer_link"),
    path("came/<str:token>/", invites.event_came_link, name="event_came_link"),
    path("partnerships/<str:key>/together/", invites.partnership_together, name="partnership_together"),
    path("partnerships/<str:key>/introduction/", introduction.introduction, name="partnership_introduction"),
    path("partnerships/<str:key>/introduction/date/", introduction.introduction_date, name="partnership_introduction_date"),
    path("partnerships/<str:key>/introduction/protocol/", introduction.introduction_protocol, name="partnership_introduction_protocol"),
    path("partnerships/<str:key>/introduction/confirm/", introduction.introduction_confirm, name="partnership_introduction_confirm"),
    path("partnerships/<str:key>/introduction/show/", introduction.introduction_show, name="partnership_introduction_show"),
    path("partnerships/<str:key>/introduction/print/", introduction.introduction_print, name="partnership_introduction_print"),
    path("partnerships/<str:key>/introduction/pdf/", introduction.introduction_pdf, name="partnership_introduction_pdf"),
    path("partnerships/<str:key>/introduction/held/", introduction.introduction_held, name="partnership_introduction_held"),
]
