import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from videos.pipeline import captions
from videos.pipeline.artifacts import (
    Author,
    Clip,
    Cue,
    Layout,
    Notice,
    NoticeKind,
    Paper,
    RichText,
    Scene,
    Script,
    Sentence,
    Source,
    Word,
)
from videos.pipeline.options import Format

LETTERS_A_SECOND = 14.0


def clip(*sentences: str, speed: float = LETTERS_A_SECOND, lead: float = 0.35, pause: float = 0.4) -> Clip:
    """A clip whose words last as long as their letters need at ``speed`` characters a second."""
    time = lead
    spoken = []
    for sentence in sentences:
        words = []
        for text in sentence.split():
            words.append(Word(text, time, time + len(text) / speed))
            time += (len(text) + 1) / speed
        spoken.append(tuple(words))
        time += pause
    frames = round((time + 0.65) * 30)
    return Clip(frames, tuple(spoken))


def shown(*sentences: str, **kwargs: float) -> list[tuple[str, ...]]:
    return [cue.lines for cue in captions.compose([clip(*sentences, **kwargs)])]


WORDS = st.text("abcdefgh,.;()0<-", min_size=1, max_size=14)
SENTENCES = st.lists(st.lists(WORDS, min_size=1, max_size=45).map(" ".join), max_size=4)


@given(st.lists(SENTENCES, max_size=4), st.floats(8, 25), st.sampled_from([32, 42]))
@settings(max_examples=80, deadline=None)
def test_captions_have_exactly_the_words_fit_their_lines_and_never_overlap(scenes, speed, line):
    clips = [clip(*scene, speed=speed) for scene in scenes]
    cues = captions.compose(clips, line)
    assert " ".join(each for cue in cues for each in cue.lines).split() == " ".join(map(" ".join, scenes)).split()
    assert all(1 <= len(cue.lines) <= 2 and all(0 < len(each) <= line for each in cue.lines) for cue in cues)
    times = [time for cue in cues for time in (cue.start, cue.end)]
    assert times == sorted(times)
    assert all(cue.start < cue.end for cue in cues)
    assert not times or times[-1] <= sum(each.duration for each in clips) + 1e-9


@given(st.lists(SENTENCES, max_size=3))
@settings(max_examples=50, deadline=None)
def test_a_caption_lasts_from_its_first_word_at_least_to_its_last(scenes):
    clips = [clip(*scene) for scene in scenes]
    offsets = np.cumsum([0.0, *(each.duration for each in clips)])
    words = [
        (offset + word.start, offset + word.end)
        for offset, each in zip(offsets, clips, strict=False)
        for sentence in each.sentences
        for word in sentence
    ]
    for cue in captions.compose(clips):
        heard = [words.pop(0) for _ in " ".join(cue.lines).split()]
        assert cue.start == pytest.approx(heard[0][0])
        assert cue.end >= heard[-1][1] - 1e-6


@pytest.mark.parametrize(("shape", "line"), [(Format.LANDSCAPE, 42), (Format.SQUARE, 32), (Format.PORTRAIT, 32)])
def test_captions_of_a_narrow_video_have_shorter_lines(shape, line):
    assert captions.line_in(shape) == line


@pytest.mark.parametrize("line", [32, 42])
def test_ordinary_speech_breaks_no_rule(line):
    cues = captions.compose(
        [
            clip("Bread and sleep: a randomised trial in shift workers."),
            clip(
                "Shift workers often sleep badly, and it is not known whether what they eat at night plays a part.",
                "We asked 212 nurses to eat either rye bread or white bread before each of ten night shifts.",
            ),
            clip(
                "Sleep after the shift was 21 minutes longer with rye bread (95% CI 8 to 34; p = 0.002), while "
                "alertness at work, errors and mood did not differ between the two groups."
            ),
        ],
        line,
    )
    assert captions.check(cues, line) == []


def test_a_line_breaks_where_a_reader_would_pause():
    assert shown("The drug lowered the pressure by 12 mm, but the risk of stroke was the same.") == [
        ("The drug lowered the pressure by 12 mm,", "but the risk of stroke was the same."),
    ]


