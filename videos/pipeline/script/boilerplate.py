"""Recognises sentences that are not about the research: declarations, registrations, notices, addresses, citations."""

import re
from collections.abc import Iterable

from videos.pipeline.artifacts import RichText
from videos.pipeline.script.brackets import BracketKind, brackets
from videos.pipeline.script.segmentation import Span

_YEAR = r"(?:19|20)\d\d"
_REGISTER = (
    r"(?:Clinical ?Trials?\.gov|ClinicalTrials|ISRCTN|PROSPERO|EudraCT|EU Clinical Trials Register|UMIN(?:-CTR)?|"
    r"ChiCTR|ANZCTR|ACTRN|DRKS|NTR|CTRI|JPRN|jRCT|IRCT|ReBec|TCTR|PACTR|CRD(?=\d)|NCT(?=\d)|INPLASY|OSF|"
    r"Open Science Framework|[A-Z]\w+ (?:Clinical )?Trials? Regist(?:ry|er))(?![A-Za-z])"
)
_NUMBERED = rf"{_REGISTER}(?-i:\W|[Nn]umber|[Ii]dentifier|no|registration|registry|unique|code|ChiCTR|[A-Z])*\d{{4,}}"
_THIS_STUDY = (
    r"(?:The|This|Our|All|These)\s(?:[\w-]+\s){0,4}?(?:study|trial|protocol|review|meta-analysis|survey|research|"
    r"project|work|experiments?|investigation|article)\b.{0,100}?\b"
)
_WAS = r"(?:is|was|were|are|has been|have been|had been)(?:\s[a-z]+ly|\salso|\sthen)?"
_PAYER = (
    r"(?:grants?|fund(?:s|ing|ed)?|foundation|council|institutes?|ministry|department|compan\w+|inc|ltd|universit\w+|"
    r"fellowships?|awards?|program(?:me)?s?|NIH|NHS|Wellcome|agency|society|association|cent(?:er|re)|commission|"
    r"academy|charity|government|donation|trust)\b"
)
_INTERESTS = (
    r"(?:conflicts?\sof\sinterests?|"
    r"(?:competing|financial|commercial|proprietary)\s(?:\w+\s)?(?:interests?|relationships?|disclosures?|support))"
)
_ADDRESS = r"(?:(?:https?:|www\.|ftp:)\S+|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"

