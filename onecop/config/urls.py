from django.urls import include, path

urlpatterns = [
    path("", include("onecop.web.urls")),
    path("", include("onecop.access.urls")),
    path("", include("onecop.agencies.urls")),
    path("", include("onecop.territory.urls")),
    path("", include("onecop.congregations.urls")),
    path("", include("onecop.partnerships.urls")),
    path("", include("onecop.matching.urls")),
    path("", include("onecop.scheduling.urls")),
    path("", include("onecop.debriefs.urls")),
    path("", include("onecop.ridealongs.urls")),
    path("", include("onecop.messages.urls")),
    path("", include("onecop.events.urls")),
    path("", include("onecop.registrations.urls")),
    path("", include("onecop.audiences.urls")),
    path("", include("onecop.training.urls")),
    path("", include("onecop.calendars.urls")),
    path("", include("onecop.weekend.urls")),
    path("", include("onecop.launch.urls")),
    path("", include("onecop.followups.urls")),
    path("", include("onecop.handover.urls")),
    path("", include("onecop.journey.urls")),
    path("", include("onecop.imports.urls")),
    path("", include("onecop.mail.urls")),
    path("", include("onecop.tasks.urls")),
    path("", include("onecop.audit.urls")),
]
handler400 = "onecop.web.errors.bad_request"
handler403 = "onecop.web.errors.forbidden"
handler404 = "onecop.web.errors.not_found"
handler429 = "onecop.access.views.account.too_many"
handler500 = "onecop.web.errors.broken"
