"""What keeps an edit, or a whole draft, from being accepted: a rule and a remedy, in words for the person who edits."""

from dataclasses import dataclass

_WORDS = 8


@dataclass(frozen=True, slots=True)
class Problem:
    """``rule`` says what is wrong, ``remedy`` what to do about it. Both are sentences."""

    rule: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A problem and where it is: the index of its ``item`` in the draft, None for the whole, and the words of it."""

    item: int | None
    sentence: str
    problem: Problem

    def __str__(self) -> str:
        where = f"“{opening(self.sentence)}”: " if self.sentence else ""
        return f"{where}{self.problem.rule} {self.problem.remedy}"


class EditRefused(Exception):
    """An operation cannot be done; the message is in words for the user.

    ``number`` is its index in the list, None if no single one is the reason.
    """

    code = "edit_refused"

    def __init__(self, number: int | None, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.number = number
        self.refusal = refusal


def opening(text: str) -> str:
    """The first words of a text."""
    words = text.split()
    return " ".join(words[:_WORDS]) + (" …" if len(words) > _WORDS else "")
