"""A worker whose pipeline does nothing, and a task that does nothing, to measure the overhead of a job.

If SECONDS is set, the pipeline takes that long without using the CPU, and reports its progress as a real one does.
Started by ``celery -A benchmarks.peers.worker worker``. When a process of the pool ends, it writes its measurements to
the file named by COUNTS: its database statements, and the seconds from the start of its first task to the end of its
last, of the clock and of its CPU.
"""

import json
import os
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hiddenhill.settings")
django.setup()

from celery.signals import task_postrun, task_prerun, worker_process_shutdown
from django.db.backends.signals import connection_created
from django.dispatch import receiver

from hiddenhill.celery import app
from videos.engines import tools
from videos.pipeline.artifacts import VideoFacts
from videos.pipeline.assembly import MadeVideo, Tools
from videos.pipeline.cache.checkpoints import Workspace
from videos.pipeline.identifiers import SAMPLE
from videos.pipeline.options import Length, Options
from videos.pipeline.paper import fetch
from videos.pipeline.products import ARTEFACTS
from videos.pipeline.progress import Stage
from videos.pipeline.stages import Observer
from videos.pipeline.storyboard import Approved
from videos.pipeline.writing import write
from videos.worker import attempt

_PAPER = fetch(SAMPLE, records=None)  # type: ignore[arg-type]
_SCRIPT = write(_PAPER, Length.STANDARD)
_SECONDS = float(os.environ.get("SECONDS", "0"))
_PROGRESS_SECONDS = 0.1  # between two reports of progress
_counts: Counter[str] = Counter()
_times: dict[str, float] = {}


def make_nothing(
    identifier: str,
    options: Options,
    workspace: Workspace,
    tools: Tools,
    observer: Observer,
    approved: Approved | None = None,
) -> MadeVideo:
    """Make an empty video: each stage is entered, and each file has one word. Each id is that of another paper."""
    paper = replace(_PAPER, pmid=identifier, pmcid="", doi="")
    for stage in list(Stage)[:-1]:
        observer.progress(stage, 0.0)
        if stage is Stage.PAPER:
            observer.paper_read(paper)
        if stage is Stage.SCRIPT:
            observer.script_written(_SCRIPT)
        if stage is Stage.NARRATION:
            _wait(observer)
    for name in ARTEFACTS:
        (workspace.private / name).write_bytes(b"nothing")
    return MadeVideo(paper, VideoFacts(1.0, 2, 2, 7), workspace.private, has_visual_abstract=True)


def _wait(observer: Observer) -> None:
    steps = round(_SECONDS / _PROGRESS_SECONDS)
    for step in range(steps):
        time.sleep(_PROGRESS_SECONDS)
        observer.progress(Stage.NARRATION, step / steps)


vars(attempt)["make_video"] = make_nothing
vars(tools)["configured"] = lambda options: None  # unused; many threads cannot load a voice at once


@app.task(name="benchmarks.bare")
def bare() -> None:
    """Do nothing."""


@receiver(connection_created)
def count_statements(connection: Any, **kwargs: Any) -> None:
    """Count the statements of this process by kind and table."""

    def counting(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        _counts[kind(sql)] += 1
        return execute(sql, params, many, context)

    connection.execute_wrappers[:] = [counting]


@task_prerun.connect
@task_postrun.connect
def record_time(**kwargs: Any) -> None:
    """Record the start of the first task and the end of the last."""
    _times.setdefault("started", time.perf_counter())
    _times.setdefault("cpu_started", time.process_time())
    _times["ended"], _times["cpu_ended"] = time.perf_counter(), time.process_time()


@worker_process_shutdown.connect
def write_counts(**kwargs: Any) -> None:
    """Write the counts and the times."""
    seconds = _times["ended"] - _times["started"] if _times else 0.0
    cpu = _times["cpu_ended"] - _times["cpu_started"] if _times else 0.0
    Path(os.environ["COUNTS"]).write_text(json.dumps({"seconds": seconds, "cpu": cpu, "statements": _counts}))


def kind(sql: str) -> str:
    """The kind and table of a statement, such as "UPDATE videos_job (progress)"."""
    words = sql.replace('"', "").split()
    table = next((word for word in words if word.startswith(("videos_", "django_celery", "auth_"))), "")
    table = table.partition(".")[0].rstrip("(),")
    is_progress = (
        words[0] == "UPDATE" and table == "videos_job" and " status" not in sql.partition("WHERE")[0].replace('"', " ")
    )
    return f"{words[0]} {table}{' (progress)' if is_progress else ''}".strip()
