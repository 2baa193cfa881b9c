"""The page of an account, which several forms lead to."""

from typing import Any, cast

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hiddenhill.accounts.forms import EmailForm, TokenForm
from hiddenhill.accounts.models import Token
from videos.models import EmailNotice


def account_page(request: HttpRequest, **context: Any) -> HttpResponse:
    """The page. ``context`` replaces the empty forms, and adds what is shown only once."""
    user = cast(User, request.user)
    usual = {
        "form": TokenForm(),
        "tokens": Token.objects.filter(user=user),
        "email_form": EmailForm(user),
        "email_wanted": EmailNotice.objects.filter(owner=user).exists(),
    }
    return render(request, "accounts/tokens.html", usual | context)
