"""Make a token."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hiddenhill.accounts import tokens


class Command(BaseCommand):
    """``manage.py token``: for operators and scripts."""

    help = "Print a new token of a user, for the Authorization header: it is shown this once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose, and what for."""
        parser.add_argument("username")
        parser.add_argument("--name", default="", help="What it is for, as shown in the user's list.")

    def handle(self, *args: Any, username: str, name: str, **options: Any) -> None:
        """Print the token and nothing else."""
        try:
            self.stdout.write(tokens.make(User.objects.get(username=username, is_active=True), name[:60]))
        except User.DoesNotExist as error:
            raise CommandError(f"There is no active user {username}. Make one: manage.py createsuperuser.") from error
        except tokens.TooManyTokens as error:
            raise CommandError(str(error)) from error
