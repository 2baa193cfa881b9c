"""Why a picture is refused."""

from enum import StrEnum


class Fault(StrEnum):
    """A reason not to draw a picture."""

    ELSEWHERE = "it has words that do not stand in its sentence"
    NUMBER = "it has a number that is not printed so"
    LABEL = "it has a label that does not belong to its number"
    MEASURE = "the sentence does not call the estimate so"
    ARITHMETIC = "its numbers contradict each other"
    CONTRADICTED = "the sentence says the opposite of its numbers"
    IGNORED = "it passes over another result of the sentence"
    LIMITED = "the sentence limits, supposes or quotes the number"
    NOT_COMPARED = "the sentence does not compare the groups in one outcome"
    NOT_PEOPLE = "it is not a share of people"
    KIND = "pictures of this kind are not found in a sentence"
