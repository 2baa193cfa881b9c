"""Measures how long a person who reviews a storyboard waits for its pictures and sounds, and what the previewer takes.

    python benchmarks/previews.py [--rounds 20] [--length standard]

The service is a real one: ``manage.py up`` on a private queue and SQLite, with the default voice and the bundled paper.
"Cold" is what the previewer must make: nothing of it is kept, and its recording is not in the render cache.
"""

import sys
from pathlib import Path

sys.path[0] = str(
    Path(__file__).resolve().parent.parent
)  # otherwise queue.py in this folder hides the standard library's

import argparse
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import django
import psutil

from hiddenhill.tests.patience import eventually, slowness
from videos.tests.integration.instance import Instance

if TYPE_CHECKING:
    from videos.models import Job
    from videos.pipeline.editing import Operation


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--length", default="standard", choices=("short", "standard", "long"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        instance = Instance(Path(scratch), SPEECH_ENGINE="hibari", JOB_REUSE_DAYS="0", MIN_FREE_MB="0")
        os.environ.update(instance.environment, DJANGO_SETTINGS_MODULE="hiddenhill.settings")
        try:
            instance.start("up")
            eventually(instance.works)
            eventually(lambda: _has_previewer(instance))
            django.setup()
            _measure(instance, options.rounds, options.length)
        finally:
            instance.close()


def _has_previewer(instance: Instance) -> bool:
    workers = instance.http.get("/api/operations").json()["workers"]
    return any(name.startswith("previewer") for name in workers)


def _measure(instance: Instance, rounds: int, length: str) -> None:
    print(f"{'milliseconds, ' + length + ' sample':<48}{'median':>8}{'worst':>8}{'aim':>8}")
    _show("the first picture, from the paper on", [_first(instance, length) for _ in range(max(rounds // 4, 2))], 3000)
    job = _reviewed(instance, length)
    scenes = [f"scenes/{number}.png" for number in range(1, _scenes(job) + 1)]
    _show("a scene, warm", [_took(instance, job, ["scenes/2.png"]) for _ in range(rounds)], 100)
    _show(f"all {len(scenes)} scenes, warm", [_took(instance, job, scenes) for _ in range(rounds)])
    _show("a scene, cold", [_took(instance, job, ["scenes/2.png"], _forget) for _ in range(rounds)])
    _show(f"all {len(scenes)} scenes, cold", [_took(instance, job, scenes, _forget) for _ in range(rounds)])
    sounds = [f"sentences/{number % 3}/audio" for number in range(rounds)]
    _show("a sentence, cold", [_took(instance, job, [path], _forget_recordings) for path in sounds], 2000)
    _show("a sentence, recorded before", [_took(instance, job, [path], _forget) for path in sounds])
    _show("a sentence, warm", [_took(instance, job, [path]) for path in sounds])
    for what, edit in (("heading", _new_heading), ("order", _new_order)):
        edits, pictures = zip(*(_edited(instance, job, edit, number) for number in range(rounds)), strict=True)
        _show(f"an edit of the {what}: check and store", edits)
        _show("  the picture of a changed scene", pictures)
        _show("  both", [sum(pair) for pair in zip(edits, pictures, strict=True)], 300)
    print(f"\nThe machine is {slowness():.1f} times slower than when it is idle.")
    for process in psutil.Process(instance.processes[0].pid).children(recursive=True):
        if "hidden-hill-previews" in process.cmdline():
            sizes = [each.memory_full_info().pss for each in (process, *process.children(recursive=True))]
            print(f"The previewer takes {sum(sizes) / 1e6:.0f} MB in {len(sizes)} processes.")


def _show(what: str, times: Sequence[float], aim: int | None = None) -> None:
    print(f"{what:<48}{statistics.median(times):>8.0f}{max(times):>8.0f}{aim or '':>8}", flush=True)


def _first(instance: Instance, length: str) -> float:
    """From the moment at which a client can know the paper's title."""
    job_id = instance.generate("sample", review=True, length=length)["job_id"]
    while not instance.job(job_id)["paper"]:
        time.sleep(0.005)
    began = time.perf_counter()
    while instance.http.get(f"/api/videos/{job_id}/storyboard/scenes/1.png").status_code != 200:
        time.sleep(0.02)
    return _since(began)


def _took(
    instance: Instance, job: "Job", paths: Sequence[str], before: Callable[[], None] = lambda: None, version: int = 1
) -> float:
    before()
    began = time.perf_counter()
    for path in paths:
        response = instance.http.get(f"/api/videos/{job.pk}/storyboard/{path}?version={version}")
        assert response.status_code == 200, response.text
    return _since(began)


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000


def _reviewed(instance: Instance, length: str) -> "Job":
    from videos.models import Job

    job_id = instance.generate("sample", review=True, length=length)["job_id"]
    eventually(lambda: instance.job(job_id)["status"] == "review")
    return Job.objects.get(pk=job_id)


def _scenes(job: "Job") -> int:
    from videos.jobs.storyboards import script_of

    return len(script_of(job.storyboards.get(number=1)).scenes)


def _forget() -> None:
    """Remove what is kept in the broker's server."""
    from hiddenhill.runtime import redis_client

    with redis_client.client(1) as client:
        for key in client.scan_iter("hidden-hill:preview:*"):
            client.delete(key)


def _forget_recordings() -> None:
    from django.conf import settings

    _forget()
    shutil.rmtree(settings.PARTS_DIR, ignore_errors=True)


def _edited(instance: Instance, job: "Job", edit: "Callable[[int], Operation]", number: int) -> tuple[float, float]:
    """Apply and check an edit of the script, store it as a version, and get the picture of the scene."""
    from videos.jobs import lifecycle, storyboards
    from videos.pipeline.editing import apply, check, draft_of

    job.refresh_from_db()
    current = storyboards.current(job)
    assert current is not None
    script = storyboards.script_of(current)
    began = time.perf_counter()
    paper = script.paper
    draft = apply(draft_of(script), [edit(number)], paper)
    changed = check(paper, draft, job.options.length).script
    assert changed is not None
    version = storyboards.first_version(changed, ())
    assert lifecycle.revise(job.pk, current.number, version)
    return _since(began), _took(instance, job, ["scenes/3.png"], version=current.number + 1)


def _new_heading(number: int) -> "Operation":
    from videos.pipeline.editing import SetHeading

    return SetHeading(1, f"What was done, version {'abcdefghijklmnopqrstuvwxyz'[number % 26]}")


def _new_order(number: int) -> "Operation":
    from videos.pipeline.editing import MoveItem

    return MoveItem(1 + number % 3, 2 + number % 3)


if __name__ == "__main__":
    main()
