"""What people paste that is no id of a paper: a table of what it is, and what to enter instead."""

import re
from dataclasses import dataclass

PAPER = "Enter the PMID, PMC id or DOI of the paper"

ARXIV = (
    "This is an arXiv preprint, which PubMed does not have. If it was published in a journal, enter the PMID or DOI of "
    "that paper."
)
TRIAL = f"This is the registration of a trial in a registry, not a paper. {PAPER} that reports its results."
REVIEW = f"This is the registration of a review (as in PROSPERO), not a paper. {PAPER} that reports the review."
BOOK = f"This is the ISBN of a book. Books are not read. {PAPER}."
JOURNAL = f"This is the ISSN of a journal, not one of its papers. {PAPER}."
VARIANT = f"This is the id of a genetic variant (dbSNP), not of a paper. {PAPER} about it."
SEQUENCE = f"This is the id of data (genes, sequences or samples), not of a paper. {PAPER} that describes them."
PERSON = f"This is the ORCID iD of a person. {PAPER} that you mean."
MANUSCRIPT = f"This is the id of a manuscript at NIH. {PAPER}: its page at PMC shows them."
CHAPTER = f"This is a text of NCBI's Bookshelf. Its books are read by their PMID only. {PAPER}."
ARTICLE_NUMBER = f"This is a publisher's own number of an article. {PAPER}: the article's page shows its DOI."
PREPRINT_NUMBER = (
    "This is Europe PMC's own number of a preprint. Enter the DOI of the preprint, or the PMID or DOI of the paper "
    "that it became."
)
PREPRINT = (
    "This is a preprint without its DOI. Enter the DOI, which begins with 10.1101 or 10.64898, or the PMID or DOI of "
    "the paper that it became."
)
SHORT_DOI = "This is a short DOI. Enter the whole one, which its page shows: it begins with 10. and four digits."
PMC_ALONE = "The number after PMC is missing. Enter the whole id, such as PMC10979640."
PMC_NUMBER = (
    "This is the number of a PMC id without its letters. The same number as a PMID is another paper, so write PMC "
    "before it: PMC10979640."
)
NOT_A_DOI = "This begins like a DOI and is not complete. A DOI looks like 10.5555/abc.123. Copy the whole of it."
GROUPED = "This number is divided into groups. Write its digits without anything between them: 32887691."
LONG_NUMBER = "A PMID has at most eight digits, and a PMC id nine after its letters. Check the number."
LONG_DOI = "This DOI is longer than any that PubMed has. Check where it ends."


@dataclass(frozen=True, slots=True)
class Other:
    """The form of an id that names something else, and the sentence that says so."""

    form: re.Pattern[str]
    sentence: str


def _other(pattern: str, sentence: str) -> Other:
    return Other(re.compile(rf"(?<![^\W_])(?:{pattern})(?![^\W_])", re.IGNORECASE | re.ASCII), sentence)


