from django.urls import path

from onecop.ridealongs.views import desk, riding, ruling

urlpatterns = [
    path("agencies/<str:key>/ride-alongs/rules/", ruling.rules, name="ride_rules"),
    path("agencies/<str:key>/ride-alongs/watches/", ruling.watches, name="ride_watches"),
    path("agencies/<str:key>/ride-alongs/watches/add/", ruling.watch_add, name="ride_watch_add"),
    path("agencies/<str:key>/ride-alongs/watches/<str:watch>/end/", ruling.watch_end, name="ride_watch_end"),
    path("agencies/<str:key>/ride-alongs/closed-days/add/", ruling.blackout_add, name="ride_blackout_add"),
    path("agencies/<str:key>/ride-alongs/closed-days/<str:blackout>/lift/", ruling.blackout_lift, name="ride_blackout_lift"),
    path("agencies/<str:key>/ride-alongs/calendar/", desk.calendar, name="ride_calendar"),
    path("partnerships/<str:key>/ride-along/", riding.apply, name="ride_apply"),
    path("ride-alongs/", desk.queue, name="ride_queue"),
    path("ride-alongs/sign/<str:token>/", riding.sign_link, name="ride_sign_link"),
    path("ride-alongs/<str:key>/", riding.detail, name="ride_detail"),
    path("ride-alongs/<str:key>/approve/", desk.approve, name="ride_approve"),
    path("ride-alongs/<str:key>/refuse/", desk.refuse, name="ride_refuse"),
    path("ride-alongs/<str:key>/instead/", desk.instead, name="ride_instead"),
    path("ride-alongs/<str:key>/check/", desk.check, name="ride_check"),
    path("ride-alongs/<str:key>/dress/", desk.dress, name="ride_dress"),
    path("ride-alongs/<str:key>/took-place/", desk.took_place, name="ride_took_place"),
    path("ride-alongs/<str:key>/sign/", riding.sign, name="ride_sign"),
    path("ride-alongs/<str:key>/waiver.pdf", riding.waiver, name="ride_waiver"),
    path("ride-alongs/<str:key>/cancel/", riding.cancel, name="ride_cancel"),
    path("ride-alongs/<str:key>/check-in/", riding.check_in, name="ride_check_in"),
    path("ride-alongs/<str:key>/check-out/", riding.check_out, name="ride_check_out"),
    path("ride-alongs/<str:key>/hours/", riding.hours, name="ride_hours"),
    path("ride-alongs/<str:key>/missed/", riding.missed, name="ride_missed"),
]
