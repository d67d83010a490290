from django.urls import path

from onecop.handover.views import agencies, answers, lists, people, steps

urlpatterns = [
    path("handovers/", lists.handover_list, name="handover_list"),
    path("handovers/<str:key>/", lists.handover_detail, name="handover_detail"),
    path("handovers/<str:key>/brief/", lists.handover_brief, name="handover_brief"),
    path("handovers/<str:key>/cover/", steps.handover_cover, name="handover_cover"),
    path("handovers/<str:key>/propose/", steps.handover_propose, name="handover_propose"),
    path("handovers/<str:key>/agree/", steps.handover_agree, name="handover_agree"),
    path("handovers/<str:key>/take-back/", steps.handover_take_back, name="handover_take_back"),
    path("handovers/<str:key>/day/", steps.handover_day, name="handover_day"),
    path("handovers/<str:key>/overlap/", steps.handover_overlap, name="handover_overlap"),
    path("handovers/<str:key>/skip/", steps.handover_skip, name="handover_skip"),
    path("handovers/<str:key>/finish/", steps.handover_finish, name="handover_finish"),
    path("handovers/<str:key>/call-off/", steps.handover_call_off, name="handover_call_off"),
    path("handovers/<str:key>/end/", steps.handover_end, name="handover_end"),
    path("next-officer/<str:key>/", answers.handover_answer, name="handover_answer"),
    path("next-officer/link/<str:token>/", answers.handover_answer_link, name="handover_answer_link"),
    path("partnerships/<str:key>/moving/", people.handover_moving, name="handover_moving"),
    path("partnerships/<str:key>/somebody-else/", people.handover_wish, name="handover_wish"),
    path("partnerships/<str:key>/new-officer/", people.handover_ask, name="handover_ask"),
    path("officers/<str:key>/leaving/", people.handover_leaving, name="handover_leaving"),
    path("agencies/<str:key>/pause/", agencies.handover_pause, name="handover_pause"),
    path("agencies/<str:key>/resume/", agencies.handover_resume, name="handover_resume"),
    path("agencies/<str:key>/reach/", agencies.handover_reach, name="handover_reach"),
]
