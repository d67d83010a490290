from django.urls import include, path

from onecop.access.views import own, people, trail

urlpatterns = [
    path("account/", include("onecop.access.account_urls")),
    path("start/", own.start, name="start"),
    path("profile/", own.profile, name="profile"),
    path("home/switch/", own.home_switch, name="home_switch"),
    path("people/", people.people, name="people"),
    path("people/roles/<str:key>/revoke/", people.grant_revoke, name="grant_revoke"),
    path("people/<str:key>/sign-out/", people.person_sign_out, name="person_sign_out"),
    path("people/<str:key>/close/", people.person_close, name="person_close"),
    path("people/<str:key>/open/", people.person_open, name="person_open"),
    path("invitations/", people.invitations, name="invitations"),
    path("invitations/new/", people.invitation_new, name="invitation_new"),
    path("invitations/find/", people.invitation_lookup, name="invitation_lookup"),
    path("invitations/<str:key>/resend/", people.invitation_resend, name="invitation_resend"),
    path("invitations/<str:key>/revoke/", people.invitation_revoke, name="invitation_revoke"),
    path("invitation/<str:token>/", own.invitation_accept, name="invitation_accept"),
    path("regions/", people.regions, name="regions"),
    path("regions/new/", people.region_new, name="region_new"),
    path("regions/<str:key>/", people.region_edit, name="region_edit"),
    path("audit/", trail.audit, name="audit"),
]
