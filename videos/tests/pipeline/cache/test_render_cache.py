"""What is made once is not made again, and what cannot be trusted is."""

import os
from pathlib import Path

import pytest

from videos.pipeline.cache.render_cache import RenderCache, trim


class Maker:
    def __init__(self, content: bytes = b"pictures") -> None:
        self.content = content
        self.calls = 0

    def __call__(self) -> bytes:
        self.calls += 1
        return self.content


def test_the_same_is_made_once(tmp_path):
    make = Maker()
    for _ in range(2):
        assert RenderCache(tmp_path).get_or_make(b"a slide", bytes, make) == b"pictures"
    assert make.calls == 1


@pytest.mark.parametrize(("made_from", "made_by"), [(b"another slide", "1"), (b"a slide", "2")])
def test_what_is_made_from_or_by_something_else_is_made_for_itself(tmp_path, made_from, made_by):
    RenderCache(tmp_path, "1").get_or_make(b"a slide", bytes, Maker())
    assert RenderCache(tmp_path, made_by).get_or_make(made_from, bytes, Maker(b"others")) == b"others"


@pytest.mark.parametrize("damage", [lambda whole: whole[:-1], lambda whole: whole[:-1] + b"x", lambda whole: b""])
def test_what_was_cut_short_or_altered_is_made_anew(tmp_path, damage):
    RenderCache(tmp_path).get_or_make(b"a slide", bytes, Maker())
    (path,) = tmp_path.iterdir()
    path.write_bytes(damage(path.read_bytes()))
    assert RenderCache(tmp_path).get_or_make(b"a slide", bytes, Maker()) == b"pictures"
    assert RenderCache(tmp_path).get_or_make(b"a slide", bytes, Maker(b"not asked")) == b"pictures"


def test_what_is_of_another_kind_is_made_anew(tmp_path):
    RenderCache(tmp_path).get_or_make(b"a slide", bytes, Maker())
    assert RenderCache(tmp_path).get_or_make(b"a slide", tuple[int, ...], lambda: (1, 2)) == (1, 2)


def test_what_cannot_be_kept_is_made_and_said(tmp_path, caplog):
    (tmp_path / "parts").write_text("a file in the place of the folder")
    assert RenderCache(tmp_path / "parts").get_or_make(b"a slide", bytes, Maker()) == b"pictures"
    assert "could not be kept" in caplog.text


def test_without_a_folder_nothing_is_kept():
    make = Maker()
    for _ in range(2):
        RenderCache().get_or_make(b"a slide", bytes, make)
    assert make.calls == 2


def test_what_was_not_used_for_longest_goes_first(tmp_path):
    cache = RenderCache(tmp_path)
    for age, name in enumerate((b"one", b"two", b"three")):
        before = set(tmp_path.iterdir())
        cache.get_or_make(name, bytes, Maker(bytes(100)))
        (path,) = set(tmp_path.iterdir()) - before
        os.utime(path, (age, age))
    cache.get_or_make(b"one", bytes, Maker())  # used again just now
    assert trim(tmp_path, 250) == 1
    assert cache.get_or_make(b"one", bytes, Maker()) == bytes(100)
    assert cache.get_or_make(b"two", bytes, Maker(b"made anew")) == b"made anew"


def test_a_folder_that_is_not_there_needs_no_trimming(tmp_path):
    assert trim(tmp_path / "parts", 0) == 0


def test_two_workers_may_make_one_part_at_the_same_time(tmp_path):
    def make() -> bytes:
        return RenderCache(tmp_path).get_or_make(b"a slide", bytes, Maker())

    assert RenderCache(tmp_path).get_or_make(b"a slide", bytes, make) == b"pictures"
    assert len(list(Path(tmp_path).iterdir())) == 1


def test_a_file_that_another_worker_takes_away_meanwhile_is_no_concern(tmp_path):
    RenderCache(tmp_path).get_or_make(b"a slide", bytes, Maker())
    (tmp_path / "renamed meanwhile").symlink_to(tmp_path / "nowhere")  # listed, and not to be found
    assert trim(tmp_path, 0) == 1
