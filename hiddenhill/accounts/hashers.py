"""Hashes passwords, a few at a time: each costs about a second of a processor, for anybody who asks."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.hashers import PBKDF2PasswordHasher

from hiddenhill.accounts.locks import SignInRefused


class Turns:
    """Lets ``at_once`` threads work, and ``waiting`` others wait for up to ``patience`` seconds.

    All others are refused at once, so that they do not keep the threads that other requests need.
    """

    def __init__(self, at_once: int, waiting: int, patience: float) -> None:
        self._working = threading.BoundedSemaphore(at_once)
        self._inside = threading.BoundedSemaphore(at_once + waiting)
        self._patience = patience

    @contextmanager
    def one(self) -> Iterator[None]:
        """One turn. Raises SignInRefused if all are taken."""
        if not self._inside.acquire(blocking=False):
            raise _busy()
        try:
            if not self._working.acquire(timeout=self._patience):
                raise _busy()
            try:
                yield
            finally:
                self._working.release()
        finally:
            self._inside.release()


def _busy() -> SignInRefused:
    return SignInRefused("Many people are signing in at the moment.", 503, 5)


_turns = Turns(at_once=2, waiting=2, patience=5.0)


class Pbkdf2(PBKDF2PasswordHasher):
    """Django's usual hash, two at a time in each process. Raises SignInRefused when too many wait."""

    def encode(self, password: str, salt: str, iterations: int | None = None, **options: Any) -> str:
        """The hash. Checking a password computes it as well."""
        with _turns.one():
            return str(super().encode(password, salt, iterations, **options))
