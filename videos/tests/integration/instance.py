"""A whole Hidden Hill in processes of its own, driven from outside as its users drive it."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[3]
FINAL = ("completed", "failed", "cancelled")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def eventually(holds: Callable[[], object], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.05)


class Instance:
    """Its data lie under ``var``, where its commands are called from too; its processes are stopped at the end."""

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
            **{name: os.environ[name] for name in ("REDIS_URL",) if name in os.environ},
            **environment,
        }
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10)
        self.processes: list[subprocess.Popen[bytes]] = []
        var.mkdir(parents=True, exist_ok=True)

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

    def stop(self, *processes: subprocess.Popen[bytes], signum: int = signal.SIGTERM, seconds: float = 30) -> None:
        """Signal each process's whole group, as a terminal does, and wait for their ends."""
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signum)
        for process in processes:
            process.wait(seconds)

    def close(self) -> None:
        self.stop(*self.processes)
        self.http.close()

    def health(self) -> dict[str, object] | None:
        ended = [process.args for process in self.processes if process.poll()]
        assert not ended, f"{ended} broke down; see {self.log}"
        try:
            return self.http.get("/api/health").json()
        except httpx.TransportError:
            return None

    def answers(self) -> bool:
        return self.health() is not None

    def works(self) -> bool:
        return self.health() == {"api": "ok", "redis": True, "celery_ping": True}

    def generate(self, pubmed_id: str, **options: str) -> dict:
        response = self.http.post("/api/videos/generate", json={"pubmed_id": pubmed_id, **options})
        assert response.status_code == 201, response.text
        return response.json()

    def job(self, job_id: str) -> dict:
        return self.http.get(f"/api/videos/{job_id}").json()

    def watch(self, job_id: str, seconds: float = 60) -> Iterator[dict]:
        """The job as a polling client sees it, until it has ended."""
        deadline = time.monotonic() + seconds
        while True:
            job = self.job(job_id)
            yield job
            if job["status"] in FINAL:
                return
            assert time.monotonic() < deadline, f"{job['status']} {job['stage']} after {seconds} s; see {self.log}"
            time.sleep(0.05)

    def end(self, job_id: str, seconds: float = 60) -> dict:
        *_, last = self.watch(job_id, seconds)
        return last
