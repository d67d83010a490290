from django.urls import path

from onecop.registrations.views import door, guests, place, public, sendings

urlpatterns = [
    path("e/<str:key>/", public.event_public_next, name="event_public_next"),
    path("e/<str:key>/<str:on>/", public.event_public, name="event_public"),
    path("e/<str:key>/<str:on>/flyer.pdf", public.event_flyer, name="event_flyer"),
    path("place/<str:token>/", place.registration_place, name="registration_place"),
    path("place/<str:token>/hand-over/", place.registration_hand_over, name="registration_hand_over"),
    path("join/<str:token>/", place.registration_confirm, name="registration_confirm"),
    path("my-place/<str:key>/", place.registration_mine, name="registration_mine"),
    path("guests/<str:key>/", guests.registration_guest, name="registration_guest"),
    path("guests/<str:key>/take-out/", guests.registration_take_out, name="registration_take_out"),
    path("guests/letters/<str:key>/", sendings.registration_sending, name="registration_sending"),
    path("guests/letters/<str:key>/progress/", sendings.registration_sending_progress, name="registration_sending_progress"),
    path("guests/letters/<str:key>/stop/", sendings.registration_sending_stop, name="registration_sending_stop"),
    path("events/<str:key>/<str:on>/guests/", guests.event_guests, name="event_guests"),
    path("events/<str:key>/<str:on>/guests/add/", guests.event_guest_add, name="event_guest_add"),
    path("events/<str:key>/<str:on>/guests/write/", guests.event_guests_write, name="event_guests_write"),
    path("events/<str:key>/<str:on>/door/", door.event_door, name="event_door"),
    path("door/worker.js", door.door_worker, name="door_worker"),
    path("door/<str:token>/", door.door, name="door"),
    path("door/<str:token>/plain/", door.door_plain, name="door_plain"),
    path("door/<str:token>/list/", door.door_list, name="door_list"),
    path("door/<str:token>/taps/", door.door_taps, name="door_taps"),
]
