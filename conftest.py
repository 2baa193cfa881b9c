"""What every test may use."""

import os
import signal
from collections.abc import Iterator

import pytest
from celery import current_app
from django.db import connections
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

# A run for landing a change must not fail for an example that nobody has seen; searching for those is for the desk.
# The machines are noisy: no deadline, and nothing is called too slow.
_NOISY = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
hypothesis_settings.register_profile("desk", **_NOISY)
hypothesis_settings.register_profile("ci", **_NOISY, derandomize=True)
hypothesis_settings.load_profile("ci" if "CI" in os.environ else "desk")


def pytest_configure() -> None:
    # A background job of a shell ignores Ctrl-C, and so would the processes that tests start and interrupt.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # The longest first: at the end of a run, no processor waits for one last module.
    items.sort(key=lambda item: not any(map(item.get_closest_marker, ("integration", "browser"))))
    if os.environ.get("TEST_INTEGRATION") in ("1", "true"):
        return
    skip = pytest.mark.skip(
        reason="needs real servers and worker processes: run `make test`, or set TEST_INTEGRATION=1"
    )
    for item in items:
        if any(map(item.get_closest_marker, ("integration", "faults", "compose"))):
            item.add_marker(skip)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Where threads share the database, an answer that an earlier test has not read to its end would lock them out."""
    marker = item.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        connections.close_all()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    """SQLite's database lies in a file, as it does for users.

    In memory all threads share its cache, and what one has not read to its end keeps others from writing at all.
    """
    connection = connections["default"]
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    """Every test stores its files in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.WORK_DIR = tmp_path / "work"
    settings.PARTS_DIR = tmp_path / "parts"


@pytest.fixture(autouse=True)
def static_files(settings):
    """WhiteNoise looks for a file when one is requested, and does not list all of them for the client of each test."""
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture
def waiting_queue() -> Iterator[None]:
    """Tasks are really published, into a queue in memory that no worker looks at."""
    usual = current_app.conf.broker_url
    current_app.conf.task_always_eager, current_app.conf.broker_url = False, "memory://"
    current_app._pool = current_app.amqp._producer_pool = None
    yield
    current_app.conf.task_always_eager, current_app.conf.broker_url = True, usual
    current_app._pool = current_app.amqp._producer_pool = None


@pytest.fixture
def unreachable_queue() -> Iterator[None]:
    """Tasks are really published, and the private server of the tests does not run."""
    current_app.conf.task_always_eager = False
    yield
    current_app.conf.task_always_eager = True