_BEGINNINGS = (
    # of publishers
    r"This article (?:is|has been) (?:highlighted|protected|part|made available|published|licen[sc]ed)",
    r"(?:This|The) (?:is an )?open[- ]access article|Linked articles?|To view the |Click here|Please see |Word count",
    r"See (?:also|instructions|related|the accompanying|editorial|commentary)|(?:For|Read) (?:the )?(?:related|accomp)",
    r"Video (?:abstract|summary)?\s?(?:available|at|:)|Expected final online publication date",
    r"An? (?:video|graphical|visual|plain[- ]language|lay) (?:abstract|summary) (?:is|of)|Editor'?s'? note",
    r"(?:Received|Submitted|Accepted|Revised):? \d{1,2} \w+ \d{4}|(?:First )?published online\b|English translation",
    r"Tweet(?:able abstract)?\s?:|An earlier incorrect version|This article was corrected",
    r"Key ?words?\s?:|Abbreviations?\s?:|Subject areas?\s?:",
    # on rights
    rf"Copyright\W*(?:©|\(c\)|{_YEAR}|(?-i:[A-Z]))|©|\(c\) ?{_YEAR}|Crown copyright|All rights reserved|Published by",
    rf"{_YEAR} (?:Elsevier|Wiley|Springer|The Authors?|American|Society|BMJ|John Wiley|S\.? Karger|Thieme)\b",
    r"Licen[sc]ed under|Open access\s?:|(?:Georg )?Thieme\b|S\.? Karger AG",
    # citations and addresses
    r"Cite this article|How to cite|(?:Recommended|Suggested|Preferred) citation|Citation\s?:|PMID\b",
    r"Contacts?\s?:|Correspondence\s?(?:to|:)|(?:Corresponding author|E-?mail(?: address)?|Address)\s?:",
    r"Authors?'?s? address(?:es)?\s?:|Reprint requests|Address for (?:correspondence|reprints)|(?:URL|Web ?site)\s?:",
    # registrations and evidence
    r"(?:Clinical |This )?(?:Trial|Study|Protocol|Review|Systematic review|PROSPERO)?\s?"
    r"registration(?: (?:number|no\.?|ID|identifier|information|details))?\s?"
    rf"(?:[:.#—–-]|(?:is|was)\s(?:{_REGISTER}|.{{0,20}}\d{{4,}})|{_REGISTER})",
    rf"(?:Clinical )?(?:Trial|Study) (?:number|no\.|identifier|ID|information)\s?(?::|{_NUMBERED})|Unique identifier",
    r"(?:Therapeutic|Prognostic|Diagnostic|Economic)\W{0,2}(?:study\W{0,2})?level (?-i:[IV\d])",
    r"Level (?-i:[IV\d]+)[,.:;—–-]|(?:\d )?Technical Efficacy\b",
    r"(?:\w+ly )?Registered (?:at|with|in|under|on|as|by|number)\b",
    rf"{_NUMBERED}|Levels? of evidence\s?(?:[:,.;—–-]|is\b|\(?\d|(?-i:[IV]+\b))",
    # who paid, approved and declared
    r"(?:Funding|Funded|Sponsor(?:ed|ship)?|Financial support|Grant support|Sources? of (?:funding|support))\s?"
    r"(?::|by\b|from\b|—|–|\.|(?:(?:was|were) |for (?:this|the) \w+ (?:was|were) )(?:provided|received|obtained))",
    rf"Supported (?:in part )?by (?:an? |the )?.{{0,120}}{_PAYER}",
    r"(?:Conflicts? of interests?|Competing (?:financial )?interests?|(?:Financial )?Disclosures?(?: statement)?|"
    r"Declarations?(?: of (?:competing )?interests?)?|Ethics?(?: (?:approval|statement))?|Ethical approval|"
    r"Acknowledge?ments?|Data availability(?: statement)?|Author(?:s'|'s)? contributions?)\s?(?::|—|–|\.)",
    r"(?:Ethic\w* (?:\w+ )?approval|Approval|(?:\w+ )?informed consent|Ethical clearance)\b.{0,60}"
    r"\b(?:was|were|has been|had been) (?:\w+ )?(?:obtained|granted|given|received|provided|waived|sought)\b",
    r"(?:The |All |Both |These )?(?:\w+ )?authors? (?:\w+ )?(?:declares?d?|disclosed?s?|certif\w+|attests?)\b",
    r"(?:The |All |Both |These |None of the )?(?:\w+ )?authors? .*\b(?:no|any|potential|nothing)\b.*"
    rf"\b(?:{_INTERESTS}|to disclose)\b",
    r"Dr\.? [\w-]+ (?:is an? |has |was |owns |reports? |serves? |holds )(?:.*\b)?"
    r"(?:employee|fees|honoraria|stock|consultant)",
    r"The (?:views|opinions|contents?|findings and conclusions)\b.*\b(?:those of the authors?|"
    r"(?:do|does) not (?:\w+ )?(?:reflect|represent))",
    rf"(?:There (?:is|are|were|was) )?no (?:\w+ ){{0,2}}{_INTERESTS}\b|Nothing to (?:disclose|declare)",
    # supplements
    r"(?:Online )?supplement(?:ary|al) (?:data|materials?|information|files?|figures?|tables?|content|videos?)\b"
    r".*\b(?:available|online|found|accompan\w+|linked|access\w*|website|site|provided|at)\b",
    r"Electronic supplementary material|Supplementary material\s?:|The online version\b.*\bcontains supplement",
)
_PARTS = (
    r"\bDatabase Record\b.*(?:\(c\)|©|all rights)|\ball rights reserved\b",
    rf"\bdoi\s?[:/]\s?10\.|\bFIG\d+F\d+fig|RECOMMENDED CITATION|(?:©|\(c\)) ?{_YEAR} (?-i:[A-Z])",
    r"\b(?:data|datasets?|code|materials?|software|scripts?|program|supplement\w*)\b.*\b(?:is|are) (?:\w+ )?"
    r"available (?:from the (?:corresponding )?author|on (?:\w+ )?request|upon (?:\w+ )?request)",
)
_ABOUT_THE_STUDY = (
    rf"{_WAS} (?:\w+ and )?(?:registered|listed)\b.*(?:{_REGISTER}|\d{{4,}}|\bregist(?:er|ry|ration)\b)",
    rf"{_WAS} (?:reviewed and )?(?:approved|authori[sz]ed|cleared)\b.*\b(?:ethic\w*|committee|IRB|board|authorit\w+)",
    r"(?:received|obtained) (?:\w+ )?(?:ethic\w*|approval)\b|registration(?: number)? (?:is|was)\b",
    rf"{_WAS} (?:funded|financed|sponsored|paid for)\b|{_WAS} supported\b.{{0,30}}\bby\b.{{0,120}}{_PAYER}",
)
_CITATION = (
    rf"\(?{_YEAR}\)?[;,:]\s?\d+.*",  # Ann Invent 2012;71:1-10
    r"\d{1,4}\s?(?:\([\w-]+\))?\s?[:,]\s?e?\d+.*",  # Hum Invent 23:1-9, 2004
    rf"{_YEAR}\.?\W*",  # Laryngoscope, 2019
)
_LONGEST_CITATION = 18  # words


