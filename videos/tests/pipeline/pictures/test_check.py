"""The picture gate refuses what its sentence does not bear out, also a true picture with one thing changed."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

import pytest
from msgspec import Struct, structs

from videos.pipeline.artifacts import Measure, Points, Quantity, Role, Words
from videos.pipeline.pictures.check import Fault, faults
from videos.pipeline.pictures.find import find
from videos.tests.pipeline.pictures.sentences import (
    DIFFERENCE,
    FOREST,
    GROUPS,
    HARMS,
    MEANS,
    NUMBER,
    PAIRS,
    RATIO,
    SHARE,
    picture_in,
    placed,
)

TRUE = (RATIO, FOREST, DIFFERENCE, SHARE, GROUPS, MEANS, HARMS, PAIRS, NUMBER)
NUMBERS = re.compile(r"(?<![\w.])[−-]?\d+(?:\.\d+)?(?![\w.]*\d)")
WORDS = re.compile(r"[A-Za-z][\w'’-]*")


def changed(value, change) -> Iterator:
    """Copies of a value with one thing inside it changed."""
    yield from change(value)
    if isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from (structs.replace(value, **{name: new}) for new in changed(getattr(value, name), change))
    elif is_dataclass(value):
        for field in fields(value):
            yield from (replace(value, **{field.name: new}) for new in changed(getattr(value, field.name), change))
    elif isinstance(value, tuple):
        for place, each in enumerate(value):
            yield from ((*value[:place], new, *value[place + 1 :]) for new in changed(each, change))


def refused(sentence, change) -> list:
    """The changed pictures of a sentence, and whether each is refused."""
    whole, source = placed(sentence)
    return [(each, bool(faults(each, source, whole))) for each in changed(picture_in(sentence), change)]


@pytest.mark.parametrize("sentence", TRUE)
def test_a_true_picture_passes(sentence):
    assert picture_in(sentence) is not None


@pytest.mark.parametrize("sentence", TRUE)
def test_a_picture_with_another_value_is_refused(sentence):
    def change(value):
        if isinstance(value, Quantity):
            yield from (
                replace(value, value=new) for new in (value.value + 1, value.value * 10 + 0.01, -value.value - 1)
            )

    results = refused(sentence, change)
    assert [picture for picture, is_refused in results if not is_refused] == []


@pytest.mark.parametrize("sentence", TRUE)
def test_a_picture_with_another_number_of_its_sentence_is_refused(sentence):
    _, source = placed(sentence)
    printed = list(NUMBERS.finditer(sentence))

    def change(value):
        if isinstance(value, Quantity):
            for match in printed:
                if match.start() != value.words.source.start:
                    place = replace(source, start=match.start(), end=match.end())
                    yield Quantity(Words(match[0], place), float(match[0].replace("−", "-")))

    results = refused(sentence, change)
    assert [picture for picture, is_refused in results if not is_refused] == []


@pytest.mark.parametrize("sentence", TRUE)
def test_words_that_do_not_stand_at_their_place_are_refused(sentence):
    def change(value):
        if isinstance(value, Words):
            place = value.source
            yield replace(value, text=value.text + "s")
            yield replace(value, source=None)
            yield replace(value, source=replace(place, section=0))
            yield replace(value, source=replace(place, start=place.start + 1, end=place.end + 1))

    results = refused(sentence, change)
    assert results
    assert [picture for picture, is_refused in results if not is_refused] == []


@pytest.mark.parametrize("sentence", [RATIO, DIFFERENCE])
def test_an_estimate_under_the_name_of_another_measure_is_refused(sentence):
    def change(value):
        if isinstance(value, Measure):
            yield from (measure for measure in Measure if measure is not value)

    assert all(is_refused for _, is_refused in refused(sentence, change))


def test_groups_with_their_names_exchanged_are_refused():
    whole, source = placed(GROUPS)
    picture = picture_in(GROUPS)
    first, second = picture.groups
    exchanged = (replace(first, name=second.name), replace(second, name=first.name))
    assert faults(structs.replace(picture, groups=exchanged), source, whole)


def test_a_group_under_a_part_of_its_name_is_refused():
    whole, source = placed(GROUPS)
    picture = picture_in(GROUPS)
    first, second = picture.groups
    place = first.name.source
    part = Words("group", replace(place, start=place.end - 5))
    assert faults(structs.replace(picture, groups=(replace(first, name=part), second)), source, whole)


def test_a_claim_that_leaves_something_out_is_refused():
    whole, source = placed(RATIO)
    picture = picture_in(RATIO)
    assert [words.text for words in picture.claim] == ["Falls were rarer with the bars", "after one year"]
    assert faults(structs.replace(picture, claim=picture.claim[:1]), source, whole) == (Fault.IGNORED,)


def test_a_harm_left_out_is_refused():
    whole, source = placed(HARMS)
    picture = picture_in(HARMS)
    assert Fault.IGNORED in faults(structs.replace(picture, rows=picture.rows[:-1]), source, whole)


def test_words_of_another_sentence_are_refused():
    whole, source = placed(RATIO)
    longer, later = placed(RATIO, before="Falls were rarer with the bars. ")
    assert faults(picture_in(RATIO), source, whole) == ()
    assert faults(picture_in(RATIO), later, longer) == (Fault.ELSEWHERE,)


@pytest.mark.parametrize(
    ("label", "role"), [("METHODS", Role.METHODS), ("BACKGROUND", Role.BACKGROUND), ("AIM", Role.OBJECTIVE)]
)
def test_a_number_of_a_part_without_findings_is_refused(label, role):
    whole, source = placed(SHARE, label, role)
    assert all(Fault.LIMITED in faults(each, source, whole) for each in find(whole, source))


def test_methods_and_results_are_a_part_with_findings():
    whole, source = placed(SHARE, "METHODS AND RESULTS", Role.METHODS)
    assert any(faults(each, source, whole) == () for each in find(whole, source))


def test_a_picture_of_another_kind_is_refused():
    whole, source = placed(SHARE)
    assert faults(Points(()), source, whole) == (Fault.KIND,)


REFUSED = [
    ("Falls were rarer (OR 0.62, 95% CI 0.70 to 0.87).", Fault.ARITHMETIC),
    ("Falls were rarer (OR 0.62, 95% CI 0.44 to 0.87; p = 0.31).", Fault.CONTRADICTED),
    ("Falls did not differ (OR 0.62, 95% CI 0.44 to 0.87).", Fault.CONTRADICTED),
    ("Falls were more frequent (OR 0.62, 95% CI 0.44 to 0.87).", Fault.CONTRADICTED),
    ("Falls were significantly rarer (OR 0.82, 95% CI 0.60 to 1.12).", Fault.CONTRADICTED),
    ("Falls were rarer (OR 0.62, 95% CI 0.44 to 0.87; in men, OR 0.9).", Fault.IGNORED),
    ("Falls (OR 0.62, 95% CI 0.44 to 0.87) and burns (0.71 [0.50-1.01]) were rarer.", Fault.IGNORED),
    ("Falls were rarer (OR 0.62, 95% CI 0.44 to 0.87) and 12% were burnt.", Fault.IGNORED),
    ("In an earlier study, falls were rarer (OR 0.62, 95% CI 0.44 to 0.87).", Fault.LIMITED),
    ("We assumed fewer falls (OR 0.62, 95% CI 0.44 to 0.87).", Fault.LIMITED),
    ("Falls were rarer (OR 0.62, 95% CI 0.44 to 0.87%).", Fault.MEASURE),
    ("At least 148 of 185 women (80.0%) were dry.", Fault.LIMITED),
    ("Of 185 women, 148 (80.0%) may be dry.", Fault.LIMITED),
    ("Of 185 women, 148 (70.0%) were dry.", Fault.ARITHMETIC),
    ("Of 185 women, 148 (80.0%) were dry, but 30 (16.2%) were not.", Fault.IGNORED),
    ("Of 185 women, 148 (80.0%) pads were dry.", Fault.LABEL),
    ("In rats, 148 of 185 females (80.0%) were dry.", Fault.NOT_PEOPLE),
    ("Vomiting was more frequent in the ginger group (15%) than in the water group (35%).", Fault.CONTRADICTED),
    ("Vomiting was more frequent in the first year (35%) than in the second year (15%).", Fault.NOT_COMPARED),
    ("Oxygen saturation was lower in the ginger group (85%) than in the water group (95%).", Fault.MEASURE),
    ("Cough (7%), thirst (6%), and nausea (5%) with gin, and rash (3%) with rum were side effects.", Fault.LABEL),
    ("The score fell from 3.7 (SD 0.8) before injection to 2.3 (SD 0.7) at 3 months and 1.1 later.", Fault.IGNORED),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "fault"), REFUSED)
def test_a_candidate_is_refused_for_its_reason(sentence, fault):
    whole, source = placed(sentence)
    candidates = find(whole, source)
    found = [faults(each, source, whole) for each in candidates]
    assert all(found)
    assert any(fault in each for each in found)
