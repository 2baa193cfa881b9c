"""docker-compose.yml from a fresh checkout, with its own project name and ports, driven from outside."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import httpx

from hiddenhill.tests.patience import LIMIT_SECONDS, eventually
from videos.tests.integration.instance import FINAL, ROOT, free_port

PROJECT = "hiddenhill-compose-test"
IMAGE = "hiddenhill:compose-test"
PASSWORD = "only-for-this-test"


def engine_answers() -> bool:
    """Whether there is a Docker engine, and docker-compose."""
    return bool(shutil.which("docker") and _compose()) and not subprocess.call(
        ["docker", "info"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


class Stack:
    """The stack as an operator runs it, except for its name. ``folder`` is the checkout."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        port = free_port()
        self.environment = os.environ | {
            "COMPOSE_PROJECT_NAME": PROJECT,
            "IMAGE_TAG": IMAGE.partition(":")[2],
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "REDIS_PORT": str(free_port()),
            "FLOWER_PORT": str(free_port()),
        }
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=LIMIT_SECONDS)

    def compose(self, *arguments: str) -> str:
        return self._run(*_compose(), *arguments)

    def docker(self, *arguments: str) -> str:
        return self._run("docker", *arguments)

    def up(self) -> float:
        """Start what does not run; returns the seconds until all containers are healthy."""
        started = time.monotonic()
        self.compose("up", "-d", "--scale", "worker=2")
        eventually(self.is_well)
        return time.monotonic() - started

    def is_well(self) -> bool:
        states = self.states()
        migrate, beat = states.pop("migrate"), states.pop("beat")
        others = {*chain.from_iterable(states.values())}
        return (migrate, beat, others) == (["exited 0"], ["without a check"], {"healthy"}) and len(
            states["worker"]
        ) == 2

    def states(self) -> dict[str, list[str]]:
        """The health of each container, or its exit code, by service."""
        states: dict[str, list[str]] = {}
        for container in self._inspected():
            state = container["State"]
            health = state["Health"]["Status"] if "Health" in state else "without a check"
            running = health if state["Running"] else f"exited {state['ExitCode']}"
            states.setdefault(container["Config"]["Labels"]["com.docker.compose.service"], []).append(running)
        return states

    def containers(self, *services: str) -> list[str]:
        return self.compose("ps", "-q", *services).split()

    def memory(self) -> dict[str, str]:
        lines = self.docker("stats", "--no-stream", "--format", "{{json .}}", *self.containers()).splitlines()
        return {
            stats["Name"].removeprefix(PROJECT): stats["MemUsage"].split(" / ")[0] for stats in map(json.loads, lines)
        }

    def create_user(self) -> None:
        self.compose(
            "run", "--rm", "-T", "-e", f"DJANGO_SUPERUSER_PASSWORD={PASSWORD}",
            "web", "createsuperuser", "--noinput", "--username", "ann", "--email", "ann@example.org",
        )  # fmt: skip

    def sign_in(self) -> None:
        """Sign in as a browser does. Later requests carry the session."""
        self.http.get("/accounts/sign-in")
        form = {"username": "ann", "password": PASSWORD, "csrfmiddlewaretoken": self.http.cookies["csrftoken"]}
        assert self.http.post("/accounts/sign-in", data=form).status_code == 302
        self.http.headers["X-CSRFToken"] = self.http.cookies["csrftoken"]

    def generate(self, **options: object) -> str:
        """Request a video that is made from scratch and takes a while; returns the job's id."""
        order = {"pubmed_id": "sample", "voice": "hibari", "length": "long", "refresh": True, **options}
        response = self.http.post("/api/videos/generate", json=order)
        assert response.status_code == 201, response.text
        return response.json()["job_id"]

    def ask_in_the_studio(self) -> str:
        """Request the sample with the form of the studio; returns the job's id."""
        form = {"pubmed_id": "sample", "csrfmiddlewaretoken": self.http.cookies["csrftoken"]}
        answer = self.http.post("/", data=form)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"].rpartition("/")[2]

    def job(self, job_id: str) -> dict:
        return self.http.get(f"/api/videos/{job_id}").json()

    def working_on(self, jobs: list[str]) -> list[dict]:
        """The jobs in progress that are not close to their end."""
        return [job for job in map(self.job, jobs) if job["status"] == "processing" and 0 < job["progress"] < 70]

    def ended(self, jobs: list[str]) -> list[dict]:
        """The jobs, once all of them have ended."""
        eventually(lambda: all(self.job(job)["status"] in FINAL for job in jobs))
        return [self.job(job) for job in jobs]

    def attempts(self, job_id: str) -> list[dict]:
        return self.http.get(f"/api/videos/{job_id}/attempts").json()

    def plays(self, job_id: str) -> bool:
        part = self.http.get(f"/api/videos/{job_id}/download", headers={"Range": "bytes=0-15"})
        return part.status_code == 206 and part.content[4:8] == b"ftyp"

    def _inspected(self) -> list[dict]:
        names = self.docker("ps", "-aq", "--filter", f"label=com.docker.compose.project={PROJECT}").split()
        return json.loads(self.docker("inspect", *names))

    def _run(self, *command: str) -> str:
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}: {done.stdout[-3000:]}{done.stderr[-3000:]}"
        return done.stdout


@contextmanager
def opened(folder: Path) -> Iterator[Stack]:
    """A stack that is built and does not run yet. At the end only the build cache is left."""
    _check_out(folder)
    stack = Stack(folder)
    subprocess.run(["make", "env"], cwd=folder, check=True)
    with (folder / ".env").open("a") as env:
        env.write("PARTS_MB=0\n")  # otherwise the second video would take a second
    try:
        stack.compose("build")
        yield stack
    finally:
        stack.compose("down", "--volumes", "--remove-orphans")
        stack.docker("image", "rm", "--force", IMAGE)
        stack.http.close()


def _check_out(folder: Path) -> None:
    """Copy what a clone would contain if all changes were committed."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.check_output(listed, cwd=ROOT, text=True).split("\0"):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)


def _compose() -> list[str]:
    if shutil.which("docker-compose"):
        return ["docker-compose"]
    plugin = subprocess.run(["docker", "compose", "version"], capture_output=True, check=False)
    return [] if plugin.returncode else ["docker", "compose"]
