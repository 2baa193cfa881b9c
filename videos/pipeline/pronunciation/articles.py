"""The article that fits the sound of the next word: "an MRI scan", but "a magnetic resonance imaging scan"."""

import re

ARTICLE = r"(?<![\w-])(?:an?|An|(?:^|(?<=[.:?!] ))A)"
"""A pattern for a written article. A capital A within a sentence is a name: "vitamin A"."""

_LETTER_LIKE_A_VOWEL = re.compile(r"[AEFHILMNORSXaefhilmnorsx](?![a-z])")
"""The first letter of a word that is spelled: "X-ray", "mRNA"."""

_VOWEL = re.compile(r"[aeiou]|hour|honest|honou?r|heir|8|1[18](?!\d)", re.IGNORECASE)
_LIKE_A_CONSONANT = re.compile(
    r"eu|ew|on(?:e|ce)(?![a-z])|ubiq|uni(?!n|m|dent)|u[rt][aeio]|us[aeu]|uv[eu]|U(?![a-z])", re.IGNORECASE
)
"""Vowels that begin with another sound: "a European unit of one use"."""


def fitting(article: str, following: str) -> str:
    """``article`` as it must be before the words ``following``, with its capital."""
    first = article[0]
    if _LETTER_LIKE_A_VOWEL.match(following):
        return f"{first}n"
    return f"{first}n" if _VOWEL.match(following) and not _LIKE_A_CONSONANT.match(following) else first
