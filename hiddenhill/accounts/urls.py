"""URLs below ``/accounts/``."""

from django.urls import path

from hiddenhill.accounts import email_views, oidc_views, views

urlpatterns = [
    path("sign-in", views.SignIn.as_view(), name="sign-in"),
    path("oidc/sign-in", oidc_views.Depart.as_view(), name="oidc-sign-in"),
    path("oidc/callback", oidc_views.arrive, name="oidc-callback"),
    path("sign-out", views.SignOut.as_view(), name="sign-out"),
    path("password", views.Password.as_view(), name="password"),
    path("password/forgotten", email_views.ForgottenPassword.as_view(), name="forgotten-password"),
    path("password/choose/<uidb64>/<token>", email_views.ChoosePassword.as_view(), name="choose-password"),
    path("email", email_views.address, name="email"),
    path("email/notices", email_views.notices, name="email-notices"),
    path("email/confirm/<token>", email_views.confirm, name="confirm-email"),
    path("webhook-secret", views.webhook_secret, name="account-secret"),
    path("tokens", views.account, name="tokens"),
    path("tokens/<slug:token_key>/revoke", views.revoke, name="revoke-token"),
]
