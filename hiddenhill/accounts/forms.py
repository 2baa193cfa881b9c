"""The forms to sign in, for a forgotten password, an e-mail address, an invitation and a new API token."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordResetForm, UsernameField
from django.contrib.auth.models import User

from hiddenhill.accounts import locks, outgoing


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


class ForgottenForm(PasswordResetForm):
    """The address to which a link is sent, if a user has it."""

    email = forms.EmailField(
        label="E-mail address", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Have the link sent. Raises SignInRefused while it cannot be."""
        outgoing.reset(self.cleaned_data["email"])


class EmailForm(forms.Form):
    """A new address, and the password: the address is where a link to a new password goes."""

    email = forms.EmailField(
        label="New address", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    password = forms.CharField(
        label="Your password",
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user
        if not user.has_usable_password():
            del self.fields["password"]

    def clean_password(self) -> str:
        """The password, if it is right."""
        password = str(self.cleaned_data["password"])
        if not self._user.check_password(password):
            raise forms.ValidationError("Your password was entered incorrectly.")
        return password


class InvitationForm(forms.Form):
    """Who is invited."""

    email = forms.EmailField(label="E-mail address", max_length=254)
    username = forms.CharField(
        label="Username", max_length=150, required=False, help_text="If left empty, it is the e-mail address."
    )


class TokenForm(forms.Form):
    """The name under which the list shows the token."""

    name = forms.CharField(
        label="What it is for",
        max_length=60,
        help_text="A name by which you recognise the token later, such as that of the program.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
