from django.urls import path

from onecop.journey.views import cadence, page, pipeline, reports, steps

urlpatterns = [
    path("partnerships/<str:key>/", page.partnership_detail, name="partnership_detail"),
    path("partnerships/<str:key>/notes/", page.journey_note_add, name="journey_note_add"),
    path("notes/<str:key>/remove/", page.journey_note_remove, name="journey_note_remove"),
    path("partnerships/<str:key>/files/", page.journey_file_add, name="journey_file_add"),
    path("files/<str:key>/", page.journey_file, name="journey_file"),
    path("files/<str:key>/remove/", page.journey_file_remove, name="journey_file_remove"),
    path("partnerships/<str:key>/steps/<str:step>/", steps.journey_step, name="journey_step"),
    path("partnerships/<str:key>/steps/<str:step>/tell/", steps.journey_tell, name="journey_tell"),
    path("told/<str:key>/take-back/", steps.journey_told_take_back, name="journey_told_take_back"),
    path("partnerships/<str:key>/steps/<str:step>/waive/", steps.journey_waive, name="journey_waive"),
    path("partnerships/<str:key>/steps/<str:step>/expect/", steps.journey_expect, name="journey_expect"),
    path("partnerships/<str:key>/report/", reports.journey_report, name="journey_report"),
    path("reports/<str:key>/", reports.journey_report_read, name="journey_report_read"),
    path("reports/<str:key>/answered/", reports.journey_help_answered, name="journey_help_answered"),
    path("pipeline/", pipeline.pipeline, name="pipeline"),
    path("pipeline/table/", pipeline.pipeline_table, name="pipeline_table"),
    path("pipeline/chosen/", pipeline.pipeline_chosen, name="pipeline_chosen"),
    path("pipeline/nudge/", pipeline.pipeline_nudge, name="pipeline_nudge"),
    path("pipeline/owner/", pipeline.pipeline_owner, name="pipeline_owner"),
    path("pipeline/cadence/", cadence.cadence_list, name="cadence_list"),
    path("pipeline/cadence/<str:key>/", cadence.cadence_edit, name="cadence_edit"),
]
