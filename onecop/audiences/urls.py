from django.urls import path

from onecop.audiences import views

urlpatterns = [
    path("events/<str:key>/<str:on>/invite-many/", views.mailing_new, name="mailing_new"),
    path("invitations/map/<str:key>/", views.mailing_map, name="mailing_map"),
    path("invitations/sent/<str:key>/", views.mailing_detail, name="mailing_detail"),
    path("invitations/sent/<str:key>/send/", views.mailing_send, name="mailing_send"),
    path("invitations/sent/<str:key>/discard/", views.mailing_discard, name="mailing_discard"),
    path("invitations/sent/<str:key>/stop/", views.mailing_stop, name="mailing_stop"),
    path("invitations/sent/<str:key>/progress/", views.mailing_progress, name="mailing_progress"),
]
