from django.urls import path

from onecop.tasks import views

urlpatterns = [
    path("tasks/", views.tasks_list, name="tasks_list"),
    path("tasks/<slug:key>/", views.task_detail, name="task_detail"),
    path("tasks/<slug:key>/cancel/", views.task_cancel, name="task_cancel"),
]
