"""The defaults for one person's machine."""

import os
import sqlite3

import pytest
from django.core.exceptions import ImproperlyConfigured

from hiddenhill.accounts.checks import var_dir_is_private
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


@pytest.fixture
def var(tmp_path, settings, monkeypatch):
    """An existing VAR_DIR that others can read, as an earlier version left it."""
    settings.VAR_DIR = var = tmp_path / "var"
    settings.WORK_DIR, settings.PARTS_DIR, settings.LOG_DIR = var / "work", var / "parts", var / "log"
    settings.PRIVATE_SERVER_DIR, settings.SECRET_KEY_FILE = var / "valkey", var / "secret_key"
    sqlite = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(var / "h.sqlite3")}
    monkeypatch.setitem(settings.DATABASES, "default", sqlite)
    settings.PRIVATE_BROKER = True
    for folder in (var, var / "work", var / "parts", var / "log", var / "valkey", var / "media"):
        folder.mkdir()
        folder.chmod(0o755)
    for name in ("h.sqlite3", "h.sqlite3-wal", "h.sqlite3-shm"):
        (var / name).touch()
        (var / name).chmod(0o644)
    return var


def readable(var) -> list[str]:
    """What others can read in VAR_DIR."""
    return sorted(path.name for path in var.iterdir() if path.stat().st_mode & 0o077)


def test_what_others_could_read_is_closed(var):
    laptop.prepare()
    assert readable(var) == ["media"]


def test_a_new_database_is_private_with_its_log_with_any_umask(var):
    for name in ("h.sqlite3", "h.sqlite3-wal", "h.sqlite3-shm"):
        (var / name).unlink()
    usual = os.umask(0)
    try:
        laptop.prepare()
        with sqlite3.connect(var / "h.sqlite3") as database:
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("CREATE TABLE letters (text)")
            assert {"h.sqlite3-wal", "h.sqlite3-shm"} <= {path.name for path in var.iterdir()}
            assert readable(var) == ["media"]
    finally:
        os.umask(usual)


@pytest.mark.parametrize("name", [":memory:", "file:shared?mode=memory&cache=shared"])
def test_a_database_in_memory_is_no_file(var, settings, monkeypatch, tmp_path, name):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", name)
    laptop.prepare()
    assert [path.name for path in tmp_path.iterdir()] == ["var"]


def test_a_new_var_dir_is_private(tmp_path, settings):
    settings.VAR_DIR, settings.SECRET_KEY_FILE = tmp_path / "new", None
    settings.PRIVATE_BROKER = False
    laptop.prepare()
    assert settings.VAR_DIR.stat().st_mode & 0o777 == 0o700


def test_a_var_dir_that_others_can_enter_is_warned_about(var, settings):
    (warning,) = var_dir_is_private(None)
    assert warning.id == "accounts.W002"
    assert f"chmod 700 '{var}'" in warning.hint
    settings.X_ACCEL_REDIRECT, settings.MEDIA_ROOT = "/protected/", var / "media"
    assert var_dir_is_private(None) == []  # nginx reads the videos in it
    settings.X_ACCEL_REDIRECT = ""
    var.chmod(0o700)
    assert var_dir_is_private(None) == []


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
