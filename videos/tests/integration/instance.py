"""A complete Hidden Hill in its own processes, driven from outside, as users drive it."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from hiddenhill.tests.patience import LIMIT_SECONDS, ended, eventually

if TYPE_CHECKING:
    from hiddenhill_client import Client

ROOT = Path(__file__).resolve().parents[3]
FINAL = ("completed", "failed", "cancelled")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Instance:
    """An instance with its data in ``var``, which is also the working folder of its commands. ``close`` stops it."""

    def __init__(self, var: Path, **environment: str) -> None:
        port = free_port()
        self.var = var
        self.log = var / "log.txt"
        self.environment = {
            "PATH": os.environ["PATH"],
            "ENV_FILE": os.devnull,
            "VAR_DIR": str(var),
            "PORT": str(port),
            "SECRET_KEY": "only-for-tests",
            "API_ALLOW_ANONYMOUS": "true",
            "SPEECH_ENGINE": "espeak",
            "PMC_CLOUD_URL": "",
            "EUROPE_PMC_URL": "",
            "BIORXIV_API_URL": "",
            **{name: os.environ[name] for name in ("REDIS_URL",) if name in os.environ},
            **environment,
        }
        self.url = f"http://127.0.0.1:{port}"
        self.http = httpx.Client(base_url=self.url, timeout=LIMIT_SECONDS)
        self.processes: list[subprocess.Popen[bytes]] = []
        var.mkdir(parents=True, exist_ok=True)

    @cached_property
    def client(self) -> "Client":
        """The Python client, signed in as ``http`` is."""
        from hiddenhill_client import Client  # benchmarks start instances without it on their path

        return Client(self.url, http=self.http)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        return self.start_python(str(ROOT / "manage.py"), *arguments)

    def start_python(self, *arguments: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=self.var,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, ROOT / "manage.py", *arguments]
        return subprocess.run(command, cwd=self.var, env=self.environment, capture_output=True, text=True, check=False)

    def run_in(self, var: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command with another VAR_DIR."""
        command = [sys.executable, ROOT / "manage.py", *arguments]
        environment = self.environment | {"VAR_DIR": str(var)}
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    def stop(self, *processes: subprocess.Popen[bytes], signum: int = signal.SIGTERM) -> None:
        """Signal the whole group of each process, as a terminal does, and wait until it ends."""
        for process in processes:
            _signal_group(process, signum)
        for process in processes:
            ended(process)
            self.processes.remove(process)

    def close(self) -> None:
        processes = list(self.processes)
        try:
            self.stop(*processes)
        finally:
            for process in processes:
                _signal_group(process, signal.SIGKILL)
            self.http.close()

    def must_live(self) -> None:
        """Fail at once where a process has broken down, and not when a wait is over."""
        broken = [process.args for process in self.processes if process.poll()]
        assert not broken, f"{broken} broke down; see {self.log}"

    def health(self) -> dict[str, object] | None:
        self.must_live()
        try:
            return self.http.get("/api/health").json()
        except httpx.TransportError:
            return None

    def answers(self) -> bool:
        return self.health() is not None

    def works(self) -> bool:
        return self.health() == {"api": "ok", "redis": True, "celery_ping": True}

    def generate(self, pubmed_id: str, **options: object) -> dict:
        response = self.http.post("/api/videos/generate", json={"pubmed_id": pubmed_id, **options})
        assert response.status_code == 201, response.text
        return response.json()

    def job(self, job_id: str) -> dict:
        self.must_live()
        return self.http.get(f"/api/videos/{job_id}").json()

    def watch(self, job_id: str) -> Iterator[dict]:
        """The job as a polling client sees it, each time it has changed, until it ends."""
        job: dict = {}

        def has_changed() -> bool:
            nonlocal job
            before, job = job, self.job(job_id)
            return job != before

        while job.get("status") not in FINAL:
            eventually(has_changed)
            yield job

    def end(self, job_id: str) -> dict:
        *_, last = self.watch(job_id)
        return last


def _signal_group(process: subprocess.Popen[bytes], signum: int) -> None:
    """Signal the group even if the process itself has ended: its children may still run."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signum)
