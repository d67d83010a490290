from django.urls import URLPattern, path

from onecop.congregations.views import days, enroll, own, review

urlpatterns: list[URLPattern] = [
    path("charter/", enroll.charter_page, name="charter"),
    path("enroll/", enroll.start, name="enroll"),
    path("enroll/continue/<str:token>/", enroll.come_back, name="enrollment_continue"),
    path("enroll/<str:key>/", enroll.status, name="enrollment_status"),
    path("enroll/<str:key>/check/", enroll.check, name="enrollment_check"),
    path("enroll/<str:key>/<slug:slug>/", enroll.page, name="enrollment_page"),
    path("enrollments/", review.queue, name="enrollment_queue"),
    path("enrollments/alike/", review.duplicates, name="duplicate_list"),
    path("enrollments/alike/<str:key>/", review.duplicate, name="duplicate_detail"),
    path("enrollments/alike/<str:key>/settle/", review.duplicate_settle, name="duplicate_settle"),
    path("enrollments/<str:key>/", review.review, name="enrollment_review"),
    path("enrollments/<str:key>/reopen/", review.reopen, name="enrollment_reopen"),
    path("enrollments/<str:key>/compare/<str:other>/", review.compare, name="enrollment_compare"),
    path("enrollments/<str:key>/<slug:act>/", review.answer, name="enrollment_answer"),
    path("congregations/", own.congregations, name="congregation_list"),
    path("congregations/<str:key>/", own.detail, name="congregation_detail"),
    path("congregations/<str:key>/edit/", own.edit, name="congregation_edit"),
    path("congregations/<str:key>/times/", own.edit_times, name="congregation_times"),
    path("congregations/<str:key>/blocked/", days.blocked, name="congregation_blocked"),
    path("congregations/<str:key>/blocked/<str:days>/open/", days.unblock, name="congregation_unblock"),
    path("congregations/<str:key>/holy-days/", days.holy_days, name="congregation_holy_days"),
    path("congregations/<str:key>/holy-days/add/", days.holy_day_add, name="congregation_holy_day_add"),
    path("congregations/<str:key>/holy-days/changes/<str:change>/drop/", days.holy_day_drop, name="congregation_holy_day_drop"),
    path("congregations/<str:key>/holy-days/<slug:code>/", days.holy_day, name="congregation_holy_day"),
    path("congregations/<str:key>/people/", own.contact_set, name="congregation_contact"),
    path("congregations/<str:key>/place/", own.place, name="congregation_place"),
    path("congregations/<str:key>/assign/", own.assign, name="congregation_assign"),
]
