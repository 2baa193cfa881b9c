"""The check of the spoken form: a listener must hear the numbers and signs of the written sentence, and no others.

It stands between ``pronunciation`` and the voice and shares no rule with it. Both forms are reduced to what counts. The
spoken one becomes a string of numbers, each ended by ";", and of signs: "minus 4.2 to 1.9 percent" is "-4.2;1.9;%".
The written one becomes patterns for the parts of such a string. Where a notation can be read in several ways ("10-11"
is a range or a power of ten), its pattern allows each of them. A range that is said as a difference, a lost minus or
decimal point, and "10 to the 9" said as 109 do not match.
"""

from collections.abc import Sequence

from videos.pipeline.hearing.comparison import expected, follows, heard
from videos.pipeline.pronunciation import Token, pronounce
from videos.pipeline.pronunciation.spelling import spell_out

__all__ = ["is_right", "spoken_form"]


def spoken_form(text: str, instead: Sequence[tuple[str, str]] = ()) -> tuple[Token, ...]:
    """The words of ``text``, each with its spoken form: that of ``pronounce``, or the safe reading if that is wrong.

    ``instead`` is as in ``pronounce``. It is not checked: it comes from the paper or from the operator.
    """
    plain = pronounce(text)
    if not is_right(text, _said(plain)):
        return spell_out(text)
    return pronounce(text, instead) if instead else plain


def _said(tokens: Sequence[Token]) -> str:
    return " ".join(token.spoken for token in tokens if token.spoken)


def is_right(written: str, spoken: str) -> bool:
    """Whether the spoken form has the numbers, signs and negations of the written sentence, in their order."""
    return follows(heard(spoken), expected(written))
