"""A real Chromium, where one is installed, and real videos."""

import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from playwright.sync_api import Browser, Page, expect, sync_playwright

from hiddenhill.tests.patience import LIMIT_SECONDS
from videos.models import Job
from videos.pipeline.artifacts import Origin, Paper, Script
from videos.pipeline.assembly import MadeVideo, Tools, make_video
from videos.pipeline.cache.checkpoints import Workspace
from videos.pipeline.options import Captions, Format, Length, Options
from videos.pipeline.outside import speech
from videos.pipeline.outside.typesetter import STILL, Typst
from videos.pipeline.paper import Sources
from videos.pipeline.progress import Stage
from videos.pipeline.slides import StillShape
from videos.tests.browser.editing import PIXEL
from videos.tests.factories import JobFactory
from videos.tests.integration.conftest import instances, migrated, ncbi  # noqa: F401

RECORDS = Path(__file__).parent.parent / "integration" / "records"

WHOLE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# The same engine and codecs without a browser around them, which takes less than half of the time.
_SHELL = "chromium-headless-shell"
_ARGUMENTS = ("--autoplay-policy=no-user-gesture-required", "--disable-background-networking", "--disable-gpu")


@pytest.fixture(scope="package")  # its event loop would prevent other tests from running one
def launched() -> Iterator[Callable[..., Browser]]:
    """Starts the first of the named browsers that is installed."""

    def launch(*names: str) -> Browser:
        path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
        if path is None:
            reason = f"needs Chromium: install it (apt-get install {names[0]}), or set CHROMIUM to its path"
            (pytest.fail if "CI" in os.environ else pytest.skip)(reason)
        as_root = ("--no-sandbox",) if os.geteuid() == 0 else ()
        return playwright.chromium.launch(executable_path=path, args=[*_ARGUMENTS, *as_root])

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright runs an event loop in this thread, and Django refuses queries from within one.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        expect.set_options(timeout=1000 * LIMIT_SECONDS)
        yield launch


@pytest.fixture(scope="package")
def browser(launched) -> Iterator[Browser]:
    with launched(_SHELL, *WHOLE) as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    yield from _opened(browser)


@pytest.fixture
def page_without_javascript(browser: Browser) -> Iterator[Page]:
    yield from _opened(browser, java_script_enabled=False)


def _opened(browser: Browser, **options: bool) -> Iterator[Page]:
    with browser.new_context(**options) as context:
        context.set_default_timeout(1000 * LIMIT_SECONDS)
        yield context.new_page()


class Records:
    def record(self, pmid: str, waiting: object) -> bytes:
        return (RECORDS / f"{pmid}.xml").read_bytes()


class Nobody:
    def progress(self, stage: Stage, fraction: float) -> None: ...

    def paper_read(self, paper: Paper) -> None: ...

    def script_written(self, script: Script) -> Script:
        return script

    def resuming(self, stage: Stage) -> None: ...


@pytest.fixture(scope="session")
def making(tmp_path_factory) -> Callable[[str, Format], MadeVideo]:
    """Makes each video once; further calls return the same."""

    @cache
    def make(identifier: str, shape: Format) -> MadeVideo:
        sources = Sources({Origin.PUBMED: Records()})
        stills = {each: Typst(each, STILL) for each in StillShape}
        tools = Tools(sources, speech.Speaker("espeak"), Typst(shape), stills)
        workspace = Workspace(tmp_path_factory.mktemp("video"))
        return make_video(identifier, Options(shape, captions=Captions.BOTH), workspace, tools, Nobody())

    return make


@pytest.fixture
def finished() -> Callable[..., Job]:
    """Returns a job with the files of a finished video."""

    def finish(made: MadeVideo, **fields) -> Job:
        job = JobFactory(completed=True, has_visual_abstract=True, title=made.paper.title.text, **fields)
        for file in made.folder.iterdir():
            default_storage.save(f"{job.folder}/{file.name}", ContentFile(file.read_bytes()))
        return job

    return finish


@pytest.fixture
def job() -> Job:
    """A job of the bundled paper in review; its script is short."""
    return JobFactory(in_review=True, pubmed_id="sample", options=Options(length=Length.SHORT))


@pytest.fixture
def editor(page: Page, live_server, job) -> Iterator[Page]:
    """The page of the job, whose pictures are there. Nothing may break its Content-Security-Policy or its script."""
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", lambda message: broken.append(message.text) if "Security Policy" in message.text else None)
    page.route("**/scenes/*.png*", lambda route: route.fulfill(body=PIXEL, content_type="image/png"))
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live_server}/jobs/{job.pk}")
    yield page
    assert broken == []
