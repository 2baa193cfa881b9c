"""The previewer makes what requests wait for, and a worker keeps the pictures of a new storyboard."""

import io
import json
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from hiddenhill.runtime import redis_client
from videos.engines import tools
from videos.jobs import previews, storyboards
from videos.jobs.preview_store import PreviewStore
from videos.jobs.previews import Wanted
from videos.models import Storyboard
from videos.pipeline import previews as made
from videos.pipeline.artifacts import Facsimile
from videos.pipeline.assembly import Draft
from videos.pipeline.options import Length, Options
from videos.pipeline.script import closing_scene
from videos.pipeline.writing import write
from videos.storage import figures
from videos.tests.factories import JobFactory, sample_script
from videos.tests.figures import MEDIA, WITH_FIGURES
from videos.worker import previewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("broker_server")]


@pytest.fixture(autouse=True)
def quick_voice(settings):
    settings.SPEECH_ENGINE = "espeak"


@pytest.fixture
def store():
    return PreviewStore(redis_client.client(10))


@pytest.fixture
def version() -> Storyboard:
    return storyboards.current(JobFactory(in_review=True))


def asked(store: PreviewStore, kind: str, version_id: int, *numbers: int) -> dict:
    """The answer of the previewer to a request that waits."""
    wanted = Wanted(kind, f"question {kind} {numbers}", version_id, numbers)
    store.ask(wanted.question)
    previewer.answer(wanted)
    return json.loads(store.wait(wanted.question, 10))


def test_it_draws_the_picture_that_is_wanted_and_no_other(store, version):
    assert asked(store, "picture", version.pk, 2, 1) == {}
    layout = json.loads(store.get(previews.layout_digest(version.script, Options())))
    assert [len(slides) for slides in layout] == [1] * len(sample_script().scenes)
    assert [store.get(digest) is not None for (digest,) in layout] == [False, True] + [False] * (len(layout) - 2)


def test_it_notes_in_a_version_which_scenes_are_divided(store, version):
    Storyboard.objects.update(laid_out="")
    asked(store, "picture", version.pk, 1, 1)
    version.refresh_from_db()
    assert storyboards.laid_out_of(version) == sample_script().scenes
    Storyboard.objects.update(laid_out="[]")
    asked(store, "picture", version.pk, 2, 1)
    version.refresh_from_db()
    assert version.laid_out == "[]"


def test_it_speaks_the_sentence_that_is_wanted(store, version):
    assert asked(store, "sound", version.pk, 0) == {}
    assert store.get("question sound (0,)")[4:8] == b"ftyp"


@pytest.mark.parametrize("is_kept", [True, False])
def test_it_draws_a_figure_of_the_paper_that_is_kept(store, version, is_kept):
    script = write(WITH_FIGURES, Length.LONG)
    place = next(number for number, scene in enumerate(script.scenes) if isinstance(scene.picture, Facsimile))
    Storyboard.objects.update(script=storyboards.first_version(script, ()).script, laid_out="")
    version.refresh_from_db()
    if is_kept:
        figures.store(MEDIA["milk-g001.png"])
    answer = asked(store, "picture", version.pk, place + 1, 1)
    layout = json.loads(store.get(previews.layout_digest(version.script, Options())))
    if not is_kept:
        assert "no longer in the storage" in json.dumps(answer)
        return
    with Image.open(io.BytesIO(store.get(layout[place][0]))) as picture:
        pixels = np.asarray(picture.convert("RGB")).astype(np.int16)
    assert (np.abs(pixels - [0, 0, 128]).max(axis=2) < 60).mean() > 0.001


def test_what_nobody_waits_for_any_more_is_not_made(store, version):
    previewer.answer(Wanted("picture", "late", version.pk, (1, 1)))
    assert store.wait("late", 0.1) is None
    assert store.get(previews.layout_digest(version.script, Options())) is None


def test_a_script_that_cannot_be_drawn_says_why(store, version):
    script = sample_script()
    crowded = replace(script, scenes=(*script.scenes, closing_scene("W" * 3000)))
    Storyboard.objects.update(script=storyboards.first_version(crowded, ()).script)
    answer = asked(store, "picture", version.pk, 1, 1)
    assert answer["code"] == "preview_impossible"
    assert "of scene 8 does not fit on its slide" in answer["message"]


def test_a_deleted_storyboard_is_answered_too(store):
    assert asked(store, "picture", 7, 1, 1)["code"] == "preview_unavailable"


def test_an_endpoint_that_is_away_is_tried_again_later(store, version, settings):
    settings.SPEECH_ENGINE, settings.SPEECH_BASE_URL = "endpoint", "http://127.0.0.1:1/v1"
    settings.SPEECH_TIMEOUT = 0.1
    assert asked(store, "sound", version.pk, 0)["code"] == "preview_unavailable"


def test_a_fault_of_the_previewer_is_answered_and_passed_on(store, version):
    wanted = Wanted("dance", "question", version.pk, (1,))
    store.ask(wanted.question)
    with pytest.raises(KeyError):
        previewer.answer(wanted)
    assert json.loads(store.wait("question", 10))["code"] == "preview_unavailable"


def draft() -> Draft:
    script = sample_script()
    return Draft(script, made.lay_out(script, tools.typesetter(Options().format), tools.brand(Options())))


def test_all_pictures_of_a_new_storyboard_are_kept(store):
    version = storyboards.first_version(sample_script(), ())
    previewer.keep(version.script, Options(), draft())
    layout = json.loads(store.get(previews.layout_digest(version.script, Options())))
    assert all(store.get(digest) for slides in layout for digest in slides)


def test_a_worker_goes_on_where_pictures_cannot_be_kept(settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    previewer.keep("{}", Options(), draft())


def test_a_previewer_can_be_warmed_up():
    previewer.warm_up()
