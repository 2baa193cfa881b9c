"""A user with a password, on an instance with sign-in."""

import pytest

from videos.tests.factories import UserFactory

PASSWORD = "correct horse battery"


@pytest.fixture
def ann(db, settings):
    settings.API_ALLOW_ANONYMOUS = False
    # The real sign-in, with a hash that takes no time.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    ann = UserFactory(username="ann")
    ann.set_password(PASSWORD)
    ann.save()
    return ann
