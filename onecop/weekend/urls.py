from django.urls import path

from onecop.weekend.views import batches, desk, links, public

urlpatterns = [
    path("weekend/", public.weekend_home, name="weekend_home"),
    path("weekend/points/", public.weekend_points, name="weekend_points"),
    path("weekend/register/", public.weekend_register, name="weekend_register"),
    path("weekend/confirm/<str:token>/", links.weekend_confirm, name="weekend_confirm"),
    path("weekend/same/<str:token>/", links.weekend_same, name="weekend_same"),
    path("weekend/attendance/<str:token>/", links.weekend_attendance, name="weekend_attendance"),
    path("weekends/", desk.weekend_list, name="weekend_list"),
    path("weekends/new/", desk.weekend_new, name="weekend_new"),
    path("weekends/<str:key>/", desk.weekend_queue, name="weekend_queue"),
    path("weekends/<str:key>/edit/", desk.weekend_edit, name="weekend_edit"),
    path("weekends/<str:key>/accept/", desk.weekend_accept_many, name="weekend_accept_many"),
    path("weekends/<str:key>/accept-all/", batches.weekend_accept_all, name="weekend_accept_all"),
    path("weekends/batches/<str:key>/", batches.weekend_batch, name="weekend_batch"),
    path("weekends/batches/<str:key>/progress/", batches.weekend_batch_progress, name="weekend_batch_progress"),
    path("weekends/batches/<str:key>/undo/", batches.weekend_batch_undo, name="weekend_batch_undo"),
    path("weekends/registered/<str:key>/", desk.submission_review, name="submission_review"),
    path("weekends/registered/<str:key>/edit/", desk.submission_edit, name="submission_edit"),
    path("weekends/registered/<str:key>/accept/", desk.submission_accept, name="submission_accept"),
    path("weekends/registered/<str:key>/decline/", desk.submission_decline, name="submission_decline"),
    path("weekends/registered/<str:key>/ask/", desk.submission_ask, name="submission_ask"),
    path("weekends/registered/<str:key>/settle/", desk.submission_settle, name="submission_settle"),
]
