from django.urls import URLPattern, path

from onecop.messages import views

urlpatterns: list[URLPattern] = [
    path("partnerships/<str:key>/messages/", views.thread, name="partnership_messages"),
    path("partnerships/<str:key>/messages/quiet/", views.thread_quiet, name="partnership_messages_quiet"),
    path("messages/<str:key>/report/", views.report_new, name="partnership_message_report"),
    path("messages/reports/", views.reports, name="relay_reports"),
    path("messages/reports/<str:key>/", views.report, name="relay_report"),
    path("hooks/relay/<slug:provider>/<str:signature>/", views.relay_hook, name="relay_hook"),
]
