from django.urls import path

from onecop.mail import reader_views, views, wording_views

urlpatterns = [
    path("mailbox/", views.mailbox, name="mailbox"),
    path("mailbox/<slug:key>/", views.mailbox_message, name="mailbox_message"),
    path("mail/undelivered/", views.mail_undelivered, name="mail_undelivered"),
    path("mail/undelivered/<slug:key>/retry/", views.mail_retry, name="mail_retry"),
    path("mail/undelivered/<slug:key>/aside/", views.mail_set_aside, name="mail_set_aside"),
    path("mail/templates/", wording_views.mail_templates, name="mail_templates"),
    path("mail/templates/<str:kind>/", wording_views.mail_template, name="mail_template"),
    path("mail/templates/<str:kind>/edit/", wording_views.mail_template_edit, name="mail_template_edit"),
    path("mail/templates/<str:kind>/reset/", wording_views.mail_template_reset, name="mail_template_reset"),
    path("mail/preferences/", reader_views.mail_preferences, name="mail_preferences"),
    path("mail/preferences/<str:token>/", reader_views.mail_preferences_link, name="mail_preferences_link"),
    path("mail/preferences/<str:token>/leave/", reader_views.mail_leave, name="mail_leave"),
    path("hooks/mail/<slug:provider>/<str:signature>/", reader_views.mail_hook, name="mail_hook"),
]