OTHERS = (
    _other(r"ar[xχ]iv", ARXIV),
    _other(r"\d{4}\.\d{4,5}(?:v\d{1,3})?", ARXIV),
    _other(r"[a-z]{2,8}(?:-[a-z]{2,4})?/\d{7}(?:v\d{1,3})?", ARXIV),
    _other(r"NCT[\s:#-]?\d{4,10}", TRIAL),
    _other(
        r"(?:ISRCTN|DRKS|UMIN|JPRN-\w{1,9}|jRCT\w?|NTR|NL|KCT|TCTR|PACTR|IRCT|ACTRN|SLCTR|LBCTR)-?\d{3,20}\w{0,4}",
        TRIAL,
    ),
    _other(r"ChiCTR[-\w]{4,20}", TRIAL),
    _other(r"CTRI/\d{4}/\d{1,3}/\d{4,6}", TRIAL),
    _other(r"(?:EudraCT|EUCTR|CTIS)[\s:#-]{0,2}\d{4}-\d{5,6}-\d\d(?:-\d\d)?", TRIAL),
    _other(r"\d{4}-\d{6}-\d\d(?:-\d\d)?", TRIAL),
    _other(r"RBR-?\w{5,8}", TRIAL),
    _other(r"(?:PROSPERO[\s:#-]{0,2})?CRD[\s-]?\d{8,14}", REVIEW),
    _other(r"INPLASY\d{6,12}", REVIEW),
    _other(r"(?:bio|med)Rxiv", PREPRINT),
    _other(r"(?:e-?)?ISBN(?:-?1[03])?", BOOK),
    _other(r"97[89][- ]?\d{1,5}[- ]?\d{1,7}[- ]?\d{1,7}[- ]?\d", BOOK),
    _other(r"[ep]?-?ISSN", JOURNAL),
    _other(r"\d{4}-\d{3}[\dX]", JOURNAL),
    _other(r"(?:rs|ss)\d{3,12}", VARIANT),
    _other(r"(?:ORCID\D{0,10})?\d{4}-\d{4}-\d{4}-\d{3}[\dX]", PERSON),
    _other(r"(?:NIHMS|HHMIMS|EMS|UKMS|CAMS)(?:ID)?[\s:#-]{0,2}\d{3,9}", MANUSCRIPT),
    _other(r"NBK\d{3,9}", CHAPTER),
    _other(r"PPR\d{3,9}", PREPRINT_NUMBER),
    _other(r"(?:PII[\s:]{0,2})?S\d{4}-?\d{3}[\dX]\(?\d\d\)?\d{5}-?[\dX]", ARTICLE_NUMBER),
    _other(
        r"(?:GSE|GSM|GDS|SRR|SRP|SRX|PRJ[EDN][AB]|SAM[EDN]A?|ENS[A-Z]{0,6}|[NX][MPRCG]_|phs)\d{3,15}(?:\.\w{1,9})*",
        SEQUENCE,
    ),
    _other(r"(?:doi[\s:]{0,3}|doi\.org/)?10/[a-z0-9]{3,12}", SHORT_DOI),
    _other(r"PMC[\s_-]?ID[\W_]{0,3}\d{1,12}|PMC\s?[:#]\s?\d{1,12}", PMC_NUMBER),
    _other(r"PMC(?:[\s_-]?IDs?)?\W{0,3}$", PMC_ALONE),
    _other(r"\d{1,3}(?:[,.'\u2019 ]\d{3}){2,3}", GROUPED),
    _other(r"\d{9,}", LONG_NUMBER),
    _other(r"10\.\d{4,9}(?:/\S{0,3})?", NOT_A_DOI),
)
"""Those with a form of their own first. None of them is about a paper that also has an id in the same text."""

SITES = {
    "arxiv.org": ARXIV,
    "clinicaltrials.gov": TRIAL,
    "classic.clinicaltrials.gov": TRIAL,
    "isrctn.com": TRIAL,
    "clinicaltrialsregister.eu": TRIAL,
    "euclinicaltrials.eu": TRIAL,
    "trialsearch.who.int": TRIAL,
    "anzctr.org.au": TRIAL,
    "chictr.org.cn": TRIAL,
    "drks.de": TRIAL,
    "crd.york.ac.uk": REVIEW,
    "orcid.org": PERSON,
    "books.google.com": BOOK,
    "amazon.com": BOOK,
    "scholar.google.com": f"This is a search at Google Scholar, not a paper. {PAPER} that you found.",
    "google.com": f"This is a web search, not a paper. {PAPER} that you found.",
    "bing.com": f"This is a web search, not a paper. {PAPER} that you found.",
}
"""Sites whose pages are never papers that PubMed has."""


def sentence(text: str) -> str:
    """What the text is and what to enter instead, "" for a text that is nothing of the table."""
    return next((other.sentence for other in OTHERS if other.form.search(text)), "")
