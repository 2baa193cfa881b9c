"""What a person changed in a draft, in plain sentences, for the storyboard, its history and the admin."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import TypeAlias

from videos.pipeline.artifacts import Paper, Source
from videos.pipeline.editing.choices import cuts_made, cuts_of
from videos.pipeline.editing.draft import Draft, Item, MakerCard, Reading
from videos.pipeline.editing.rules import words_of

_Key: TypeAlias = tuple[Source | str, int]
"""Recognises an item in another draft: by its place in the abstract, or by the text of a card, and a number among those
that have the same."""

_Quote: TypeAlias = Callable[[str], str]


def changes(original: Draft, draft: Draft, paper: Paper, quote: _Quote = str) -> tuple[str, ...]:
    """What is different in ``draft``; () if nothing is. ``quote`` shortens the words by which an item is named."""
    return tuple(_changes(original, draft, paper, quote))


def _changes(original: Draft, draft: Draft, paper: Paper, quote: _Quote) -> Iterator[str]:
    before, after = _keyed(original), _keyed(draft)
    named = {key: f"“{quote(words_of(paper, item))}”" for key, item in (before | after).items()}
    yield from (f"{_verb(item, 'removed')}: {named[key]}" for key, item in before.items() if key not in after)
    yield from (f"{_verb(item, 'added')}: {named[key]}" for key, item in after.items() if key not in before)
    places = list(after)
    for key in _moved(list(before), places):
        yield f"{_verb(after[key], 'moved')} to place {places.index(key) + 1}: {named[key]}"
    for key, item in after.items():
        if isinstance(item, Reading):
            unedited = before.get(key, Reading(item.source))
            yield from _of_reading(unedited, item, paper, named[key])
    if original.subtitle != draft.subtitle:
        yield f"The voice {'says' if draft.subtitle else 'leaves out'} the title's subtitle."
    if original.glance != draft.glance:
        yield f"The study at a glance is {'shown' if draft.glance else 'left out'}."
    yield from _of_pronunciations(dict(original.pronunciations), dict(draft.pronunciations))


def _keyed(draft: Draft) -> dict[_Key, Item]:
    seen: Counter[Source | str] = Counter()
    keyed: dict[_Key, Item] = {}
    for item in draft.items:
        what = item.text if isinstance(item, MakerCard) else item.source
        keyed[what, seen[what]] = item
        seen[what] += 1
    return keyed


def _verb(item: Item, verb: str) -> str:
    return f"Card of the makers {verb}" if isinstance(item, MakerCard) else verb.capitalize()


def _moved(before: Sequence[_Key], after: Sequence[_Key]) -> list[_Key]:
    """The items whose move explains the new order."""
    old, new = ([key for key in keys if key in others] for keys, others in ((before, after), (after, before)))
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    kept = {key for block in blocks for key in new[block.b : block.b + block.size]}
    return [key for key in new if key not in kept]


def _of_reading(before: Item, after: Reading, paper: Paper, named: str) -> Iterator[str]:
    if isinstance(before, MakerCard):
        return
    if before.cuts != after.cuts:
        old, new = cuts_made(paper, before), cuts_made(paper, after)
        for choice in cuts_of(paper, after.source):
            if (choice.span in old) != (choice.span in new):
                yield f"The voice {'leaves out' if choice.span in new else 'says'} “{choice.text}” in: {named}"
    if before.heading != after.heading:
        heading = f"changed to “{after.heading}”" if after.heading else "as in the automatic script again"
        yield f"Heading {heading}: {named}"
    if before.layout != after.layout:
        yield f"Layout {f'changed to {after.layout.value}' if after.layout else 'left to the rules again'}: {named}"

    if before.figure != after.figure:
        yield f"{_of_figure(after.figure)}: {named}"


def _of_figure(figure: str | None) -> str:
    if figure is None:
        return "Figure of the paper left to the rules again"
    return f"{figure} shown" if figure else "No figure of the paper shown"


def _of_pronunciations(before: dict[str, str], after: dict[str, str]) -> Iterator[str]:
    for word, said in after.items():
        if before.get(word) != said:
            yield f"“{word}” is said as “{said}”."
    yield from (f"“{word}” is said as usual again." for word in before if word not in after)
