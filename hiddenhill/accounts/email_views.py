"""Pages about e-mail: a forgotten password, the link to choose one, the address, and whether videos are reported."""

from typing import Any, cast

from axes.utils import reset as forget_failures
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.contrib.auth.views import PasswordResetConfirmView, PasswordResetView
from django.contrib.messages.views import SuccessMessageMixin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hiddenhill.accounts import emails, locks, outgoing
from hiddenhill.accounts.account_page import account_page
from hiddenhill.accounts.forms import EmailForm, ForgottenForm
from hiddenhill.accounts.views import OfPasswords
from videos.models import EmailNotice

_PAGE = ("GET", "HEAD", "POST")


class ForgottenPassword(OfPasswords, SuccessMessageMixin, PasswordResetView):  # type: ignore[type-arg]
    """Ask for a link to choose a new password. The answer is the same whether a user has the address or not."""

    template_name = "accounts/forgotten.html"
    form_class = ForgottenForm
    success_url = reverse_lazy("sign-in")
    success_message = (
        "If an account has this address, an e-mail with a link is on its way to it. It can take a few minutes."
    )

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Respond with 404 where no e-mail is sent."""
        if not settings.EMAIL_IS_SENT:
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class ChoosePassword(OfPasswords, SuccessMessageMixin, PasswordResetConfirmView):  # type: ignore[type-arg]
    """Choose a password by a link. Ends the user's sessions, and the locks that wrong passwords have caused."""

    template_name = "accounts/choose_password.html"
    success_url = reverse_lazy("sign-in")
    success_message = "Your password is set. Sign in with it."

    def form_valid(self, form: Any) -> HttpResponse:
        """Store the password."""
        response = super().form_valid(form)
        forget_failures(username=form.user.get_username())
        return response


@login_required
@never_cache
@require_http_methods(_PAGE)
def address(request: HttpRequest) -> HttpResponse:
    """Have a link sent to a new address; it is that of the account once the link was used."""
    if request.method != "POST" or not settings.EMAIL_IS_SENT:
        return redirect("tokens")
    locks.check_address(request)
    user = cast(User, request.user)
    form = EmailForm(user, request.POST)
    if not form.is_valid():
        return account_page(request, email_form=form)
    outgoing.confirm(user.pk, form.cleaned_data["email"])
    messages.success(request, f"An e-mail is on its way to {form.cleaned_data['email']}. Open the link in it.")
    return redirect("tokens")


@login_required
@never_cache
@require_http_methods(_PAGE)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Make the address of a link that of the account. Opening the link changes nothing: programs open links as well."""
    user = cast(User, request.user)
    found = emails.confirmed_address(token, user)
    if request.method != "POST" or found is None:
        return render(request, "accounts/confirm_email.html", {"address": found}, status=200 if found else 404)
    user.email = found
    user.save(update_fields=["email"])
    messages.success(request, f"Your e-mail address is {found}.")
    return redirect("tokens")


@login_required
@require_http_methods(_PAGE)
def notices(request: HttpRequest) -> HttpResponse:
    """Turn e-mail about the user's videos on or off."""
    if request.method == "POST":
        user = cast(User, request.user)
        if "wanted" in request.POST:
            EmailNotice.objects.get_or_create(owner=user)
            messages.success(request, f"You get an e-mail at {user.email} when a video needs you.")
        else:
            EmailNotice.objects.filter(owner=user).delete()
            messages.success(request, "You get no e-mail about your videos.")
    return redirect("tokens")
