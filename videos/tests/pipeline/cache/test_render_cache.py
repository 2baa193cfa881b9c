"""A valid entry is made once; an invalid one is made again."""

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


def test_an_entry_is_made_once(tmp_path):
    make = Maker()
    for _ in range(2):
        assert RenderCache(tmp_path).get_or_make(b"a slide", bytes, make) == b"pictures"
    assert make.calls == 1


@pytest.mark.parametrize(("made_from", "made_by"), [(b"another slide", "1"), (b"a slide", "2")])
def test_other_input_or_other_software_has_its_own_entry(tmp_path, made_from, made_by):
    RenderCache(tmp_path, "1").get_or_make(b"a slide", bytes, Maker())
    assert RenderCache(tmp_path, made_by).get_or_make(made_from, bytes, Maker(b"others")) == b"others"


@pytest.mark.parametrize("damage", [lambda whole: whole[:-1], lambda whole: whole[:-1] + b"x", lambda whole: b""])
def test_a_truncated_or_altered_entry_is_made_again(tmp_path, damage):
    RenderCache(tmp_path).get_or_make(b"a slide", bytes, Maker())
    (path,) = tmp_path.iterdir()
    path.write_bytes(damage(path.read_bytes()))
    assert RenderCache(tmp_path).get_or_make(b"a slide", bytes, Maker()) == b"pictures"
    assert RenderCache(tmp_path).get_or_make(b"a slide", bytes, Maker(b"not called")) == b"pictures"


def test_an_entry_of_another_type_is_made_again(tmp_path):
    RenderCache(tmp_path).get_or_make(b"a slide", bytes, Maker())
    assert RenderCache(tmp_path).get_or_make(b"a slide", tuple[int, ...], lambda: (1, 2)) == (1, 2)


def test_an_entry_that_cannot_be_written_is_made_and_the_failure_is_logged(tmp_path, caplog):
    (tmp_path / "parts").write_text("a file instead of the folder")
    assert RenderCache(tmp_path / "parts").get_or_make(b"a slide", bytes, Maker()) == b"pictures"
    assert "could not be written" in caplog.text


def test_without_a_folder_nothing_is_stored():
    make = Maker()
    for _ in range(2):
        RenderCache().get_or_make(b"a slide", bytes, make)
    assert make.calls == 2


def test_the_least_recently_used_entry_is_removed_first(tmp_path):
    cache = RenderCache(tmp_path)
    for age, name in enumerate((b"one", b"two", b"three")):
        before = set(tmp_path.iterdir())
        cache.get_or_make(name, bytes, Maker(bytes(100)))
        (path,) = set(tmp_path.iterdir()) - before
        os.utime(path, (age, age))
    cache.get_or_make(b"one", bytes, Maker())  # makes it the most recently used
    assert trim(tmp_path, 250) == 1
    assert cache.get_or_make(b"one", bytes, Maker()) == bytes(100)
    assert cache.get_or_make(b"two", bytes, Maker(b"made again")) == b"made again"


def test_a_missing_folder_needs_no_trimming(tmp_path):
    assert trim(tmp_path / "parts", 0) == 0


def test_two_workers_may_make_one_entry_at_the_same_time(tmp_path):
    def make() -> bytes:
        return RenderCache(tmp_path).get_or_make(b"a slide", bytes, Maker())

    assert RenderCache(tmp_path).get_or_make(b"a slide", bytes, make) == b"pictures"
    assert len(list(Path(tmp_path).iterdir())) == 1


def test_a_file_that_another_worker_removes_meanwhile_is_ignored(tmp_path):
    RenderCache(tmp_path).get_or_make(b"a slide", bytes, Maker())
    (tmp_path / "renamed meanwhile").symlink_to(tmp_path / "nowhere")  # listed, but missing
    assert trim(tmp_path, 0) == 1
