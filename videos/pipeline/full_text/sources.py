"""Fetches the full text of a paper from the first archive that has it, with the licence under which it may be used."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from videos.pipeline import jats
from videos.pipeline.artifacts import Paper
from videos.pipeline.artifacts.full_text import Deposit, FullText, MediaFile, PaperFigure
from videos.pipeline.errors import FullTextUnreachable
from videos.pipeline.full_text import media, standing
from videos.pipeline.full_text.images import FigurePicture, UnusablePicture, prepare
from videos.pipeline.full_text.licences import Allowed, Licence, permission

Waiting = Callable[[], None]


class Cloud(Protocol):
    """An archive with metadata, texts and figures; in production ``outside.pmc_cloud.PmcCloud``."""

    def deposit(self, pmcid: str, waiting: Waiting) -> Deposit | None:
        """The newest version of an article, or None."""

    def text(self, deposit: Deposit, waiting: Waiting) -> bytes | None:
        """The article in JATS, or None."""

    def media(self, deposit: Deposit, file: MediaFile, waiting: Waiting) -> bytes | None:
        """A file beside the article, or None."""


class Mirror(Protocol):
    """An archive with licences and texts; in production ``outside.europe_pmc.EuropePmc``."""

    def licence(self, pmcid: str, waiting: Waiting) -> str | None:
        """The licence in the record of an article, or None."""

    def text(self, pmcid: str, waiting: Waiting) -> bytes | None:
        """The article in JATS, or None."""


class Texts(Protocol):
    """An archive with texts only; in production ``outside.ncbi.Ncbi``."""

    def text(self, pmcid: str, waiting: Waiting) -> bytes | None:
        """The article in JATS, or None."""


@dataclass(frozen=True, slots=True)
class Archives:
    """The archives, and what the operator allows. ``texts`` is asked where the mirror is away or has no text.

    ``cloud`` or ``mirror`` is None if the operator has switched it off.
    """

    cloud: Cloud | None
    mirror: Mirror | None
    texts: Texts
    allowed: Allowed


@dataclass(frozen=True, slots=True)
class Fetched:
    """A full text that may be used under ``licence``, or the sentence ``refusal`` that says why there is none.

    ``deposit`` has the files of the figures; None if the archive that has them was away.
    """

    full_text: FullText | None = None
    licence: Licence | None = None
    deposit: Deposit | None = None
    refusal: str = ""


def fetch(paper: Paper, archives: Archives, waiting: Waiting) -> Fetched:
    """The full text of a paper. No full text is no error: the video is then made of the abstract alone.

    Raises FullTextUnreachable if all archives are away, and FullTextUnavailable if a response cannot be used.
    """
    if not paper.pmcid:
        return Fetched(refusal="The paper is not in PubMed Central.")
    cloud, mirror = archives.cloud, archives.mirror
    try:
        if cloud:
            return _from_cloud(paper, cloud, archives.allowed, waiting)
    except FullTextUnreachable:
        if not mirror:
            raise
    if mirror:
        return _from_mirror(paper, mirror, archives, waiting)
    return Fetched(refusal="No archive is asked.")


def picture_of(figure: PaperFigure, deposit: Deposit, cloud: Cloud, waiting: Waiting) -> FigurePicture:
    """The picture of a figure. Raises UnusablePicture, and what the archive raises."""
    file = media.file_of(figure, deposit.media)
    content = file and cloud.media(deposit, file, waiting)
    if not content:
        raise UnusablePicture("has no picture in the archive that can be shown")
    return prepare(content, figure.caption.text.text)


def _from_cloud(paper: Paper, cloud: Cloud, allowed: Allowed, waiting: Waiting) -> Fetched:
    deposit = cloud.deposit(paper.pmcid, waiting)
    if deposit is None:
        return Fetched(refusal="PubMed Central does not share the full text.")
    if refusal := standing.deposit_refusal(deposit):
        return Fetched(refusal=refusal)
    xml = cloud.text(deposit, waiting)
    return _read(xml, paper, deposit.licence, allowed, deposit)


def _from_mirror(paper: Paper, mirror: Mirror, archives: Archives, waiting: Waiting) -> Fetched:
    code = mirror.licence(paper.pmcid, waiting)
    try:
        xml = mirror.text(paper.pmcid, waiting)
    except FullTextUnreachable:
        xml = archives.texts.text(paper.pmcid, waiting)
    return _read(xml, paper, code, archives.allowed, None)


def _read(xml: bytes | None, paper: Paper, code: str | None, allowed: Allowed, deposit: Deposit | None) -> Fetched:
    if xml is None:
        return Fetched(refusal="The publisher does not share the full text.")
    full_text = jats.read(xml)
    refusal = standing.refusal(full_text, paper)
    permitted = permission(full_text.licence, code, allowed)
    if refusal or permitted.refusal:
        return Fetched(refusal=refusal or permitted.refusal)
    return Fetched(full_text, permitted.licence, deposit)
