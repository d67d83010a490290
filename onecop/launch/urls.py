from django.urls import URLPattern, path

from onecop.launch.views import board, cities, inviting, luncheon, public, tasks

urlpatterns: list[URLPattern] = [
    path("launches/", cities.launch_list, name="launch_list"),
    path("launches/new/", cities.launch_new, name="launch_new"),
    path("launches/mailings/<str:key>/", inviting.launch_mailing, name="launch_mailing"),
    path("launches/mailings/<str:key>/letters/<int:number>/", inviting.launch_bundle, name="launch_bundle"),
    path("launches/<str:key>/", cities.launch_detail, name="launch_detail"),
    path("launches/<str:key>/edit/", cities.launch_edit, name="launch_edit"),
    path("launches/<str:key>/close/", cities.launch_close, name="launch_close"),
    path("launches/<str:key>/plan.pdf", cities.launch_print, name="launch_print"),
    path("launches/<str:key>/tasks/add/", tasks.launch_task_add, name="launch_task_add"),
    path("launches/<str:key>/tasks/<str:task>/", tasks.launch_task, name="launch_task"),
    path("launches/<str:key>/tasks/<str:task>/tick/", tasks.launch_task_tick, name="launch_task_tick"),
    path("launches/<str:key>/tasks/<str:task>/drop/", tasks.launch_task_drop, name="launch_task_drop"),
    path("launches/<str:key>/board/", board.launch_board, name="launch_board"),
    path("launches/<str:key>/board/map/", board.launch_map, name="launch_map"),
    path("launches/<str:key>/prospects/", inviting.launch_prospects, name="launch_prospects"),
    path("launches/<str:key>/prospects/<str:house>/", inviting.launch_prospect, name="launch_prospect"),
    path("launches/<str:key>/prospects/<str:house>/mark/", inviting.launch_prospect_mark, name="launch_prospect_mark"),
    path("launches/<str:key>/invite/", inviting.launch_invite, name="launch_invite"),
    path("launches/<str:key>/sample.pdf", inviting.launch_sample, name="launch_sample"),
    path("launches/<str:key>/pledges/", luncheon.launch_pledges, name="launch_pledges"),
    path("launches/<str:key>/pledges/<str:pledge>/settle/", luncheon.launch_pledge_settle, name="launch_pledge_settle"),
    path("launches/<str:key>/code/", luncheon.launch_code, name="launch_code"),
    path("invited/<str:token>/", public.launch_invited, name="launch_invited"),
    path("pledge/<str:code>/", public.pledge_page, name="pledge_page"),
    path("pledge/<str:code>/tablet/", public.pledge_tablet, name="pledge_tablet"),
    path("pledge/<str:code>/thanks/<slug:how>/", public.pledge_thanks, name="pledge_thanks"),
    path("pledge/<str:code>/find/", public.pledge_find, name="pledge_find"),
]
