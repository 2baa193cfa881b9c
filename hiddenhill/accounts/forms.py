"""The forms to sign in, and for a new API token."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.contrib.auth.models import User

from hiddenhill.accounts import locks


class SignInForm(AuthenticationForm):
    """A user name and a password. Django's form leaves the length of a name to the browser."""

    username = UsernameField(
        max_length=User._meta.get_field("username").max_length, widget=forms.TextInput(attrs={"autofocus": True})
    )

    def clean(self) -> dict[str, Any]:
        """Look at the password, unless there were too many wrong ones for the name. Raises SignInRefused."""
        if self.request and (name := self.cleaned_data.get("username")):
            locks.check_name(self.request, name)
        return super().clean()


class TokenForm(forms.Form):
    """The name under which the list shows the token."""

    name = forms.CharField(
        label="What it is for",
        max_length=60,
        help_text="A name by which you recognise the token later, such as that of the program.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
