"""What an edit of a storyboard costs as a request: the time until it is saved and answered.

    python -m benchmarks.edit_requests FOLDER [--edits 8] [--length standard]

FOLDER contains records named ``<pmid>.xml``. Each becomes a job in review in a SQLite file of its own, and random edits
are sent to it through all middleware, without a network. Prints wall-clock milliseconds and CPU by kind of request. The
paper has just been read in this process; where it has not, a request takes about 90 ms more.
"""

import argparse
import os
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import django
import msgspec
from django.core.management import call_command
from django.test import Client

from benchmarks.edits import operation_for
from videos.pipeline import pubmed, writing
from videos.pipeline.artifacts import Script
from videos.pipeline.errors import PipelineError
from videos.pipeline.options import Length, Options

_JSON = "application/json"

Times = dict[str, list[tuple[float, float]]]
"""Pairs of wall-clock and CPU milliseconds, by kind of request."""


def main() -> None:
    """Print a table with a row for each kind of request."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--edits", type=int, default=8)
    lengths = {length.value: length for length in Length}
    parser.add_argument("--length", type=lengths.__getitem__, choices=list(Length), default=Length.STANDARD)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            **{"VAR_DIR": folder, "DATABASE_URL": f"sqlite:///{folder}/edits.sqlite3", "SECRET_KEY": "only-here"},
            **{"API_ALLOW_ANONYMOUS": "true", "LOG_LEVEL": "WARNING"},
            "DJANGO_SETTINGS_MODULE": "hiddenhill.settings",
        }
        django.setup()
        call_command("migrate", verbosity=0)
        times: Times = defaultdict(list)
        scripts = (_script(path, options.length) for path in sorted(options.folder.glob("*.xml")))
        sizes = [_edit(script, options.length, options.edits, times) for script in scripts if script]
    print(f"{len(sizes)} papers, {options.edits} edits each; {median(sizes) / 1000:.1f} kB a version (median)")
    print(f"{'':28}{'count':>7}{'median ms':>11}{'95 % ms':>9}{'most ms':>9}{'CPU ms':>8}")
    for kind, pairs in sorted(times.items()):
        wall, cpu = ([pair[part] for pair in pairs] for part in (0, 1))
        print(
            f"{kind:28}{len(wall):7}{median(wall):11.1f}{quantiles(wall, n=20)[-1]:9.1f}{max(wall):9.1f}"
            f"{median(cpu):8.1f}"
        )


def _script(path: Path, length: Length) -> Script | None:
    try:
        return writing.write(pubmed.read(path.read_bytes(), path.stem), length)
    except PipelineError:
        return None


def _edit(script: Script, length: Length, edits: int, times: Times) -> int:
    """Edit the storyboard of a new job. Returns the bytes of its last version."""
    from videos.jobs import storyboards
    from videos.jobs.records import add_version
    from videos.models import Job, Status

    row = {"status": Status.REVIEW, "review": True, "storyboard_version": 1, "options": Options(length=length)}
    job = Job.objects.create(pubmed_id=script.paper.pmid, **row)
    add_version(job.pk, 1, storyboards.first_version(script, ()))
    client, path = Client(SERVER_NAME="127.0.0.1"), f"/api/videos/{job.pk}/storyboard"
    chance = random.Random(script.paper.pmid)
    for _ in range(edits):
        whole = _timed(times, "GET", partial(client.get, path))
        _timed(times, "PUT, unchanged", partial(client.put, path, whole, content_type=_JSON))
        version = storyboards.current(job)
        assert version
        operation = operation_for(script.paper, storyboards.draft_of(version), chance)
        body = {"version": version.number, "operations": [msgspec.to_builtins(operation)]}
        _timed(times, "PATCH", partial(client.patch, path, body, content_type=_JSON))
        _timed(times, "POST undo", partial(client.post, f"{path}/undo"))
        _timed(times, "POST redo", partial(client.post, f"{path}/redo"))
    last = job.storyboards.order_by("-number")[0]
    return len(last.script.encode()) + len(last.draft.encode())


def _timed(times: Times, kind: str, send: Callable[[], Any]) -> Any:
    wall, cpu = time.perf_counter(), time.process_time()
    answer = send()
    spent = 1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu)
    times[kind if answer.status_code == 200 else f"{kind}, {answer.status_code}"].append(spent)
    assert answer.status_code < 500, answer.content
    return answer.json()


if __name__ == "__main__":
    main()
