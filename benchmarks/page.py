"""Measures what the pages cost a browser: bytes transferred, requests, and the time of the first paint.

    python benchmarks/page.py [--rounds 5]

The server is ``manage.py up api`` on a private database. The browser is Chromium, with an empty cache for each visit.
Each page is measured with static files as ``make run`` serves them, and as the image does: compressed, after
collectstatic. The pages are those of a new instance, whose studio shows the example, then of one with fifty videos, all
with the poster of the bundled paper. The library is scrolled to its end.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # otherwise queue.py in this folder hides the standard library's

import argparse
import os
import shutil
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from hiddenhill.tests.patience import eventually
from videos.tests.integration.instance import Instance

NEW = ("/", "/library")
FIFTY = ("/", "/library?page_size=50")
_FILL = """
from io import BytesIO
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image
from videos.jobs import projects
from videos.models import Job
poster = BytesIO()
Image.open({picture!r}).convert("RGB").resize((1280, 720)).save(poster, "JPEG", quality=90)
title = "Short walks after meals and blood glucose in adults with type 2 diabetes: a randomised controlled trial"
for number in range(50):
    name = str(90000000 + number)
    job = Job(pubmed_id=name, title=title, status="completed", progress=100, size=1, folder="videos/" + name + "/done")
    projects.join([job])
    job.save()
    default_storage.save(job.folder + "/poster.jpg", ContentFile(poster.getvalue()))
"""
_EXAMPLE = ROOT / "videos" / "static" / "videos" / "example" / "example.webp"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_PAINTS = "performance.getEntriesByType('paint').map((entry) => [entry.name, entry.startTime])"


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit to a page: bytes including headers, and milliseconds."""

    requests: int
    size: int
    first_paint: float
    loaded: float


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    print(f"{'':48}{'requests':>9}{'kB':>8}{'first paint, ms':>17}{'loaded, ms':>12}")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch, _browser() as browser:
        for how, environment in (("as served by make run", {}), ("compressed", {"STATIC_ROOT": f"{scratch}/static"})):
            with _served(Path(scratch) / how.partition(" ")[0], environment) as instance:
                base_url = str(instance.http.base_url).rstrip("/")
                _measure(browser, base_url, NEW, f"new, {how}", rounds)
                filled = instance.run("shell", "-c", _FILL.format(picture=str(_EXAMPLE)))
                assert filled.returncode == 0, filled.stderr
                _measure(browser, base_url, FIFTY, how, rounds)


@contextmanager
def _browser() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _BROWSERS)), None)
    arguments = ["--disable-gpu", "--disable-background-networking", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@contextmanager
def _served(var: Path, environment: dict[str, str]) -> Iterator[Instance]:
    instance = Instance(var, **environment)
    try:
        if environment:
            collected = instance.run("collectstatic", "--noinput", "--verbosity", "0")
            assert collected.returncode == 0, collected.stderr
        instance.start("up", "api")
        eventually(instance.answers)
        yield instance
    finally:
        instance.close()


def _measure(browser: Browser, base_url: str, paths: Sequence[str], how: str, rounds: int) -> None:
    for path in paths:
        _print_row(f"{path}, {how}", [_visit(browser, base_url + path) for _ in range(rounds)])


def _visit(browser: Browser, url: str) -> Visit:
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    page = context.new_page()
    wire = context.new_cdp_session(page)
    sizes: list[float] = []

    def count(event: dict[str, Any]) -> None:
        if event["encodedDataLength"]:  # the player's own pictures are data: URLs
            sizes.append(event["encodedDataLength"])

    wire.on("Network.loadingFinished", count)
    wire.send("Network.enable")
    page.goto(url, wait_until="networkidle")
    for picture in page.locator(".shelf .poster img").all():  # they are loaded when they come into sight
        picture.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    paints = dict(page.evaluate(_PAINTS))
    loaded = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    context.close()
    return Visit(len(sizes), round(sum(sizes)), paints["first-contentful-paint"], loaded)


def _print_row(name: str, visits: list[Visit]) -> None:
    paint = statistics.median(visit.first_paint for visit in visits)
    loaded = statistics.median(visit.loaded for visit in visits)
    print(f"{name:48}{visits[-1].requests:>9}{visits[-1].size / 1000:>8.1f}{paint:>17.0f}{loaded:>12.0f}")


if __name__ == "__main__":
    main()
