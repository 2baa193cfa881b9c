"""Pages of an account: sign-in and sign-out, password, API tokens, the secret of webhooks."""

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.contrib.messages.views import SuccessMessageMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods
from django.views.generic.edit import ProcessFormView

from hiddenhill.accounts import locks, tokens
from hiddenhill.accounts.account_page import account_page
from hiddenhill.accounts.forms import SignInForm, TokenForm
from hiddenhill.accounts.models import Token
from videos.webhooks import signing

_PAGE = ("GET", "HEAD", "POST")


class OfPasswords(ProcessFormView):
    """A page about passwords, which does not exist where nobody has one."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Respond with 404 where OIDC_ONLY is set."""
        if settings.OIDC_ONLY:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Count it as a sign-in: a password is looked at or hashed, or an address tried. Raises SignInRefused."""
        locks.check_address(request)
        return super().post(request, *args, **kwargs)


class SignIn(LoginView):
    """Sign in, then go to the requested page, if it belongs to this site."""

    template_name = "accounts/sign_in.html"
    form_class = SignInForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Count the sign-in before the form is looked at. Raises SignInRefused."""
        if settings.OIDC_ONLY:
            raise PermissionDenied
        locks.check_address(request)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Sign in, and remember that this user uses this browser."""
        response = super().form_valid(form)
        locks.remember_browser(response, form.get_user().get_username())
        return response


class SignOut(LogoutView):
    """Sign out. The URL opened as a page signs nobody out, and leads to the first page."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Change nothing."""
        return redirect("studio")


class Password(OfPasswords, SuccessMessageMixin, PasswordChangeView):  # type: ignore[type-arg]
    """Change the password. Ends the user's other sessions; API tokens stay valid."""

    template_name = "accounts/password.html"
    success_url = reverse_lazy("tokens")
    success_message = "Your password is changed. Your other sessions have ended; your tokens stay valid."


@login_required
@never_cache
@sensitive_variables("token")
@require_http_methods(_PAGE)
def account(request: HttpRequest) -> HttpResponse:
    """The user's tokens. A new token is shown only in the response to its form."""
    user = cast(User, request.user)
    form, token = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            token = tokens.make(user, form.cleaned_data["name"])
            form = TokenForm()
        except tokens.TooManyTokens as error:
            form.add_error(None, str(error))
    return account_page(request, form=form, token=token)


@login_required
@never_cache
@sensitive_variables("secret")
@require_http_methods(_PAGE)
def webhook_secret(request: HttpRequest) -> HttpResponse:
    """Show the secret of the user's webhooks below the tokens, or replace it and show the new one."""
    if request.method != "POST":
        return redirect("tokens")
    user = cast(User, request.user)
    changed = "change" in request.POST
    secret = signing.change(user.pk) if changed else signing.secret_of(user.pk)
    return account_page(request, secret=secret.current, changed=changed)


@login_required
@require_http_methods(_PAGE)
def revoke(request: HttpRequest, token_key: str) -> HttpResponse:
    """Revoke one of the user's own tokens. The URL opened as a page leads to their list."""
    if request.method != "POST":
        return redirect("tokens")
    token = get_object_or_404(Token, user=request.user, token_key=token_key)
    token.delete()
    messages.success(request, f"The token {token} is revoked.")
    return redirect("tokens")
