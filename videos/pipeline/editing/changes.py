"""What a person changed in a draft, in plain sentences, for the storyboard and the admin."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from videos.pipeline.artifacts import Paper, Source
from videos.pipeline.editing.choices import cuts_made, cuts_of
from videos.pipeline.editing.draft import Draft, MakerCard, Reading
from videos.pipeline.editing.rules import words_of


def changes(original: Draft, draft: Draft, paper: Paper) -> tuple[str, ...]:
    """What is different in ``draft``; () if nothing is."""
    return tuple(_changes(original, draft, paper))


def _changes(original: Draft, draft: Draft, paper: Paper) -> Iterator[str]:
    before = {reading.source: reading for reading in original.readings}
    after = {reading.source: reading for reading in draft.readings}
    yield from (f"Removed: “{words_of(paper, each)}”" for place, each in before.items() if place not in after)
    yield from (f"Added: “{words_of(paper, each)}”" for place, each in after.items() if place not in before)
    for place in _moved(list(before), list(after)):
        yield f"Moved: “{words_of(paper, after[place])}”"
    for place, reading in after.items():
        yield from _of_reading(before.get(place, Reading(place)), reading, paper)
    yield from _of_cards(original, draft)
    if original.subtitle != draft.subtitle:
        yield f"The voice {'says' if draft.subtitle else 'leaves out'} the title's subtitle."
    if original.glance != draft.glance:
        yield f"The study at a glance is {'shown' if draft.glance else 'left out'}."
    yield from _of_pronunciations(dict(original.pronunciations), dict(draft.pronunciations))


def _moved(before: Sequence[Source], after: Sequence[Source]) -> list[Source]:
    """The fewest sentences whose move explains the new order."""
    old, new = ([place for place in places if place in others] for places, others in ((before, after), (after, before)))
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    kept = {place for block in blocks for place in new[block.b : block.b + block.size]}
    return [place for place in new if place not in kept]


def _of_reading(before: Reading, after: Reading, paper: Paper) -> Iterator[str]:
    words = words_of(paper, after)
    if before.cuts != after.cuts:
        old, new = cuts_made(paper, before), cuts_made(paper, after)
        for choice in cuts_of(paper, after.source):
            if (choice.span in old) != (choice.span in new):
                yield f"The voice {'leaves out' if choice.span in new else 'says'} “{choice.text}” in: “{words}”"
    if before.heading != after.heading:
        heading = f"changed to “{after.heading}”" if after.heading else "as in the automatic script again"
        yield f"Heading {heading}: “{words}”"
    if before.layout != after.layout:
        yield f"Layout {f'changed to {after.layout.value}' if after.layout else 'left to the rules again'}: “{words}”"


def _of_cards(original: Draft, draft: Draft) -> Iterator[str]:
    before, after = ([each.text for each in of.items if isinstance(each, MakerCard)] for of in (original, draft))
    yield from (f"Card of the makers removed: “{text}”" for text in before if text not in after)
    yield from (f"Card of the makers added: “{text}”" for text in after if text not in before)


def _of_pronunciations(before: dict[str, str], after: dict[str, str]) -> Iterator[str]:
    for word, said in after.items():
        if before.get(word) != said:
            yield f"“{word}” is said as “{said}”."
    yield from (f"“{word}” is said as usual again." for word in before if word not in after)
