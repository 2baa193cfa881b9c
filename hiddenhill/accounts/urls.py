"""URLs below ``/accounts/``."""

from django.urls import path

from hiddenhill.accounts import views

urlpatterns = [
    path("sign-in", views.SignIn.as_view(), name="sign-in"),
    path("sign-out", views.SignOut.as_view(), name="sign-out"),
    path("password", views.Password.as_view(), name="password"),
    path("webhook-secret", views.webhook_secret, name="account-secret"),
    path("tokens", views.account, name="tokens"),
    path("tokens/<slug:token_key>/revoke", views.revoke, name="revoke-token"),
]
