"""The form for a new API token."""

from django import forms


class TokenForm(forms.Form):
    """The name under which the list shows the token."""

    name = forms.CharField(
        label="What it is for",
        max_length=60,
        help_text="A name by which you recognise the token later, such as that of the program.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
