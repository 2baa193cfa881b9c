"""Measures what the pages cost a browser: bytes transferred, requests, and the time of the first paint.

    python benchmarks/page.py [--rounds 5]

The server is ``manage.py up api`` on a private database. The browser is Chromium, with an empty cache for each visit.
Each page is measured with static files as ``make run`` serves them, and as the image does: compressed, after
collectstatic.
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
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, sync_playwright

from hiddenhill.tests.patience import eventually
from videos.tests.integration.instance import Instance

PAGES = ("/", "/library")
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
    print(f"{'':32}{'requests':>9}{'kB':>8}{'first paint, ms':>17}{'loaded, ms':>12}")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch, _browser() as browser:
        for how, environment in (("as served by make run", {}), ("compressed", {"STATIC_ROOT": f"{scratch}/static"})):
            with _served(Path(scratch) / how.partition(" ")[0], environment) as base_url:
                for page in PAGES:
                    visits = [_visit(browser, base_url + page) for _ in range(rounds)]
                    _print_row(f"{page}, {how}", visits)


@contextmanager
def _browser() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _BROWSERS)), None)
    arguments = ["--disable-gpu", "--disable-background-networking", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@contextmanager
def _served(var: Path, environment: dict[str, str]) -> Iterator[str]:
    instance = Instance(var, **environment)
    try:
        if environment:
            collected = instance.run("collectstatic", "--noinput", "--verbosity", "0")
            assert collected.returncode == 0, collected.stderr
        instance.start("up", "api")
        eventually(instance.answers)
        yield str(instance.http.base_url).rstrip("/")
    finally:
        instance.close()


def _visit(browser: Browser, url: str) -> Visit:
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    page = context.new_page()
    wire = context.new_cdp_session(page)
    sizes: list[float] = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    wire.send("Network.enable")
    page.goto(url, wait_until="networkidle")
    paints = dict(page.evaluate(_PAINTS))
    loaded = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    context.close()
    return Visit(len(sizes), round(sum(sizes)), paints["first-contentful-paint"], loaded)


def _print_row(name: str, visits: list[Visit]) -> None:
    paint = statistics.median(visit.first_paint for visit in visits)
    loaded = statistics.median(visit.loaded for visit in visits)
    print(f"{name:32}{visits[-1].requests:>9}{visits[-1].size / 1000:>8.1f}{paint:>17.0f}{loaded:>12.0f}")


if __name__ == "__main__":
    main()
