"""The operator's pronunciations."""

import json
from importlib.resources import files

import pytest
from django.core.management import call_command

from videos.checks import lexicon_is_readable
from videos.engines import lexicon
from videos.engines.fingerprint import fingerprint
from videos.pipeline.options import Options


@pytest.fixture
def written(settings, tmp_path):
    def write(text: str) -> None:
        (tmp_path / "lexicon.txt").write_text(text)
        settings.LEXICON = str(tmp_path / "lexicon.txt")

    return write


def test_entries_are_read_in_order_without_comments(written):
    written("# drugs\nriociguat = rye oh see gwat\n\n KRAS = kay rass  # a gene\n")
    assert lexicon.read() == (("riociguat", "rye oh see gwat"), ("KRAS", "kay rass"))


def test_an_entry_overrides_the_rules_for_its_word_only(written, capsys):
    written("p53 = pee fifty three\n")
    call_command("pronounce", "p53", "and", "p530", "at", "5", "mg")
    said = [line.split(maxsplit=1)[1] for line in capsys.readouterr().out.splitlines()]
    assert said == ["pee fifty three", "and", "p530", "at", "5", "milligrams"]


def test_an_entry_in_slashes_gives_the_sounds_of_a_word(written, capsys):
    written("riociguat = /ɹˌIəsˈɪɡwæt/\nKRAS = kay rass\n")
    assert lexicon.phonemes() == (("riociguat", "ɹˌIəsˈɪɡwæt"),)
    assert lexicon.respelled() == (("KRAS", "kay rass"),)
    call_command("pronounce", "riociguat", "KRAS")
    assert [line.split(maxsplit=1)[1] for line in capsys.readouterr().out.splitlines()] == [
        "/ɹˌIəsˈɪɡwæt/",
        "kay rass",
    ]


@pytest.mark.parametrize("line", ["riociguat = /ɹˌI", "riociguat = //", "riociguat = /R1/"])
def test_sounds_that_no_voice_can_make_are_reported_at_start(written, line):
    written(line)
    (error,) = lexicon_is_readable(None)
    assert "no phonemes in slashes" in error.msg


def test_the_known_phonemes_are_those_of_the_voice():
    ids = json.loads((files("hibari") / "assets" / "vocab.json").read_text("utf-8"))
    assert {sign for sign in ids if sign.isalpha() or sign in " ˈˌː\u0303"} == set(lexicon.PHONEMES)


@pytest.mark.parametrize("line", ["riociguat", "= rye", "riociguat =", "two words = said"])
def test_an_invalid_line_is_reported_at_start_with_its_number(written, line):
    written(f"KRAS = kay rass\n{line}\n")
    (error,) = lexicon_is_readable(None)
    assert "Line 2" in error.msg


def test_a_missing_file_is_reported_at_start(settings):
    settings.LEXICON = "/nowhere/lexicon.txt"
    (error,) = lexicon_is_readable(None)
    assert "cannot be read" in error.msg


def test_another_lexicon_gives_another_fingerprint(written):
    without_lexicon = fingerprint(Options())
    written("KRAS = kay rass\n")
    assert fingerprint(Options()) != without_lexicon


def test_without_a_file_there_are_no_entries():
    assert lexicon.read() == ()
    assert lexicon_is_readable(None) == []
