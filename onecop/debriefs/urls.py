from django.urls import URLPattern, path

from onecop.debriefs.views import goals, rounds

urlpatterns: list[URLPattern] = [
    path("partnerships/<str:key>/debrief/", rounds.debrief, name="partnership_debrief"),
    path("partnerships/<str:key>/debrief/open/", rounds.debrief_open, name="partnership_debrief_open"),
    path("debriefs/<str:key>/", rounds.debrief_sheet, name="partnership_debrief_sheet"),
    path("debriefs/<str:key>/held/", rounds.debrief_held, name="partnership_debrief_held"),
    path("debriefs/<str:key>/close/", rounds.debrief_close, name="partnership_debrief_close"),
    path("debriefs/<str:key>/challenges/", rounds.challenge_add, name="partnership_challenge_add"),
    path("debriefs/<str:key>/ideas/", rounds.idea_add, name="partnership_idea_add"),
    path("challenges/<str:key>/", rounds.challenge_edit, name="partnership_challenge_edit"),
    path("ideas/<str:key>/", rounds.idea_edit, name="partnership_idea_edit"),
    path("ideas/<str:key>/vote/", rounds.idea_vote, name="partnership_idea_vote"),
    path("partnerships/<str:key>/goals/", goals.goals, name="partnership_goals"),
    path("partnerships/<str:key>/goals/new/", goals.goal_new, name="partnership_goal_new"),
    path("goals/<str:key>/", goals.goal, name="partnership_goal"),
    path("goals/<str:key>/edit/", goals.goal_edit, name="partnership_goal_edit"),
    path("goals/<str:key>/progress/", goals.goal_progress, name="partnership_goal_progress"),
    path("goals/<str:key>/settle/", goals.goal_settle, name="partnership_goal_settle"),
    path("goals/<str:key>/efforts/", goals.effort_add, name="partnership_effort_add"),
    path("efforts/<str:key>/", goals.effort_edit, name="partnership_effort_edit"),
    path("efforts/<str:key>/settle/", goals.effort_settle, name="partnership_effort_settle"),
]
