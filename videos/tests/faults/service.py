"""Hidden Hill under test: every process its own, so that each can be hurt by itself; and the oracle."""

import json
import os
import signal
import sqlite3
import subprocess
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import psycopg

from hiddenhill.tests.patience import LIMIT_SECONDS, eventually, stretched
from videos.pipeline.progress import Stage
from videos.tests.faults.redis_server import RedisServer
from videos.tests.faults.sabotage import Sabotage
from videos.tests.integration.instance import FINAL, ROOT, Instance

PATIENCE_SECONDS = 20  # as in hiddenhill/supervision.py
ARTEFACTS = {
    "video.mp4",
    "captions.vtt",
    "captions.srt",
    "transcript.txt",
    "poster.jpg",
    "thumbnail.webp",
    "storyboard.json",
    "description.txt",
    "visual-abstract.png",
    "visual-abstract.pdf",
    "visual-abstract-tall.png",
    "visual-abstract-tall.pdf",
}


class Service(Instance):
    """API, workers, housekeeper and scheduler on a Redis of its own and either database.

    ``quick`` shortens the lease and recovery's interval, where it is not their length that is shown. The lease is one
    that a worker which is well keeps on a busy machine, too.
    """

    def __init__(self, var: Path, redis: RedisServer, *, quick: bool = True, **environment: str) -> None:
        if quick:
            environment = {"JOB_LEASE_SECONDS": str(stretched(5)), "RECOVER_EVERY_SECONDS": "1", **environment}
        environment = {"JOB_REUSE_DAYS": "0", "REDIS_URL": redis.url, **environment}
        super().__init__(var, **environment)
        self.redis = redis
        self.accepted: list[str] = []
        self.refused: list[str] = []
        self.api: subprocess.Popen[bytes] | None = None
        self.workers: list[subprocess.Popen[bytes]] = []
        self.housekeepers: list[subprocess.Popen[bytes]] = []
        self.beats: list[subprocess.Popen[bytes]] = []

    # --- its processes

    def start_all(self, workers: int = 1) -> None:
        self.api = self.start("api")
        for _ in range(workers):
            self.start_worker()
        self.start_housekeeper()
        self.start_beat()
        eventually(self.answers)
        eventually(self.works)

    def restart(self) -> int:
        """Stop everything as the supervisor does, and start it again. Return how many processes it had to kill."""
        workers = len(self.workers)
        running = [psutil.Process(process.pid) for process in self.processes if process.poll() is None]
        for process in running:
            process.terminate()
        _, stubborn = psutil.wait_procs(running, timeout=PATIENCE_SECONDS)
        for process in stubborn:
            os.killpg(process.pid, signal.SIGKILL)
        for group in (self.workers, self.housekeepers, self.beats):
            group.clear()
        self.start_all(workers)
        return len(stubborn)

    def start_worker(self, **environment: str) -> subprocess.Popen[bytes]:
        """A worker; what is given of the environment is its alone."""
        name = f"worker{len(self.workers) + 1}"
        self.workers.append(self._start_with(environment, "worker", "--name", name))
        return self.workers[-1]

    def start_housekeeper(self, **environment: str) -> subprocess.Popen[bytes]:
        name = f"housekeeper{len(self.housekeepers) + 1}"
        self.housekeepers.append(self._start_with(environment, "worker", "--housekeeping", "--name", name))
        return self.housekeepers[-1]

    def _start_with(self, environment: dict[str, str], *arguments: str) -> subprocess.Popen[bytes]:
        with self._environment(environment):
            return self.start(*arguments)

    @contextmanager
    def _environment(self, more: dict[str, str]) -> Iterator[None]:
        """Give what is started in the block more of an environment."""
        usual, self.environment = self.environment, {**self.environment, **more}
        try:
            yield
        finally:
            self.environment = usual

    def start_beat(self) -> subprocess.Popen[bytes]:
        self.beats.append(self.start("scheduler"))
        return self.beats[-1]

    def must_live(self) -> None:
        """Processes die here by intent."""

    @staticmethod
    def pool_process(worker: subprocess.Popen[bytes]) -> psutil.Process:
        """The process of a worker's pool, which does the work."""
        eventually(lambda: psutil.Process(worker.pid).children())
        return psutil.Process(worker.pid).children()[0]

    def supervise(self) -> None:
        """Restart the processes that have ended, as the supervisor does."""
        for index, worker in enumerate(self.workers):
            if worker.poll() is not None:
                self.workers[index] = self.start("worker", "--name", f"worker{index + 1}")
        for index, keeper in enumerate(self.housekeepers):
            if keeper.poll() is not None:
                self.housekeepers[index] = self.start("worker", "--housekeeping", "--name", f"housekeeper{index + 1}")

    def create_user(self, name: str) -> str:
        """Create a user; returns a token."""
        with self._environment({"DJANGO_SUPERUSER_PASSWORD": "for-this-test"}):
            made = self.run("createsuperuser", "--noinput", "--username", name, "--email", f"{name}@example.org")
        assert made.returncode == 0, made.stderr
        return self.run("token", name).stdout.strip()

    # --- what a client does

    def post(self, pubmed_id: str = "sample", **options: object) -> httpx.Response:
        headers = options.pop("headers", None)
        response = self.http.post("/api/videos/generate", json={"pubmed_id": pubmed_id, **options}, headers=headers)
        if response.status_code in (200, 201):
            self.accepted.append(response.json()["job_id"])
        elif "job_id" in response.text:
            self.refused.append(response.json()["job_id"])
        return response

    def accept(self, pubmed_id: str = "sample", **options: object) -> str:
        response = self.post(pubmed_id, **options)
        assert response.status_code == 201, response.text
        return response.json()["job_id"]

    def accept_held(self, sabotage: Sabotage) -> str:
        """Accept a job that does not get beyond half of its narration before the sabotage is cleared."""
        sabotage.order("narration", "dawdle")
        job_id = self.accept("sample")
        eventually(sabotage.held)
        return job_id

    def reaches(self, job_id: str, stage: str) -> None:
        """Wait until a job is at this stage, or beyond it."""
        stages = ["", *Stage]
        eventually(lambda: stages.index(self.job(job_id)["stage"] or "") >= stages.index(stage))

    def taken_again(self, job_id: str, attempt: int = 2) -> float:
        """Wait until the attempt of that number has begun; returns the seconds that took."""
        return eventually(lambda: self.job(job_id)["attempt"] >= attempt)

    def process_of(self, job_id: str) -> psutil.Process:
        """The process that works on a job."""
        return psutil.Process(int(self.attempts(job_id)[-1].worker.rpartition(" ")[2]))

    # --- the oracle

    def attempts(self, job_id: str) -> list["SeenAttempt"]:
        """The attempts at a job, the first one first."""
        columns = "job_id, worker, outcome, stage, resumed_at, error_code"
        rows = self.rows(f"SELECT {columns} FROM videos_attempt ORDER BY number")
        return [SeenAttempt(*rest) for id, *rest in rows if str(id).replace("-", "") == job_id.replace("-", "")]

    def note(self, fault: str, injected: str, saw: str, seconds: float | None = None) -> None:
        """Keep what was seen, for the table of docs/reference/faults.md.

        ``seconds`` are those to recover: from the injection until the job was taken again, or the service accepted.
        """
        database = "PostgreSQL" if "DATABASE_URL" in self.environment else "SQLite"
        rounded = None if seconds is None else round(seconds, 1)
        line = {"fault": fault, "injected": injected, "database": database, "seconds": rounded, "saw": saw}
        path = Path(os.environ.get("FAULTS_REPORT", ROOT / ".pytest_cache" / "faults.jsonl"))
        path.parent.mkdir(exist_ok=True)
        with path.open("a") as file:
            file.write(json.dumps(line) + "\n")

    def rows(self, query: str) -> list[tuple]:
        """What the database holds, asked for directly."""
        url = self.environment.get("DATABASE_URL")
        if url:
            with psycopg.connect(url) as connection:
                return connection.execute(query).fetchall()
        with sqlite3.connect(self.var / "hiddenhill.sqlite3", timeout=LIMIT_SECONDS) as connection:
            return connection.execute(query).fetchall()

    def settle(self) -> float:
        """Wait until every accepted job has ended, each within the limit of the one before; returns the seconds."""
        seconds = 0.0
        while left := self.unfinished():
            seconds += eventually(lambda left=left: self.unfinished() < left)
        return seconds

    def unfinished(self) -> int:
        """The number of unfinished jobs; processes that died meanwhile are restarted."""
        self.supervise()
        ended = ", ".join(f"'{status}'" for status in FINAL)
        return self.rows(f"SELECT count(*) FROM videos_job WHERE status NOT IN ({ended})")[0][0]

    def check(self) -> dict[str, str]:
        """Assert that nothing was lost, nothing is there twice and nothing is left behind; returns how each job ended.

        To be called when all have ended.
        """
        columns = "id, status, attempt, error_code, error_message, folder, progress"
        jobs = {str(id).replace("-", ""): rest for id, *rest in self.rows(f"SELECT {columns} FROM videos_job")}
        known = {job_id.replace("-", "") for job_id in (*self.accepted, *self.refused)}
        assert known <= set(jobs), "an accepted job is gone"
        attempts = defaultdict(list)
        for id, number, outcome in self.rows("SELECT job_id, number, outcome FROM videos_attempt ORDER BY number"):
            attempts[str(id).replace("-", "")].append((number, outcome))
        folders = []
        for id, (status, attempt, code, message, folder, progress) in jobs.items():
            assert status in FINAL, (id, status)
            assert [number for number, _ in attempts[id]] == list(range(1, attempt + 1)), (id, attempts[id])
            assert all(outcome for _, outcome in attempts[id]), (id, attempts[id])
            finished = [outcome for _, outcome in attempts[id] if outcome == "completed"]
            assert len(finished) == (status == "completed"), (id, attempts[id])
            if status == "failed":
                assert code
                assert message
            if status == "completed":
                assert progress == 100
                folders.append(folder)
        for job_id in self.refused:
            status, attempt, code, *_ = jobs[job_id.replace("-", "")]
            assert (status, attempt, code) == ("failed", 0, "queue_unavailable"), job_id
        self._check_files(folders)
        return {id: status if status != "failed" else code for id, (status, _, code, *_) in jobs.items()}

    def _check_files(self, folders: list[str]) -> None:
        media = self.var / "media"
        eventually(lambda: _files(media) == {f"{folder}/{name}" for folder in folders for name in ARTEFACTS})
        eventually(lambda: not list((self.var / "work").glob("*")))

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Assert that progress never goes back within an attempt, nor a job leaves its end, while the block runs."""
        watcher = _Watcher(self)
        watcher.start()
        try:
            yield
        finally:
            watcher.over.set()
            watcher.join()
        assert not watcher.lies, watcher.lies

    def close(self) -> None:
        for process in self.processes:
            for child in _family(process.pid):
                child.send_signal(signal.SIGCONT)
        super().close()


@dataclass(frozen=True, slots=True)
class SeenAttempt:
    """A row of the attempts."""

    worker: str
    outcome: str
    stage: str
    resumed_at: str
    error_code: str


class _Watcher(threading.Thread):
    """Looks at every job's row as often as it can."""

    def __init__(self, service: Service) -> None:
        super().__init__(daemon=True)
        self.service = service
        self.over = threading.Event()
        self.lies: list[str] = []

    def run(self) -> None:
        seen: dict[str, tuple] = {}
        while not self.over.wait(0.05):
            try:
                rows = self.service.rows("SELECT id, attempt, progress, status FROM videos_job")
            except (psycopg.Error, sqlite3.Error):
                continue
            for id, attempt, progress, status in rows:
                before = seen.get(id, (0, 0, "pending"))
                if status == "processing" and before[:2] > (attempt, progress) and before[2] == "processing":
                    self.lies.append(f"{id}: {before} then {(attempt, progress, status)}")
                if before[2] in FINAL and status != before[2]:
                    self.lies.append(f"{id}: {before} then {(attempt, progress, status)}")
                seen[id] = (attempt, progress, status)


def _files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def _family(pid: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []
