"""The defaults for one person's machine."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from hiddenhill.runtime import laptop


def test_a_secret_is_created_once_and_only_this_user_can_read_it(tmp_path):
    path = tmp_path / "key"
    laptop.create_secret(path)
    secret = laptop.read_secret(path)
    assert len(secret) >= 50
    laptop.create_secret(path)
    assert laptop.read_secret(path) == secret
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_secret_is_reported_with_the_remedy(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="Run `make setup`, or set SECRET_KEY"):
        laptop.read_secret(tmp_path / "key")


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("127.9.9.9", True),
        ("0.0.0.0", False),
        ("example.org", False),
    ],
)
def test_loopback_addresses_are_recognised(host, loopback):
    assert laptop.is_loopback(host) == loopback