@pytest.mark.parametrize(
    ("sentence", "split"),
    [
        ("All of the patients in this large study took a daily dose of 250 mg for twelve weeks.", "250 | mg"),
        ("In the second group of the large study we saw a long and costly rise in the risk of falls.", "the | "),
        ("Every one of them had been given the same old treatment for E. coli before the study.", "E. | coli"),
        ("The risk of death was lower in every group of the study at one year (95% CI 0.4 to 0.8).", "95% | CI"),
    ],
)
def test_words_that_belong_together_are_not_separated(sentence, split):
    broken = " | ".join(line for cue in shown(sentence) for line in cue)
    assert broken.count("|") >= 1
    assert split not in broken


def test_no_line_has_a_single_short_word():
    for cue in shown("Among them the new treatment was no better than the older and much cheaper ones, regrettably."):
        assert all(" " in line for line in cue)


def test_sentences_are_separate_unless_both_are_very_short():
    assert shown("It is safe.", "It works.") == [("It is safe. It works.",)]
    assert shown("It is safe.", "It works in children and in adults alike.") == [
        ("It is safe.",),
        ("It works in children and in adults alike.",),
    ]


def test_no_caption_spans_two_scenes():
    cues = captions.compose([clip("It is safe."), clip("It works.")])
    assert [cue.lines for cue in cues] == [("It is safe.",), ("It works.",)]


def test_a_caption_stays_long_enough_to_be_read_if_no_other_follows():
    cues = captions.compose([clip("Yes, indeed.", "It is better than nothing for most of them.", speed=60, pause=2.0)])
    assert cues[0].end - cues[0].start == pytest.approx(1.0)
    assert cues[1].end - cues[1].start == pytest.approx(43 / 20, abs=0.1)


def test_a_short_gap_between_captions_is_closed_and_a_long_one_is_kept():
    near = captions.compose([clip("It is quite safe for most people.", "It works in most of them.", pause=0.3)])
    far = captions.compose([clip("It is quite safe for most people.", "It works in most of them.", pause=2.0)])
    assert near[0].end == near[1].start
    assert far[1].start - far[0].end > 1.0


def test_slow_speech_gives_more_captions_not_longer_ones():
    text = "the cat sat on the mat, and then the dog sat down"
    assert len(shown(text, speed=20)) == 1
    slow = captions.compose([clip(text, speed=5)])
    assert len(slow) > 1
    assert max(cue.end - cue.start for cue in slow) <= 7


def test_a_word_longer_than_a_line_has_its_own_line():
    name = "1,2-dipalmitoyl-sn-glycero-3-phosphocholine-oxide"
    lines = [line for cue in shown(f"We mixed it with {name} in water.") for line in cue]
    assert name in lines


def test_without_words_there_are_no_captions():
    assert captions.compose([]) == ()
    assert captions.compose([clip()]) == ()


def test_webvtt_is_escaped_and_its_times_have_hours():
    cues = (Cue(0.35, 2.0, ("Salt & pepper", "when p < 0.05 --> stop")), Cue(3661.0014, 3662.9996, ("Done.",)))
    assert captions.as_webvtt(cues) == (
        "WEBVTT\n\n"
        "00:00:00.350 --> 00:00:02.000\nSalt &amp; pepper\nwhen p &lt; 0.05 --&gt; stop\n\n"
        "01:01:01.001 --> 01:01:03.000\nDone.\n"
    )


def test_subrip_is_numbered_and_uses_commas():
    cues = (Cue(0.35, 2.0, ("One", "two")), Cue(2.0, 3.5, ("p < 0.05",)))
    assert captions.as_srt(cues) == (
        "1\n00:00:00,350 --> 00:00:02,000\nOne\ntwo\n\n2\n00:00:02,000 --> 00:00:03,500\np < 0.05\n"
    )


@pytest.mark.parametrize("tag", ["<font color=red>", "</b>", "<!-- x", r"{\an8}", "{y:i}"])
def test_players_find_no_tags_in_subrip(tag):
    (line,) = captions.as_srt((Cue(0.0, 1.0, (f"Tea {tag} works.",)),)).splitlines()[2:]
    assert line.replace("\u2060", "") == f"Tea {tag} works."
    assert tag[:2] not in line


