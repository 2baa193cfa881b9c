"""Create an API token."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hiddenhill.accounts import tokens


class Command(BaseCommand):
    """``manage.py token``: for operators and scripts."""

    help = "Print a new API token for a user. It is shown only once."

    def add_arguments(self, parser: CommandParser) -> None:
        """The user, and the name of the token."""
        parser.add_argument("username")
        parser.add_argument("--name", default="", help="Purpose of the token, as the user's list shows it.")

    def handle(self, *args: Any, username: str, name: str, **options: Any) -> None:
        """Print the token and nothing else, for scripts."""
        try:
            self.stdout.write(tokens.make(User.objects.get(username=username, is_active=True), name[:60]))
        except User.DoesNotExist as error:
            raise CommandError(f"There is no active user {username}. Create one: manage.py createsuperuser.") from error
        except tokens.TooManyTokens as error:
            raise CommandError(str(error)) from error