def _any(patterns: Iterable[str], before: str = "", after: str = "") -> re.Pattern[str]:
    return re.compile(f"{before}(?:{'|'.join(patterns)}){after}", re.IGNORECASE)


_BEGINS = _any(_BEGINNINGS, before=r"\W*")
_CONTAINS = _any(_PARTS)
_IS_ABOUT_THE_STUDY = _any(_ABOUT_THE_STUDY, before=_THIS_STUDY)
_CITES = _any(_CITATION, before=r"\W*(?:(?-i:[A-Z])[\w.'&-]*,?\s){1,8}", after="$")
_DOES_RESEARCH = re.compile(
    r"\b(?:randomi[sz]ed (?:to|into)|enrolled|recruited|included|assigned|compared|searched|measured|found|showed|"
    r"analy[sz]ed|treated|we)\b",
    re.IGNORECASE,
)
_SAYS_SOMETHING = re.compile(r"\w")
_HAS_ADDRESS = re.compile(_ADDRESS)
_CUT_SHORT = re.compile(r"\bABSTRACT TRUNCATED\b")
_ADDRESS_PASSAGE = re.compile(
    r"[,;:—–]\s*(?:(?:and|which|it|is|are|was|were|can|be|freely|publicly|openly|now|available|accessible|accessed|"
    r"found|downloaded|online|hosted|see|at|from|via|on|through|under|the|web|site|website|URL|address|source|code)"
    rf"\W+)*{_ADDRESS}(?<![.,;:])(?:,|(?=;|\.?$))",
    re.IGNORECASE,
)


def is_boilerplate(sentence: str) -> bool:
    """Whether the sentence is not about the research, is cut short by a notice, or gives an address.

    Who approved, registered or paid for the study is left out only where the sentence says nothing else.
    """
    text = _without_references(sentence)
    if _CUT_SHORT.search(sentence) or not _SAYS_SOMETHING.search(text):
        return True
    if _BEGINS.match(sentence) or _CONTAINS.search(text):
        return True
    if _IS_ABOUT_THE_STUDY.match(sentence) and not _DOES_RESEARCH.search(sentence):
        return True
    if len(sentence.split()) <= _LONGEST_CITATION and _CITES.match(sentence):
        return True
    return bool(_HAS_ADDRESS.search(_ADDRESS_PASSAGE.sub("", text)))


def _without_references(sentence: str) -> str:
    """The sentence without the brackets that only refer to something else; they are never said or shown."""
    spans = [(each.start, each.end) for each in brackets(sentence) if each.kind is BracketKind.REFERENCE]
    return RichText(sentence).without(spans).text


def addresses(sentence: str) -> list[Span]:
    """The spans of the passages that only say where something is: ", freely available at https://..."."""
    return [match.span() for match in _ADDRESS_PASSAGE.finditer(sentence)]
