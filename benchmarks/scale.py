"""Finds what saturates first as workers are added. The pipelines only wait; claims, rows and messages are real.

    python benchmarks/scale.py [--slots 1 10 25 50 100 200] [--seconds 5] [--jobs 6]

Each slot makes one video at a time, as a worker process does. Here up to 25 slots are threads of one Celery process, so
that a small machine can run 200 of them. PostgreSQL and Valkey are real and private. They share the machine with the
workers, so the CPU times of workers and servers are measured separately.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

import argparse
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import django
import psutil
import psycopg

from videos.tests.faults.postgres_server import PostgresServer
from videos.tests.faults.redis_server import RedisServer

_SLOTS_PER_PROCESS = 25
_CONNECTIONS = 1000  # PostgreSQL's default of 100 is a limit of its own
_HEAD = ("slots", "videos/s", "of ideal", "gap p95 ms", "postgres", "valkey", "workers", "connections", "commands")


@dataclass(frozen=True)
class Run:
    """One run: CPU seconds of the servers and the workers, and the seconds that each claim waited."""

    seconds: float
    postgres: float
    valkey: float
    workers: float
    connections: int
    commands: int
    gaps: list[float]


def main() -> None:
    """Print a table with a row for each number of slots."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--slots", type=int, nargs="+", default=[1, 10, 25, 50, 100, 200])
    parser.add_argument("--seconds", type=float, default=5.0, help="duration of a video's work")
    parser.add_argument("--jobs", type=int, default=6, help="jobs per slot")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch, ExitStack() as stack:
        folder = Path(scratch)
        redis = RedisServer(folder / "redis")
        stack.callback(redis.close)
        postgres = _postgres(folder / "postgres")
        stack.callback(postgres.stop, "fast")
        os.environ |= {
            **{"VAR_DIR": str(folder / "var"), "REDIS_URL": redis.url, "DATABASE_URL": postgres.url},
            **{"SECRET_KEY": "only-here", "JOB_REUSE_DAYS": "0", "MIN_FREE_MB": "0", "LOG_LEVEL": "WARNING"},
            **{"SPEECH_ENGINE": "espeak", "SECONDS": str(options.seconds)},
            "DJANGO_SETTINGS_MODULE": "hiddenhill.settings",
        }
        django.setup()
        subprocess.run([sys.executable, ROOT / "manage.py", "migrate", "--verbosity", "0"], check=True)
        print(f"{options.jobs} videos of {options.seconds:g} s per slot; CPU times are milliseconds per video\n")
        print("".join(f"{name:>12}" for name in _HEAD))
        for slots in options.slots:
            _print_row(slots, slots * options.jobs, options.seconds, _run(slots, slots * options.jobs, redis, postgres))


def _print_row(slots: int, jobs: int, seconds: float, run: Run) -> None:
    rate = jobs / run.seconds
    gap = sorted(run.gaps)[int(0.95 * len(run.gaps))] * 1000 if run.gaps else 0.0
    per_video = [each * 1000 / jobs for each in (run.postgres, run.valkey, run.workers)]
    row = [f"{slots}", f"{rate:.2f}", f"{rate * seconds / slots:.2f}", f"{gap:.0f}"]
    row += [f"{each:.1f}" for each in per_video] + [f"{run.connections}", f"{run.commands / jobs:.0f}"]
    print("".join(f"{cell:>12}" for cell in row), flush=True)


def _run(slots: int, jobs: int, redis: RedisServer, postgres: PostgresServer) -> Run:
    from videos.jobs.request import VideoRequest
    from videos.jobs.submission import submit
    from videos.models import Attempt, Job, Status
    from videos.pipeline.identifiers import parse_id

    Job.objects.all().delete()
    for number in range(jobs):
        submit(VideoRequest(parse_id(str(10_000_000 + number))))
    server = psutil.Process(postgres.pid)
    assert redis.process is not None
    valkey = psutil.Process(redis.process.pid)
    commands, before = _commands(redis), (_cpu_of_all(server), _cpu(valkey))
    connections = 0
    with _workers(slots) as workers, psycopg.connect(postgres.url, autocommit=True) as watching:
        used = 0.0
        while Job.objects.exclude(status=Status.COMPLETED).exists():
            used = sum(_cpu(worker) for worker in workers)
            found = watching.execute("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'")
            connections = max(connections, (found.fetchone() or (0,))[0] - 2)  # without this one and this process's own
            for failed in Job.objects.filter(status=Status.FAILED):
                raise SystemExit(f"with {slots} slots a job failed: {failed.error_code}: {failed.error_message}")
            time.sleep(0.5)
        after = (_cpu_of_all(server), _cpu(valkey))
        taken = _commands(redis) - commands
    times = sorted((start, end) for start, end in Attempt.objects.values_list("started_at", "ended_at") if end)
    assert len(times) == jobs, f"{len(times)} attempts for {jobs} jobs"
    ends = sorted(ended for _, ended in times)
    # The job that takes the n-th slot to become free has waited for its claim since then.
    gaps = [(start - end).total_seconds() for (start, _), end in zip(times[slots:], ends, strict=False)]
    seconds = (ends[-1] - times[0][0]).total_seconds()
    return Run(seconds, after[0] - before[0], after[1] - before[1], used, connections, taken, gaps)


@contextmanager
def _workers(slots: int) -> Iterator[list[psutil.Process]]:
    started = []
    for first in range(0, slots, _SLOTS_PER_PROCESS):
        count = min(_SLOTS_PER_PROCESS, slots - first)
        arguments = ["--without-gossip", "--without-mingle", "--loglevel", "WARNING", "--hostname", f"w{first}@%h"]
        command = [sys.executable, "-m", "celery", "--quiet", "-A", "benchmarks.peers.worker", "worker", *arguments]
        command += ["--pool", "threads", "--concurrency", str(count)]
        started.append(psutil.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    try:
        yield started
    finally:
        for process in started:
            process.kill()  # a thread pool does not stop cleanly, and all jobs have ended
        for process in started:
            process.wait()


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _cpu_of_all(server: psutil.Process) -> float:
    """CPU seconds of a server and its children, including ended ones."""
    times = server.cpu_times()
    return float(times.children_user + times.children_system) + _cpu(server) + sum(map(_cpu, server.children()))


def _commands(redis: RedisServer) -> int:
    return int(redis.client().info("stats")["total_commands_processed"])


def _postgres(folder: Path) -> PostgresServer:
    folder.mkdir()
    server = PostgresServer(folder)
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(f"ALTER SYSTEM SET max_connections = {_CONNECTIONS}")
    server.stop("fast")
    server.start()
    return server


if __name__ == "__main__":
    main()
