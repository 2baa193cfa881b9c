"""The form of a new token."""

from django import forms


class TokenForm(forms.Form):
    """What the token is for."""

    name = forms.CharField(
        label="What it is for",
        max_length=60,
        help_text="A word that you will know it by when you revoke it.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
