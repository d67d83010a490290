from django.urls import path

from onecop.matching.views import answers, proposals, runs

urlpatterns = [
    path("matching/", runs.matching_home, name="matching_home"),
    path("matching/<str:key>/", runs.matching_agency, name="matching_agency"),
    path("matching/<str:key>/run/", runs.matching_run, name="matching_run"),
    path("matching/<str:key>/cancel/", runs.matching_cancel, name="matching_cancel"),
    path("matching/<str:key>/progress/", runs.matching_progress, name="matching_progress"),
    path("matching/<str:key>/map/", runs.matching_map, name="matching_map"),
    path("matching/<str:key>/unplaced/", runs.matching_unplaced, name="matching_unplaced"),
    path("matching/<str:key>/answers/", runs.matching_answers, name="matching_answers"),
    path("matching/<str:key>/publish/", runs.matching_publish, name="matching_publish"),
    path("proposals/<str:key>/", proposals.proposal_detail, name="proposal_detail"),
    path("proposals/<str:key>/pin/", proposals.proposal_pin, name="proposal_pin"),
    path("proposals/<str:key>/unpin/", proposals.proposal_unpin, name="proposal_unpin"),
    path("proposals/<str:key>/take/", proposals.proposal_take, name="proposal_take"),
    path("proposals/<str:key>/swap/", proposals.proposal_swap, name="proposal_swap"),
    path("proposals/<str:key>/exclude/", proposals.proposal_exclude, name="proposal_exclude"),
    path("proposals/<str:key>/mine/", answers.proposal_mine, name="proposal_mine"),
    path("answer/<str:token>/", answers.proposal_answer_link, name="proposal_answer_link"),
]
