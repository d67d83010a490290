from django.urls import path

from onecop.training import views

urlpatterns = [
    path("courses/", views.course_list, name="course_list"),
    path("courses/new/", views.course_new, name="course_new"),
    path("courses/<str:key>/", views.course_detail, name="course_detail"),
    path("courses/<str:key>/events/", views.course_lessons, name="course_lessons"),
    path("courses/<str:key>/retire/", views.course_retire, name="course_retire"),
    path("certificates/", views.certificate_mine, name="certificate_mine"),
    path("certificates/<str:key>/revoke/", views.certificate_revoke, name="certificate_revoke"),
    path("certificate/", views.certificate_check, name="certificate_check"),
    path("certificate/<str:code>/", views.certificate, name="certificate"),
    path("certificate/<str:code>/pdf/", views.certificate_pdf, name="certificate_pdf"),
    path("agencies/<str:key>/hours/", views.agency_hours, name="agency_hours"),
]
