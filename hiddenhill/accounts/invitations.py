"""Invites people: a user without a password, and a link by e-mail with which the person chooses one."""

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction


class CannotInvite(Exception):
    """This person cannot be invited. The message says why."""


def user_for(address: str, username: str = "") -> User:
    """The user to invite: a new one, or the one of an earlier invitation that was not used. Raises CannotInvite.

    Without a ``username`` it is the address.
    """
    name = username or address
    try:
        validate_email(address)
        User._meta.get_field("username").run_validators(name)
    except ValidationError as error:
        raise CannotInvite(" ".join(error.messages)) from error
    known = User.objects.filter(email__iexact=address).first()
    if known:
        return _again(known, username)
    try:
        with transaction.atomic():
            return User.objects.create_user(name, email=address)  # without a password
    except IntegrityError as error:
        raise CannotInvite(f"There is already a user {name}. Choose another username.") from error


def _again(user: User, username: str) -> User:
    if not user.is_active:
        raise CannotInvite(f"{user.email} is the address of {user}, whose account is not active.")
    if user.has_usable_password() or user.last_login or username not in ("", user.get_username()):
        raise CannotInvite(f"{user.email} is already the address of {user}.")
    return user
