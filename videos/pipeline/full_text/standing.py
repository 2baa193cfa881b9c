"""Whether a full text belongs to the paper, and may stand for it."""

from videos.pipeline.artifacts import Paper
from videos.pipeline.artifacts.full_text import ArticleKind, Deposit, FullText

_NOTICES = {
    ArticleKind.RETRACTION: "a retraction of another article",
    ArticleKind.CORRECTION: "a correction of another article",
    ArticleKind.CONCERN: "an expression of concern about another article",
}


def deposit_refusal(deposit: Deposit) -> str:
    """The sentence that says why an article is not used, by the archive's metadata, or ""."""
    if deposit.is_retracted:
        return "The full text was retracted."
    if deposit.is_scanned:
        return "The full text was recognised from a scan and may contain errors that the paper does not have."
    if not deposit.is_open_access:
        return "The full text is not in the open-access subset of PubMed Central."
    return ""


def refusal(full_text: FullText, paper: Paper) -> str:
    """The sentence that says why the text is not used, or ""."""
    if other := _other_paper(full_text, paper):
        return f"The full text belongs to another paper ({other})."
    if full_text.kind is not ArticleKind.ARTICLE:
        return f"The full text is {_NOTICES[full_text.kind]}."
    if full_text.is_retracted:
        return "The full text was retracted."
    if not full_text.is_open:
        return "The publisher does not share the full text."
    return ""


def _other_paper(full_text: FullText, paper: Paper) -> str:
    """An id of the full text that is not the one of the paper, or "it has none of its ids"; "" if they agree.

    An id that either lacks is not compared.
    """
    pairs = (
        (full_text.pmid, paper.pmid),
        (full_text.pmcid, paper.pmcid),
        (full_text.doi.lower(), paper.doi.lower()),
    )
    compared = [(found, wanted) for found, wanted in pairs if found and wanted]
    return next((found for found, wanted in compared if found != wanted), "" if compared else "it has none of its ids")
