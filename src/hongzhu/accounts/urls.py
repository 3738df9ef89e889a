"""Addresses of sign-in, of one's own account, and of the security administrator."""

from django.urls import path

from .views import own_account, signing_in, users

urlpatterns = [
    path("sign-in", signing_in.sign_in, name="sign_in"),
    path("sign-in/code", signing_in.sign_in_code, name="sign_in_code"),
    path("sign-in/slip", signing_in.use_slip, name="use_slip"),
    path("sign-in/forgotten", signing_in.forgotten, name="forgotten"),
    path("sign-out", signing_in.sign_out, name="sign_out"),
    path("account", own_account.own_account, name="own_account"),
    path("account/password", own_account.own_password, name="own_password"),
    path("account/authenticator", own_account.own_authenticator, name="own_authenticator"),
    path("account/authenticator/off", own_account.own_authenticator_off, name="own_authenticator_off"),
    path("account/recovery-codes", own_account.own_recovery_codes, name="own_recovery_codes"),
    path("account/sessions", own_account.end_own_sessions, name="end_own_sessions"),
    path("account/browsers", own_account.distrust_own_browsers, name="distrust_own_browsers"),
    path("users", users.users, name="users"),
    path("users/new", users.new_user, name="new_user"),
    path("users/<int:key>", users.user, name="user"),
    path("users/<int:key>/slip", users.user_slip, name="user_slip"),
    path("users/<int:key>/disable", users.user_disable, name="user_disable"),
    path("users/<int:key>/enable", users.user_enable, name="user_enable"),
    path("users/<int:key>/authenticator/off", users.user_authenticator_off, name="user_authenticator_off"),
]
