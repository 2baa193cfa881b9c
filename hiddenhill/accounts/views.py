"""The pages of an account: signing in, the password, the tokens."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.contrib.messages.views import SuccessMessageMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from hiddenhill.accounts import tokens
from hiddenhill.accounts.forms import TokenForm
from hiddenhill.accounts.models import Token


class SignIn(LoginView):
    """Name and password; afterwards the page that was asked for, if it is one of ours."""

    template_name = "accounts/sign_in.html"


class Password(SuccessMessageMixin, PasswordChangeView):  # type: ignore[type-arg]
    """A new password, given the old one. It ends the user's other sessions; tokens stay."""

    template_name = "accounts/password.html"
    success_url = reverse_lazy("tokens")
    success_message = "Your password is changed. Your other sessions have ended; your tokens stay as they are."


@login_required
@never_cache
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """The user's tokens. One that was just made is shown in the answer to its form, and nowhere else."""
    user = cast(User, request.user)
    form, token = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            token = tokens.make(user, form.cleaned_data["name"])
            form = TokenForm()
        except tokens.TooManyTokens as error:
            form.add_error(None, str(error))
    context = {"form": form, "token": token, "tokens": Token.objects.filter(user=user)}
    return render(request, "accounts/tokens.html", context)


@login_required
@require_POST
def revoke(request: HttpRequest, token_key: str) -> HttpResponse:
    """End one of the user's own tokens."""
    token = get_object_or_404(Token, user=request.user, token_key=token_key)
    token.delete()
    messages.success(request, f"The token {token} is revoked.")
    return redirect("tokens")
