"""Writes the pictures of the documentation: from the sample's video, and from an instance of its own.

Run as ``.venv/bin/python -m docs.pictures``. It needs Chromium, a Chinese font (fonts-wqy-zenhei) and about a minute.
"""

import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import av
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from videos.tests.integration.instance import Instance, eventually

IMAGES = Path(__file__).parent / "images"
PASSWORD = "only-for-pictures"  # noqa: S105 - of an instance that lives for a minute

SHOWN = (("title", "", 2.4), ("picture", "Results", 6.0), ("points", "Conclusions", 3.4))
"""The scenes of the preview: layout, label where several have the layout, and seconds of each."""

FRAMES_PER_SECOND = 8
PREVIEW = (800, 450)
FRAME = (1280, 720)


def main() -> None:
    """Write the preview, the frame and the screenshots to docs/images."""
    with tempfile.TemporaryDirectory() as folder:
        password = {"DJANGO_SUPERUSER_PASSWORD": PASSWORD, "SPEECH_ENGINE": "hibari"}
        instance = Instance(Path(folder) / "var", **password)
        try:
            instance.start("up")
            eventually(instance.works)
            instance.run("createsuperuser", "--noinput", "--username", "ann", "--email", "ann@example.org")
            plain = _made(instance)
            lit = _made(instance, captions="lit")
            reviewed = _in_review(instance)
            for shape in ("portrait", "square"):
                _made(instance, format=shape, length="short")
            scenes = instance.http.get(f"/api/videos/{lit}/storyboard.json").json()["scenes"]
            _write_preview(_downloaded(instance, lit), list(_moments(scenes)))
            result = next(scene for scene in scenes if scene["layout"] == "picture")
            (frame,) = _frames(_downloaded(instance, plain), [result["end"] - 1], FRAME)
            _save(frame, "frame")
            with sync_playwright() as playwright:
                browser, url = _chromium(playwright.chromium), str(instance.http.base_url)
                _take_screenshots(browser, url, plain, result["start"])
                _show_editor(browser, f"{url}/jobs/{reviewed}")
                browser.close()
        finally:
            instance.close()


def _made(instance: Instance, **options: str) -> str:
    """The id of a completed job of the sample."""
    job = instance.end(instance.generate("sample", **options)["job_id"])
    if job["status"] != "completed":
        raise SystemExit(f"{job['error_code']}: {job['error_message']}")
    return str(job["job_id"])


def _in_review(instance: Instance) -> str:
    """The id of a job of the sample that waits for its review."""
    job_id = str(instance.generate("sample", review=True)["job_id"])
    eventually(lambda: instance.job(job_id)["status"] == "review")
    return job_id


def _downloaded(instance: Instance, job_id: str) -> io.BytesIO:
    return io.BytesIO(instance.http.get(f"/api/videos/{job_id}/download").read())


def _moments(scenes: list[dict]) -> Iterator[float]:
    """The seconds of the video that the preview shows."""
    for layout, label, seconds in SHOWN:
        start = next(s["start"] for s in scenes if s["layout"] == layout and label in ("", s["label"]))
        yield from (start + number / FRAMES_PER_SECOND for number in range(int(seconds * FRAMES_PER_SECOND)))


def _frames(video: io.BytesIO, moments: list[float], size: tuple[int, int]) -> Iterator[Image.Image]:
    """What the video shows at these seconds, which are in order."""
    waiting = iter(moments)
    moment = next(waiting, None)
    with av.open(video) as container:
        before = None
        for frame in container.decode(video=0):
            while moment is not None and before is not None and frame.time > moment:
                yield before.to_image().resize(size, Image.Resampling.LANCZOS)
                moment = next(waiting, None)
            before = frame


def _write_preview(video: io.BytesIO, moments: list[float]) -> None:
    first, *others = _frames(video, moments, PREVIEW)
    each = 1000 // FRAMES_PER_SECOND
    path = IMAGES / "preview.webp"
    first.save(
        path, save_all=True, append_images=others, duration=each, loop=0, quality=80, method=6, minimize_size=True
    )


def _chromium(chromium: object) -> Browser:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    return chromium.launch(executable_path=path, args=["--no-sandbox"] if os.geteuid() == 0 else [])


def _take_screenshots(browser: Browser, url: str, job_id: str, start: float) -> None:
    page = browser.new_page(viewport={"width": 1200, "height": 740})
    page.goto(url)
    page.locator("#pubmed_id").fill("sample")
    page.locator("#paper h2").wait_for()
    _save_page(page, "studio")
    page.goto(f"{url}/library")
    page.wait_for_load_state("networkidle")
    _save_page(page, "library")
    page.set_viewport_size({"width": 1200, "height": 760})
    page.goto(f"{url}/jobs/{job_id}?t={start + 2:.1f}")
    page.wait_for_function("document.querySelector('video').readyState > 1 && document.querySelector('[aria-current]')")
    page.wait_for_timeout(1500)  # the transcript scrolls to the sentence, smoothly
    _save_page(page, "job")
    page.goto(f"{url}/accounts/sign-in?next=/admin/videos/job/operations/")
    page.locator("#id_username").fill("ann")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#id_password").press("Enter")
    page.wait_for_url("**/operations/")
    _save_page(page, "operations")


def _show_editor(browser: Browser, url: str) -> None:
    """After an edit, scrolled to a sentence with passages that may be left out."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(url)
    page.locator(".item").first.get_by_role("button", name="Remove").click()
    page.locator("#saved", has_text="version 2").wait_for()
    page.locator(".scene:has(button.cut)").first.evaluate("scene => scrollTo(0, scene.offsetTop - 100)")
    page.wait_for_load_state("networkidle")
    page.locator("#editor .slide img").evaluate_all("slides => Promise.all(slides.map(slide => slide.decode()))")
    _save_page(page, "editor")


def _save_page(page: Page, name: str) -> None:
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        _save(picture, name)


def _save(picture: Image.Image, name: str) -> None:
    """Write a PNG with as few colours as keep it legible, and small."""
    picture.convert("RGB").quantize(128).save(IMAGES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
