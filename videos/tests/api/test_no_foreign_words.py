"""No request brings in a word that is neither the paper's, nor marked as the makers'."""

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from videos.jobs import storyboards
from videos.models import Job
from videos.pipeline import fidelity, writing
from videos.pipeline.artifacts import Layout, Paper
from videos.pipeline.options import Length, Options
from videos.tests.factories import JobFactory
from videos.tests.pipeline.editing.test_no_foreign_words import (
    LAYOUTS,
    NUMBERS,
    OPERATIONS,
    PAPERS,
    PRODUCTS_WORDS,
    SAID,
    TEXTS,
    WORDS,
    is_subsequence,
)

pytestmark = pytest.mark.django_db

ANYTHING = st.one_of(st.none(), st.booleans(), NUMBERS, st.floats(allow_nan=False), TEXTS, st.just([]), st.just({}))
FIELDS = st.sampled_from(
    ["index", "position", "to", "cut", "on", "heading", "layout", "word", "said", "text", "spoken"]
)
EDITED = OPERATIONS.map(msgspec.to_builtins)
DISTORTED = st.builds(lambda operation, field, value: operation | {field: value}, EDITED, FIELDS, ANYTHING)
PATCHES = st.lists(st.one_of(EDITED, EDITED, DISTORTED), min_size=1, max_size=3).map(lambda each: {"operations": each})
ITEMS = st.one_of(
    st.fixed_dictionaries({"index": NUMBERS}),
    st.fixed_dictionaries(
        {"index": NUMBERS},
        optional={
            "text": TEXTS,
            "heading": TEXTS,
            "layout": LAYOUTS,
            "cuts": st.lists(st.fixed_dictionaries({"number": NUMBERS, "on": st.booleans()}), max_size=3),
        },
    ),
    st.fixed_dictionaries({"text": TEXTS}),
    st.dictionaries(FIELDS, ANYTHING, max_size=3),
)
WHOLES = st.fixed_dictionaries(
    {
        "items": st.lists(ITEMS, max_size=6),
        "subtitle": st.booleans(),
        "glance": st.booleans(),
        "pronunciations": st.lists(st.fixed_dictionaries({"word": WORDS, "said": SAID}), max_size=2),
    }
)
REQUESTS = st.one_of(
    st.tuples(st.just("patch"), st.just(""), PATCHES),
    st.tuples(st.just("patch"), st.just(""), PATCHES),
    st.tuples(st.just("put"), st.just(""), WHOLES),
    st.tuples(st.just("post"), st.sampled_from(["/undo", "/redo", "/reset"]), st.just({})),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.sampled_from(PAPERS), st.sampled_from(list(Length)), st.lists(REQUESTS, min_size=1, max_size=6))
def test_no_request_brings_a_word_into_the_papers_mouth(paper, length, requests):
    job = JobFactory(in_review=True, options=Options(length=length))
    job.storyboards.update(script=storyboards.first_version(writing.write(paper, length), ()).script, laid_out="")
    client, path = APIClient(), f"/api/videos/{job.pk}/storyboard"
    for method, way, body in requests:
        before = Job.objects.get(pk=job.pk).storyboard_version
        answer = getattr(client, method)(path + way, body | {"version": before})
        assert answer.status_code in (200, 400, 409, 422), answer.content
        after = Job.objects.get(pk=job.pk).storyboard_version
        assert after == before or answer.status_code == 200
        if answer.status_code == 422:
            assert answer.json()["rule"]
            assert answer.json()["remedy"]
    board = client.get(path).json()
    assert fidelity.violations(storyboards.script_of(storyboards.current(job))) == ()
    says_only_words_of(paper, board)
    assert client.put(path, board).json()["version"] == board["version"]


def says_only_words_of(paper: Paper, board: dict) -> None:
    abstract = [sentence["text"] for sentence in board["abstract"]]
    assert all(item["text"] == abstract[item["index"]] for item in board["items"] if item["kind"] == "sentence")
    headings = {item["heading"] for item in board["items"] if item["heading"]}
    for scene in board["scenes"]:
        assert scene["label"] not in headings
        for sentence in scene["sentences"]:
            if sentence["source"]:
                assert sentence["source"]["text"] in f"{paper.title.text} {paper.abstract}"
                assert is_subsequence(sentence["spoken"], sentence["source"]["text"])
                assert is_subsequence(sentence["shown"], sentence["source"]["text"])
            elif scene["layout"] == Layout.MAKER:
                assert scene["label"] == "A note by the makers"
            else:
                assert PRODUCTS_WORDS.fullmatch(sentence["spoken"]), sentence["spoken"]
