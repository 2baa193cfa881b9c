"""The id of a paper as a value, and the page that it leads to."""

from enum import StrEnum
from urllib.parse import quote

LONGEST = 200
"""Characters of the longest id. The DOIs of PubMed's records are shorter."""


class IdKind(StrEnum):
    """What an id is. A record has a PMID, and may have a PMC id and a DOI."""

    PMID = "pmid"
    PMCID = "pmcid"
    DOI = "doi"
    SAMPLE = "sample"


class PaperId(str):
    """A normalised id: "32887691" (a PMID), "PMC10979640", "10.5555/abc" (a DOI, in small letters) or "sample".

    Only ``parse_id`` makes one from a text that people wrote.
    """

    __slots__ = ()

    @property
    def kind(self) -> IdKind:
        """What the id is; each kind begins differently."""
        if self == SAMPLE:
            return IdKind.SAMPLE
        if self.startswith("PMC"):
            return IdKind.PMCID
        return IdKind.DOI if self.startswith("10.") else IdKind.PMID


SAMPLE = PaperId("sample")
"""The id of the bundled record of an invented paper, which needs no network."""


def record_url(identifier: PaperId) -> str:
    """The URL of the paper's page at PubMed or PMC, or where its DOI leads."""
    match identifier.kind:
        case IdKind.PMCID:
            return f"https://pmc.ncbi.nlm.nih.gov/articles/{identifier}/"
        case IdKind.DOI:
            return f"https://doi.org/{quote(identifier)}"
    return f"https://pubmed.ncbi.nlm.nih.gov/{identifier}/"
