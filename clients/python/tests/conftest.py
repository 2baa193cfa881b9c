"""A real service for the tests of the client."""

import pytest

from hiddenhill_client import Client
from videos.tests.integration.conftest import instances, migrated, ncbi  # noqa: F401


@pytest.fixture(scope="module")
def service(instances):  # noqa: F811
    """Everything that `make run` starts."""
    with instances("up") as instance:
        yield instance


@pytest.fixture
def client(service):
    with Client(service.url) as client:
        yield client
