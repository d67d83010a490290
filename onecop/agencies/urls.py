from django.urls import URLPattern, path

from onecop.agencies import territory_urls
from onecop.agencies.views import directory, enroll, officers, review

urlpatterns: list[URLPattern] = [
    path("enroll-agency/", enroll.start, name="agency_enroll"),
    path("enroll-agency/find/", enroll.lookup, name="agency_lookup"),
    path("enroll-agency/continue/<str:token>/", enroll.come_back, name="agency_enrollment_continue"),
    path("enroll-agency/<str:key>/", enroll.status, name="agency_enrollment_status"),
    path("enroll-agency/<str:key>/check/", enroll.check, name="agency_enrollment_check"),
    path("enroll-agency/<str:key>/<slug:slug>/", enroll.page, name="agency_enrollment_page"),
    path("enrollments/agencies/", review.queue, name="agency_enrollment_queue"),
    path("enrollments/agencies/<str:key>/", review.review, name="agency_enrollment_review"),
    path("enrollments/agencies/<str:key>/reopen/", review.reopen, name="agency_enrollment_reopen"),
    path("enrollments/agencies/<str:key>/<slug:act>/", review.answer, name="agency_enrollment_answer"),
    path("agencies/", directory.agencies, name="agency_list"),
    path("agencies/<str:key>/", directory.detail, name="agency_detail"),
    path("agencies/<str:key>/settings/", directory.settings, name="agency_settings"),
    path("agencies/<str:key>/people/", directory.post_set, name="agency_post"),
    path("agencies/<str:key>/officers/", officers.officers, name="officer_list"),
    path("officers/me/", officers.me_edit, name="officer_me_edit"),
    path("officers/<str:key>/", officers.officer, name="officer_detail"),
    path("officers/<str:key>/edit/", officers.officer_edit, name="officer_edit"),
    *territory_urls.urlpatterns,
]
