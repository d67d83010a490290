"""The pages of allauth that we use. No sign-up, no social accounts; each behind a gate."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path, re_path

from onecop.access.views.account import ConfirmEmail, Email, Login_, PasswordResetFromKey, SecondFactor, Sessions, demo_signin, no_signup
from onecop.kernel.gate import anyone, link, signed_in

urlpatterns = [
    path("login/", anyone(Login_.as_view()), name="account_login"),
    path("login/code/", anyone(account.request_login_code), name="account_request_login_code"),
    path("login/code/confirm/", anyone(account.confirm_login_code), name="account_confirm_login_code"),
    path("login/demo/<str:key>/", demo_signin, name="demo_signin"),
    path("login/passkey/", anyone(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path("login/second/", anyone(mfa.authenticate), name="mfa_authenticate"),
    path("signup/", no_signup, name="account_signup"),
    path("logout/", anyone(account.logout), name="account_logout"),
    path("inactive/", anyone(account.account_inactive), name="account_inactive"),
    path("reauthenticate/", signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("email/", signed_in(Email.as_view()), name="account_email"),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", link(ConfirmEmail.as_view()), name="account_confirm_email"),
    path("password/change/", signed_in(account.password_change), name="account_change_password"),
    path("password/set/", signed_in(account.password_set), name="account_set_password"),
    path("password/reset/", anyone(account.password_reset), name="account_reset_password"),
    path("password/reset/sent/", anyone(account.password_reset_done), name="account_reset_password_done"),
    path("password/reset/done/", anyone(account.password_reset_from_key_done), name="account_reset_password_from_key_done"),
    re_path(r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$", link(PasswordResetFromKey.as_view()), name="account_reset_password_from_key"),
    path("second/", signed_in(SecondFactor.as_view()), name="mfa_index"),
    path("second/reauthenticate/", signed_in(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("second/app/add/", signed_in(totp.activate_totp), name="mfa_activate_totp"),
    path("second/app/remove/", signed_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("second/codes/", signed_in(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("second/codes/new/", signed_in(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("second/passkeys/", signed_in(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("second/passkeys/add/", signed_in(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("second/passkeys/reauthenticate/", signed_in(webauthn.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("second/passkeys/<int:pk>/remove/", signed_in(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
    path("second/passkeys/<int:pk>/edit/", signed_in(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path("sessions/", signed_in(Sessions.as_view()), name="usersessions_list"),
]
