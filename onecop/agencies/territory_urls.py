"""The pages about an agency's map."""

from django.urls import path

from onecop.agencies import territory_views as views

urlpatterns = [
    path("agencies/<str:key>/territory/", views.agency_territory, name="agency_territory"),
    path("territory/versions/<str:key>/", views.territory_version, name="territory_version"),
    path("territory/versions/<str:key>/map.json", views.territory_version_map, name="territory_version_map"),
    path("territory/versions/<str:key>/activate/", views.territory_version_activate, name="territory_version_activate"),
    path("territory/versions/<str:key>/delete/", views.territory_version_delete, name="territory_version_delete"),
]
