from django.urls import path

from onecop.partnerships import people_views, standing_views, views

urlpatterns = [
    path("partnerships/", views.partnership_list, name="partnership_list"),
    path("partnerships/<str:key>/write-again/", views.partnership_write_again, name="partnership_write_again"),
    path("partnerships/<str:key>/brief/", people_views.partnership_brief, name="partnership_brief"),
    path("partnerships/<str:key>/brief.pdf", people_views.partnership_brief_pdf, name="partnership_brief_pdf"),
    path("partnerships/<str:key>/standing/", standing_views.partnership_standing, name="partnership_standing"),
    path("partnerships/<str:key>/wish/", standing_views.partnership_wish, name="partnership_wish"),
    path("partnerships/<str:key>/wish/settle/", standing_views.partnership_wish_settle, name="partnership_wish_settle"),
    path("partnerships/<str:key>/owner/", standing_views.partnership_owner, name="partnership_owner"),
    path("partnerships/<str:key>/pause/", standing_views.partnership_pause, name="partnership_pause"),
    path("partnerships/<str:key>/resume/", standing_views.partnership_resume, name="partnership_resume"),
    path("partnerships/<str:key>/end/", standing_views.partnership_end, name="partnership_end"),
    path("partnerships/<str:key>/reopen/", standing_views.partnership_reopen, name="partnership_reopen"),
    path("congregations/<str:key>/parts/", people_views.congregation_parts, name="congregation_parts"),
    path("congregations/<str:key>/parts/ask/", people_views.congregation_invite, name="congregation_invite"),
    path("congregations/<str:key>/parts/<str:contact>/leave/", people_views.contact_step_down, name="congregation_step_down"),
    path("congregations/<str:key>/parts/<str:contact>/stay/", people_views.contact_stay, name="congregation_stay"),
    path("parts/<str:key>/", people_views.naming_mine, name="naming_mine"),
    path("parts/<str:key>/again/", people_views.naming_resend, name="naming_resend"),
    path("parts/<str:key>/withdraw/", people_views.naming_withdraw, name="naming_withdraw"),
    path("part/<str:token>/", people_views.naming_answer, name="naming_answer"),
    path("territory/versions/<str:key>/preview/", views.territory_preview, name="territory_preview"),
]
