"""Names the languages of articles, and recognises English text without a model."""

import re
import unicodedata

_NAMES = {
    "afr": "Afrikaans", "alb": "Albanian", "ara": "Arabic", "arm": "Armenian", "aze": "Azerbaijani",
    "bos": "Bosnian", "bul": "Bulgarian", "cat": "Catalan", "chi": "Chinese", "cze": "Czech", "dan": "Danish",
    "dut": "Dutch", "est": "Estonian", "fin": "Finnish", "fre": "French", "geo": "Georgian", "ger": "German",
    "glg": "Galician", "gre": "Greek", "heb": "Hebrew", "hrv": "Croatian", "hun": "Hungarian", "ice": "Icelandic",
    "ind": "Indonesian", "ita": "Italian", "jpn": "Japanese", "kor": "Korean", "lav": "Latvian", "lit": "Lithuanian",
    "mac": "Macedonian", "may": "Malay", "nor": "Norwegian", "per": "Persian", "pol": "Polish", "por": "Portuguese",
    "rum": "Romanian", "rus": "Russian", "slo": "Slovak", "slv": "Slovenian", "spa": "Spanish", "srp": "Serbian",
    "swe": "Swedish", "tha": "Thai", "tur": "Turkish", "ukr": "Ukrainian", "vie": "Vietnamese",
}  # fmt: skip

_ENGLISH = re.compile(
    r"\b(?:the|of|and|in|to|a|an|was|were|with|for|is|are|that|by|from|we|this|these|which|their|has|have|had|been|be"
    r"|or|not|as|at|than|between|after|before|when|while|it|its|on|can|may|but|both|no|more|most|did|using|during"
    r"|whether)\b"
)
# Left out: words that are also English words, abbreviations or parts of names (den, des, die, een, es, il, met, von).
_FOREIGN = re.compile(
    r"\b(?:el|los|las|una|por|con|del|que|para|fue|fueron|entre|este|esta|estudio|más"  # Spanish
    r"|der|das|und|mit|für|ist|wurden?|bei|einer?|zur|nach|wir|nicht|oder"  # German
    r"|le|les|dans|une|sont|avec|sur|été|chez|aux|était|étaient|cette|nous"  # French
    r"|gli|della|nel|sono|è|delle"  # Italian
    r"|foi|dos|uma|foram|não|ao"  # Portuguese
    r"|het|zijn|werd"  # Dutch
    r"|ve|bir|ile|için|olarak"  # Turkish
    r"|się|oraz|jest|przez)\b"  # Polish
)
_SURE = 20  # words; from this length on, the share of function words is reliable
_LEAST_SHARE = 0.10  # real sections of at least 20 words: English 0.15 to 0.5, other languages 0 to 0.05


def language_name(code: str) -> str:
    """The English name of the language with this MARC ``code``, or "" if it is not a common one."""
    return _NAMES.get(code.lower(), "")


def is_english(text: str) -> bool:
    """Whether ``text`` is in English. A short text without any evidence counts as English."""
    letters = [character for character in text if character.isalpha()]
    if sum(_is_foreign_letter(letter) for letter in letters) > len(letters) / 3:
        return False
    words = len(re.findall(r"[^\W\d_]+", text))
    english, foreign = evidence(text)
    if words < _SURE:
        return english >= foreign
    return english > foreign and english >= _LEAST_SHARE * words


def evidence(text: str) -> tuple[int, int]:
    """The number of function words of English in ``text``, and of other languages."""
    return len(_ENGLISH.findall(text.lower())), len(_FOREIGN.findall(text.lower()))


def _is_foreign_letter(letter: str) -> bool:
    """Whether the letter is from a script that English does not use; Greek letters are common in English papers."""
    name = unicodedata.name(letter, "")
    return not name.startswith(("LATIN", "GREEK", "MICRO", "FEMININE", "MASCULINE", "MATHEMATICAL"))
