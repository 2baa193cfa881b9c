"""Services to hurt. Their servers are real, listen on loopback and are theirs alone."""

import contextlib
import shutil

import pytest

from videos.tests.faults.redis_server import RedisServer
from videos.tests.faults.service import Service
from videos.tests.integration.conftest import database_url, migrated, ncbi, postgres  # noqa: F401


@pytest.fixture(scope="session")
def services(tmp_path_factory, ncbi, migrated, request):  # noqa: F811
    """Opens a service on ``database`` ("sqlite" or "postgresql"), which is closed at the end of the block."""

    @contextlib.contextmanager
    def opened(database: str = "sqlite", **options):
        environment = {"NCBI_EUTILS_URL": ncbi.eutils_url, "NCBI_IDCONV_URL": ncbi.idconv_url, **options}
        if database == "postgresql":
            environment["DATABASE_URL"] = request.getfixturevalue("database_url")()
        folder = tmp_path_factory.mktemp("service")
        redis = RedisServer(folder / "redis")
        service = Service(folder / "var", redis, **environment)
        try:
            if database == "postgresql":
                assert service.run("migrate").returncode == 0
            else:
                shutil.copy(migrated, service.var)
            yield service
        finally:
            service.close()
            redis.close()

    return opened


@pytest.fixture
def opened(services):
    """The same for one test: what it opens is closed at its end."""
    with contextlib.ExitStack() as stack:
        yield lambda database="sqlite", **options: stack.enter_context(services(database, **options))
