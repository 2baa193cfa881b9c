"""Finding previews, requesting those that are missing, and waiting for them."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from kombu.exceptions import OperationalError

from hiddenhill.runtime import redis_client
from videos.jobs import previews, storyboards
from videos.jobs.preview_store import PreviewStore
from videos.jobs.previews import NoSuchPreview, PreviewImpossible, Previews, PreviewUnavailable, Wanted
from videos.pipeline.options import Format, Options
from videos.tests.factories import JobFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("broker_server")]


@pytest.fixture
def store():
    return PreviewStore(redis_client.client(10))


@pytest.fixture
def version():
    return storyboards.current(JobFactory(in_review=True))


class Previewer:
    """Answers each request at once: with pictures of two scenes, or with a problem."""

    def __init__(self, store: PreviewStore, problem: Exception | None = None) -> None:
        self.wanted: list[Wanted] = []
        self._store, self._problem = store, problem

    def __call__(self, wanted: Wanted) -> None:
        self.wanted.append(wanted)
        version = storyboards.Storyboard.objects.get(pk=wanted.version_id)
        if wanted.kind == "sound":
            self._store.put(wanted.question, b"sound")
        elif self._problem is None:
            previews.keep_slides(
                self._store, previews.layout_digest(version.script, Options()), [["first"], ["second", "third"]]
            )
            for name in ("first", "second", "third"):
                self._store.put(name, f"the {name}".encode())
        answer = previews.answer_of(self._problem)
        self._store.answer(wanted.question, answer, is_failure=self._problem is not None)


def test_a_picture_is_made_once(store, version):
    previewer = Previewer(store)
    kept = Previews(store, store, previewer)
    assert kept.picture(version, Options(), 1).content == b"the first"
    found = kept.picture(version, Options(), 2, 2)
    assert (found.digest, found.content) == ("third", b"the third")
    assert [(each.kind, each.numbers) for each in previewer.wanted] == [("picture", (1, 1))]


@pytest.mark.parametrize(("scene", "slide"), [(0, 1), (3, 1), (1, 2), (1, 0), (10**9, 1)])
def test_a_scene_or_slide_that_is_not_there_is_not_found(store, version, scene, slide):
    kept = Previews(store, store, Previewer(store))
    kept.picture(version, Options(), 1)
    with pytest.raises(NoSuchPreview):
        kept.picture(version, Options(), scene, slide)


def test_another_format_is_another_picture(store, version):
    previewer = Previewer(store)
    kept = Previews(store, store, previewer)
    kept.picture(version, Options(), 1)
    with pytest.raises(PreviewUnavailable):
        kept.picture(version, Options(format=Format.PORTRAIT), 1)
    assert len(previewer.wanted) == 2


def test_a_sound_is_made_once(store, version):
    previewer = Previewer(store)
    kept = Previews(store, store, previewer)
    first, again = (kept.sound(version, Options(), 0) for _ in range(2))
    assert first == again
    assert [(each.kind, each.numbers) for each in previewer.wanted] == [("sound", (0,))]
    assert kept.sound(version, Options(), 1).digest != first.digest
    with pytest.raises(NoSuchPreview):
        kept.sound(version, Options(), 99)


def test_the_same_sentence_in_the_next_version_is_the_same_sound(store, version):
    kept = Previews(store, store, Previewer(store))
    first = kept.sound(version, Options(), 0)
    version.number, version.pk = 2, None
    version.save()
    assert kept.sound(version, Options(), 0) == first


def test_what_was_removed_is_made_again(store, version):
    previewer = Previewer(store)
    kept = Previews(store, store, previewer)
    first = kept.sound(version, Options(), 0)
    with redis_client.client(5) as client:
        client.delete(f"hidden-hill:preview:kept:{first.digest}")
    assert kept.sound(version, Options(), 0) == first
    assert len(previewer.wanted) == 2


def test_what_cannot_be_made_says_why_and_is_not_tried_again_at_once(store, version):
    previewer = Previewer(store, PreviewImpossible("The text of scene 3 does not fit on its slide."))
    kept = Previews(store, store, previewer)
    for _ in range(3):
        with pytest.raises(PreviewImpossible, match="scene 3 does not fit"):
            kept.picture(version, Options(), 1)
    assert len(previewer.wanted) == 1


def test_without_a_previewer_the_wait_ends_and_the_next_request_is_published_again(store, version):
    wanted: list[Wanted] = []
    kept = Previews(store, store, wanted.append, seconds=0.1)
    for _ in range(2):
        with pytest.raises(PreviewUnavailable, match="No previewer") as caught:
            kept.picture(version, Options(), 1)
        assert caught.value.seconds == 10
    assert len(wanted) == 2


def test_without_the_queue_a_preview_is_unavailable(store, version, settings):
    def refuse(wanted: Wanted) -> None:
        raise OperationalError("refused")

    with pytest.raises(PreviewUnavailable, match="queue"):
        Previews(store, store, refuse).picture(version, Options(), 1)
    assert Previews(store, store, Previewer(store)).picture(version, Options(), 1).content == b"the first"
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    with pytest.raises(PreviewUnavailable, match="queue"):
        previews.configured().picture(version, Options(), 1)


class Counter(PreviewStore):
    """Counts who waits, and answers nobody before ``may_end``."""

    def __init__(self) -> None:
        super().__init__(redis_client.client(10))
        self.waiting = threading.Semaphore(0)
        self.may_end = threading.Event()

    def wait(self, question: str, seconds: float) -> bytes | None:
        self.waiting.release()
        self.may_end.wait()
        return None


def test_five_requests_wait_and_the_next_is_refused_at_once(store, version):
    slow = Counter()
    kept = Previews(store, slow, lambda wanted: None)
    script, options = version.script, Options()

    def ask(number: int) -> str:
        other = storyboards.Storyboard(pk=number, script=f"{script} {number}")
        try:
            kept.picture(other, options, 1)
        except PreviewUnavailable as error:
            return f"{error} {error.seconds}"
        raise AssertionError

    with ThreadPoolExecutor(5) as threads:
        waiting = [threads.submit(ask, number) for number in range(5)]
        for _ in waiting:
            slow.waiting.acquire()
        assert ask(6) == "Too many requests wait for previews. 1"
        slow.may_end.set()
        assert {each.result() for each in waiting} == {"No previewer has answered. 10"}
    assert ask(7) == "No previewer has answered. 10"
