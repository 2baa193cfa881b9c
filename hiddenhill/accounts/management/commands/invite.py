"""Invite a person by e-mail."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hiddenhill.accounts import emails, invitations
from hiddenhill.accounts.invitations import CannotInvite


class Command(BaseCommand):
    """``manage.py invite``: for operators."""

    help = (
        "Make a user without a password, and send the person a link to choose one. Without EMAIL_URL, the link is "
        "printed. Do it again for an invitation that was lost or has expired."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The address, and the user's name."""
        parser.add_argument("email")
        parser.add_argument("--username", default="", help="Name of the user; the e-mail address if left out.")

    def handle(self, *args: Any, email: str, username: str, **options: Any) -> None:
        """Send the invitation now, and report the mail server's error."""
        try:
            user = invitations.user_for(email, username)
        except CannotInvite as error:
            raise CommandError(str(error)) from error
        if not settings.EMAIL_IS_SENT:
            self.stdout.write(emails.password_link(user))
            return
        try:
            emails.send_invitation(user)
        except OSError as error:
            raise CommandError(f"The user {user} is made, but no e-mail was sent: {error} Try again later.") from error
        self.stdout.write(f"An invitation was sent to {user.email}.")
