"""A user with a password, on an instance that is not one person's machine."""

import pytest

from videos.tests.factories import UserFactory

PASSWORD = "correct horse battery"


@pytest.fixture
def ann(db, settings):
    settings.API_ALLOW_ANONYMOUS = False
    # The same sign-in as in life, with a hash that takes no time.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    ann = UserFactory(username="ann")
    ann.set_password(PASSWORD)
    ann.save()
    return ann
