"""Whether the voice says the numbers of the written sentence: values, order, signs, ranges, powers and shares.

The signs of the written sentence become words ("−4" is "minus 4"), and both forms are read as one list of values. What
differs is a finding.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import partial

from benchmarks.audit.material import Finding, Video
from videos.pipeline.hearing import spoken_form

_N = r"(?:\d+(?:\.\d+)?)"
_DASH = "[-–−‐‑]"
_SUPER = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻₀₁₂₃₄₅₆₇₈₉", "0123456789+-0123456789")
_UNIT = r"(?:[kcdmnμµ]?(?:m|g|s|L|l|M|mol)|min|h|d|kg)"
_RAISED = "[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+"


def _raised(match: re.Match[str]) -> str:
    return f" to the {match[0].translate(_SUPER)} ".replace("-", "minus ").replace("+", "")


def _numeral(match: re.Match[str]) -> str:
    return match[1] + str(_ROMAN.index(match[2]) + 1)


_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII")
_NUMBERED = r"(?i:class|factor|grade|group|level|part|phase|stage|type)s?"
_ROMAN_NUMBER = r"(XI{0,3}|IX|IV|V?I{1,3}|V|X)(?![\w-])"

_WRITTEN: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (r"[\u00a0\u2007\u2009\u202f\u2006\u200a]", " "),
    (rf"(\b{_NUMBERED} ){_ROMAN_NUMBER}", _numeral),
    (rf"(?<![A-Za-z]){_UNIT}(?:{_DASH}|⁻)[123¹²³](?!\w)|(?<![A-Za-z])[kcdmn]?m[²³]", " per "),
    (r"(?<=\d)·(?=\d)", "."),
    (r"(?<![\w.])\.(?=\d)", "0."),
    (r"(?<=\d),(?=\d{3}(?!\d))", ""),
    (r"(?<![\w.,])([1-9]\d{0,2}) (?=\d{3}(?![\d.,]*\d))", r"\1"),
    (rf"\^\(?({_DASH}?)(\d+)\)?", r" to the \1\2 "),
    (rf"(?<=\bto the ){_DASH}(?=\d)", "minus "),
    (rf"(?<=\d) ?[×x] ?10{_DASH}(?=\d)", " times 10 to the minus "),
    (r"(?<![\w:.])(\d{1,3}) ?: ?(?=\d{1,3}(?![\w:.]))", r"\1 to "),
    (r"(?<=\d)\s?%", " percent "),
    (r"\+/?[-–−]|±", " plus or minus "),
    (r"(?:\bat )?(?:≤|<\s?=|=\s?<|⩽)", " at most "),
    (r"(?:\bat )?(?:≥|>\s?=|=\s?>|⩾)", " at least "),
    (r"<", " less than "),
    (r"(?<![-–])>", " greater than "),
    (rf"(?<=\d)(\s?(?:percent)?\s?){_DASH}{{1,2}}(\s?)(?=[$€£]?\d)", r"\1 to \2"),
    (rf"(?<=[a-z°] ){_DASH}(?=\d)|(?<![\w)\]%.]){_DASH}\s?(?=\d)", " minus "),
    (rf"(?<=[=(\[,;]){_DASH}\s?(?=\d)", " minus "),
)
"""The signs of the written form, as words."""

_ITEM = re.compile(
    rf"(?P<power>to the (?:power (?:of )?)?(?P<down>minus )?(?={_N}))"
    rf"|(?P<to>\bto (?=(?:minus )?{_N}))"
    r"|(?P<pm>\bplus or minus\b)"
    r"|(?P<most>\bat (?:most|or below)\b|\bno more than\b|\bless than or equal to\b)"
    r"|(?P<least>\bat (?:least|or above)\b|\bno (?:less|fewer) than\b|\bgreater than or equal to\b)"
    r"|(?P<less>\bless than\b)"
    r"|(?P<more>\b(?:greater|more) than\b)"
    rf"|(?P<minus>\b(?:minus|negative) (?={_N}))"
    r"|(?P<percent>\bper ?cent\b)"
    rf"|(?P<number>{_N})",
    re.IGNORECASE,
)
_SQUARED = re.compile(r"(?<=\b[RrI] )squared\b|(?<=\bchi )squared\b")
_SIGN = {"to": "to", "pm": "±", "most": "≤", "least": "≥", "less": "<", "more": ">", "percent": "%", "minus": "-"}
_CONJUNCTION = re.compile(r"\bORs?\b(?= (?:\d|in|not|of|for|was|were)\b|, \d)")
"""The odds ratio, which is not a conjunction."""

_TWICE = re.compile(r"\b(?!pi\b)([a-z]{2,}) \1\b")
_WORD = re.compile(r"(?<![\w-])[a-z]{4,}(?![\w-])|\b(?:no|not|nor)\b")


def check(video: Video) -> Iterator[Finding]:
    """The sentences whose values or words differ from what is heard."""
    for scene in video.script.scenes:
        for sentence in scene.sentences:
            spoken = spoken_form(sentence.spoken, sentence.long_forms)
            heard = " ".join(token.spoken for token in spoken if token.spoken)
            written = in_full(sentence.spoken, sentence.long_forms)
            for reason in faults(written, heard):
                yield Finding("numbers", heard, f"{reason}: {sentence.spoken}")


def faults(written: str, spoken: str) -> list[str]:
    """What a listener hears that is not written, or does not hear."""
    return [
        *differences(written, spoken),
        *lost_words(written, spoken),
        *joined(written, spoken),
        *(f"“{match[0]}” is heard as another word" for match in _CONJUNCTION.finditer(spoken)),
        *(f"“{match[0]}” is said twice" for match in _TWICE.finditer(spoken) if not _TWICE.search(written)),
    ]


def lost_words(written: str, spoken: str) -> list[str]:
    """The words in small letters, of four or more, and the negations, that are not heard in their place."""
    expected, heard = _words(written), _words(spoken)
    opcodes = SequenceMatcher(None, expected, heard, autojunk=False).get_opcodes()
    lost = [word for tag, a, b, _, _ in opcodes if tag in ("delete", "replace") for word in expected[a:b]]
    return [f"“{word}” is not said" for word in lost]


def differences(written: str, spoken: str) -> list[str]:
    """The values that differ: as written, and as said."""
    expected, heard = _values(_in_words(written)), _values(_SQUARED.sub("to the 2", spoken))
    opcodes = SequenceMatcher(None, expected, heard, autojunk=False).get_opcodes()
    return [
        f"written {' '.join(expected[a:b]) or 'nothing'}, said {' '.join(heard[c:d]) or 'nothing'}"
        for tag, a, b, c, d in opcodes
        if tag != "equal" and not _are_the_same(expected[a:b], heard[c:d])
    ]


def joined(written: str, spoken: str) -> list[str]:
    """The numbers from two brackets that are heard as one."""
    pairs = re.findall(rf"({_N})%?\)\s?\(({_N})", re.sub(r"(?<=\d),(?=\d{3})", "", written))
    return [f"no pause between {one} and {other}" for one, other in pairs if f"{one} {other}" in spoken]


def in_full(text: str, long_forms: Sequence[tuple[str, str]]) -> str:
    """The written text with the full forms that the voice says instead of abbreviations."""
    for short, long in long_forms:
        text = re.sub(rf"(?<![\w-]){re.escape(short)}(s?)(?!\w)", partial(_full_form, long), text)
    return text


def _full_form(long: str, short: re.Match[str]) -> str:
    return f"{long.removesuffix('s')}s" if short[1] else long


def _in_words(text: str) -> str:
    for pattern, words in _WRITTEN:
        text = re.sub(pattern, words, text)
    return re.sub(r"\s+", " ", re.sub(_RAISED, _raised, text))


def _words(text: str) -> list[str]:
    return _WORD.findall(re.sub(_DASH, "-", text))


def _values(text: str) -> list[str]:
    """The numbers and signs of a text in words."""
    values: list[str] = []
    for match in _ITEM.finditer(text):
        kind = str(match.lastgroup)
        if kind == "number":
            values.append(match[0])
        elif kind == "power":
            values.append("^-" if match["down"] else "^")
        else:
            values.append(_SIGN[kind])
    return values


def _are_the_same(written: Sequence[str], said: Sequence[str]) -> bool:
    """Whether a year is said in two halves."""
    return len(written) == 1 and bool(re.fullmatch(r"[12]\d{3}", written[0])) and "".join(said) == written[0]
