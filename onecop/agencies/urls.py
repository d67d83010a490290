from django.urls import URLPattern, path

from onecop.agencies import territory_urls
from onecop.agencies.views import directory, enroll, officers, patterns, review, shifts

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
    path("agencies/<str:key>/shifts/", patterns.patterns, name="agency_shifts"),
    path("agencies/<str:key>/shifts/new/", patterns.new, name="agency_shift_new"),
    path("agencies/<str:key>/shifts/own/", patterns.own, name="agency_shift_own"),
    path("agencies/<str:key>/shifts/assign/", patterns.assign, name="agency_shift_assign"),
    path("agencies/<str:key>/shifts/<slug:code>/", patterns.edit, name="agency_shift"),
    path("agencies/<str:key>/shifts/<slug:code>/drop/", patterns.drop, name="agency_shift_drop"),
    path("officers/me/", officers.me_edit, name="officer_me_edit"),
    path("officers/me/shift/", shifts.mine, name="officer_me_shift"),
    path("officers/<str:key>/", officers.officer, name="officer_detail"),
    path("officers/<str:key>/edit/", officers.officer_edit, name="officer_edit"),
    path("officers/<str:key>/shift/", shifts.shift, name="officer_shift"),
    path("officers/<str:key>/shift/change/", shifts.change, name="officer_shift_change"),
    path("officers/<str:key>/away/", shifts.away, name="officer_away"),
    path("officers/<str:key>/away/<str:exception>/drop/", shifts.away_drop, name="officer_away_drop"),
    *territory_urls.urlpatterns,
]
