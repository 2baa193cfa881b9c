"""The licence gate: whether the words or figures of an article may be used in a video.

A video cuts, narrates and arranges what it takes, so it is an adaptation. CC0 and CC BY allow that. Share-alike and
non-commercial licences do where the operator of the service says that their terms are met. No-derivatives licences
never do, and what is not certain is refused: a licence that is not known, and sources that disagree.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from videos.pipeline.artifacts.full_text import LicenceStatement

_URL = re.compile(
    r"(?:https?:)?//(?:www\.)?creativecommons\.org/"
    r"(?:licen[sc]es/(?P<kind>by(?:-nc)?(?:-nd|-sa)?)|publicdomain/(?P<zero>zero)|licen[sc]es/(?P<old_zero>zero|cc0))"
    r"(?:/(?P<version>\d\.\d)(?:/(?P<place>[a-z]{2,3}))?)?"
    r"(?:/(?:legalcode|deed)(?:\.[\w-]+)?)?/?(?:[?#]\S*)?",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"cc[ _-]?(?P<kind>0|zero|by(?:[ _-]nc)?(?:[ _-](?:nd|sa))?)(?:[ _-](?P<version>\d\.\d))?", re.IGNORECASE
)
_NAME = re.compile(
    r"\bcreative commons(?: public)? (?:attribution"
    r"(?P<more>(?:[ –-]{1,3}(?:and )?(?:non[ -]?commercial|no[ -]?deriv\w*(?: works)?|share[ -]?alike)){0,3})"
    r"(?: (?P<version>\d\.\d))?(?: (?:international|generic|unported))? (?:\(cc[^()]{0,20}\) )?licen[sc]e\b"
    r"|(?P<zero>zero|cc0)\b)",
    re.IGNORECASE,
)
_TERMS = (("noncommercial", "nc"), ("noderiv", "nd"), ("sharealike", "sa"))
_NON_COMMERCIAL = re.compile(
    r"(?<!commercial and )(?<!commercial or )(?<!commercial, )\bnon[ -]?commercial\b(?! (?:and|or) commercial)",
    re.IGNORECASE,
)
_NO_DERIVATIVES = re.compile(r"\bno[- ]?deriv", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Licence:
    """A Creative Commons licence: ``kind`` is "0" or such as "by-nc"; ``version`` and ``place`` ("igo") may be ""."""

    kind: str
    version: str = ""
    place: str = ""

    @property
    def name(self) -> str:
        """As it is written in a credit: "CC BY 4.0"."""
        if self.kind == "0":
            return f"CC0 {self.version}".strip()
        return " ".join(part for part in ("CC", self.kind.upper(), self.version, self.place.upper()) if part)

    @property
    def url(self) -> str:
        """The page of the licence; of the newest version if no other is known."""
        place = f"{self.place}/" if self.place else ""
        if self.kind == "0":
            return f"https://creativecommons.org/publicdomain/zero/{self.version or '1.0'}/"
        return f"https://creativecommons.org/licenses/{self.kind}/{self.version or '4.0'}/{place}"


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the operator allows besides CC0 and CC BY, having seen to the terms."""

    share_alike: bool = False
    non_commercial: bool = False


@dataclass(frozen=True, slots=True)
class Permission:
    """The licence under which an article may be used, or the sentence that says why it may not: one of the two."""

    licence: Licence | None = None
    refusal: str = ""


def from_url(url: str) -> Licence | None:
    """The licence whose page has this URL, or None."""
    match = _URL.fullmatch(url.strip().rstrip(".,;"))
    if not match:
        return None
    kind = "0" if match["zero"] or match["old_zero"] else match["kind"].lower()
    return Licence(kind, match["version"] or "", (match["place"] or "").lower())


def from_code(code: str | None) -> Licence | None:
    """The licence that an archive's metadata calls ``code`` ("CC BY-NC", "cc_by", "CC0"), or None."""
    match = _CODE.fullmatch((code or "").strip())
    if not match:
        return None
    kind = re.sub(r"[ _]", "-", match["kind"].lower())
    return Licence("0" if kind == "zero" else kind, match["version"] or "")


def from_name(text: str) -> Licence | None:
    """The licence that a text calls by its name ("the Creative Commons Attribution License"), or None."""
    match = _NAME.search(text)
    if not match:
        return None
    if match["zero"]:
        return Licence("0")
    more = re.sub(r"[^a-z]", "", match["more"].lower())
    terms = [
        short for word, short in (("noncommercial", "nc"), ("noderiv", "nd"), ("sharealike", "sa")) if word in more
    ]
    return Licence("-".join(["by", *terms]), match["version"] or "")


def permission(statement: LicenceStatement, code: str | None, allowed: Allowed) -> Permission:
    """Whether an article may be used. ``code`` is the licence in the archive's metadata; None if they name none."""
    refusal = next(_contradictions(statement, code), "")
    if refusal:
        return Permission(refusal=refusal)
    licence = _licences(statement)[0]
    refusal = _terms(licence, allowed)
    return Permission(refusal=refusal) if refusal else Permission(licence)


def _contradictions(statement: LicenceStatement, code: str | None) -> Iterator[str]:
    """Why it is not certain which licence the article has."""
    unknown = [url for url in statement.named if from_url(url) is None]
    if unknown:
        yield f"The article names a licence that is not known to allow reuse ({unknown[0][:100]})."
    found = _licences(statement)
    if not found:
        yield "The article names no Creative Commons licence."
    if len({each.kind for each in found}) > 1:
        yield f"The article names several licences ({', '.join(dict.fromkeys(each.name for each in found))})."
    if found and (other := _in_words(statement.text, found[0])):
        yield f"The article names {found[0].name}, but its words say that {other}."
    if not (code or "").strip():
        yield "The archive's metadata name no licence, so the article's own statement is not confirmed."
    confirmed = from_code(code)
    if confirmed is None:
        yield f"The archive's metadata name “{(code or '')[:40]}”, which is not a licence that is known to allow reuse."
    elif found and confirmed.kind != found[0].kind:
        yield f"The article names {found[0].name}, but the archive's metadata name {confirmed.name}."


def _licences(statement: LicenceStatement) -> list[Licence]:
    """The licences of the article, by their URLs, else by the name in its words.

    CC0 beside another is for the data of the article: "the waiver applies to the data".
    """
    named = [licence for url in statement.named if (licence := from_url(url))]
    linked = [licence for url in statement.linked if (licence := from_url(url))]
    if named or any(licence.kind != "0" for licence in linked):
        linked = [licence for licence in linked if licence.kind != "0"]
    by_name = from_name(statement.text)
    return named + linked or ([by_name] if by_name else [])


def _in_words(text: str, licence: Licence) -> str:
    """What the words require beyond the licence, or ""."""
    if "nc" not in licence.kind and _NON_COMMERCIAL.search(text):
        return "only non-commercial use is allowed"
    if "nd" not in licence.kind and _NO_DERIVATIVES.search(text):
        return "no derivatives are allowed"
    return ""


def _terms(licence: Licence, allowed: Allowed) -> str:
    """Why the licence does not allow a video, or ""."""
    if "nd" in licence.kind:
        return f"{licence.name} allows no adaptation, and a video is one."
    if "nc" in licence.kind and not allowed.non_commercial:
        return f"{licence.name} allows only non-commercial use, which this service does not declare."
    if "sa" in licence.kind and not allowed.share_alike:
        return f"{licence.name} requires that the video has the same licence, which this service does not declare."
    return ""
