from django.urls import path

from onecop.imports import views

urlpatterns = [
    path("imports/", views.imports_list, name="imports_list"),
    path("imports/new/<slug:kind>/", views.import_new, name="import_new"),
    path("imports/<slug:key>/", views.import_detail, name="import_detail"),
    path("imports/<slug:key>/columns/", views.import_columns, name="import_columns"),
    path("imports/<slug:key>/problems/", views.import_problems, name="import_problems"),
    path("imports/<slug:key>/check/", views.import_check, name="import_check"),
    path("imports/<slug:key>/commit/", views.import_commit, name="import_commit"),
    path("imports/<slug:key>/cancel/", views.import_cancel, name="import_cancel"),
    path("imports/<slug:key>/undo/", views.import_undo, name="import_undo"),
]