@pytest.mark.parametrize("text", ["p < 0.05", "a << b", "{1, 2}", "<5%", "3 > 2"])
def test_text_that_is_no_tag_stays_as_it_is_in_subrip(text):
    assert text in captions.as_srt((Cue(0.0, 1.0, (text,)),)).splitlines()


def test_a_file_without_captions_is_valid():
    assert captions.as_webvtt(()) == "WEBVTT\n"
    assert captions.as_srt(()) == ""


@pytest.mark.parametrize(
    ("cues", "fault"),
    [
        ([Cue(0, 2, ("one two", "three four", "five six"))], "Caption 1 has 3 lines."),
        ([Cue(0, 2, ())], "Caption 1 has 0 lines."),
        ([Cue(0, 4, ("fourteen words " * 3 + "too long",))], "Caption 1 has a line of 53 characters."),
        ([Cue(0, 4, ("two words",)), Cue(3.9, 5, ("too soon",))], "Caption 2 starts before the previous one ends."),
        ([Cue(0, 2, ("one two",)), Cue(2.1, 4, ("three four",))], "Caption 2 follows a gap of 0.10 s."),
        ([Cue(0, 0.5, ("one two",))], "Caption 1 is shown for 0.50 s."),
        ([Cue(0, 8, ("one two",))], "Caption 1 is shown for 8.0 s."),
        ([Cue(1, 1, ("one two",))], "Caption 1 ends before it starts."),
        ([Cue(0, 1, ("one two three four five six",))], "Caption 1 requires reading 27 characters per second."),
        ([Cue(0, 2, ("all but one",)), Cue(2, 4, ("word.",))], "Caption 2 is one word cut from its sentence."),
        ([Cue(0, 2, ("one", "two three"))], "Caption 1 has a line of one short word."),
        ([Cue(0, 2, ("one  two",))], "Caption 1 has an empty line or stray spaces."),
    ],
)
def test_the_check_names_the_caption_and_the_broken_rule(cues, fault):
    assert captions.check(cues) == [fault]


def test_the_transcript_has_title_citation_scenes_notices_and_links():
    title = RichText("Rye bread and sleep")
    paper = Paper(
        "12345678",
        title,
        (),
        pmcid="PMC7654321",
        doi="10.1000/rye",
        authors=(Author("Baker", "AB"),),
        journal="Journal of Invented Bread",
        year="2021",
        notices=(Notice(NoticeKind.CORRECTED, "A correction has been published."),),
    )
    own = Sentence("Read the full article.", RichText("Read the full article."), None)
    scenes = (
        Scene(Layout.TITLE, "Trial", (Sentence(title.text, title, Source(None, 0, len(title.text))),)),
        Scene(Layout.STATEMENT, "Results", (Sentence("Sleep was longer.", RichText(), Source(0, 0, 17)),)),
        Scene(Layout.STATEMENT, "Results", (Sentence("Mood was not.", RichText(), Source(0, 18, 31)),)),
        Scene(Layout.SOURCE, "Source", (own,)),
    )
    text = captions.transcript(Script(paper, scenes))
    title_line, citation, *rest = text.split("\n\n")
    assert title_line == "Rye bread and sleep"
    assert re.match(r"Baker AB\. Journal of Invented Bread\. 2021.*10\.1000/rye", citation)
    assert rest == [
        "Results\nSleep was longer. Mood was not.",
        "Source\nRead the full article.",
        "Notices\nA correction has been published.",
        "PubMed: https://pubmed.ncbi.nlm.nih.gov/12345678/\n"
        "Full text: https://pmc.ncbi.nlm.nih.gov/articles/PMC7654321/\n"
        "DOI: https://doi.org/10.1000/rye\n",
    ]


def test_a_spoken_warning_is_in_the_transcript():
    warning = Sentence("This article has been retracted.", RichText(), None)
    title = Sentence("Rye bread", RichText("Rye bread"), Source(None, 0, 9))
    text = captions.transcript(
        Script(Paper("1", RichText("Rye bread"), ()), (Scene(Layout.TITLE, "", (warning, title)),))
    )
    assert text.count("This article has been retracted.") == 1
    assert text.count("Rye bread") == 1
