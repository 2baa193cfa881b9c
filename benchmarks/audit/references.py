"""Words at the start of a narrated sentence that refer to a sentence of the abstract which is not said just before."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from benchmarks.audit.material import Finding, Passage, Video
from videos.pipeline.artifacts import Sentence

_LEAD = (
    r"(?:(?:In|For|With|Of|Among|On|To|By|From|Using|After|At|Under|Based on|In addition to|Despite|Given),?\s"
    r"(?:all |both |each of |most of )?)?"
)
_POINTS = re.compile(
    rf"^{_LEAD}(?:(?:this|these|those|such)\s(?P<noun>[\w-]+(?:\s[\w-]+)?)|"
    r"(?:the\s(?:latter|former|other|others|remaining|same)|it|they|their|its|them|he|she|his|her)\b)",
    re.IGNORECASE,
)
_WHOLE_WORK = re.compile(
    r"(?:present |current |new |novel |retrospective |prospective )?(?:study|studies|paper|article|review|work|"
    r"trial|research|report|analys[ei]s|survey|"
    r"project|investigation|thesis|chapter|contribution|protocol|meta-analysis|cohort|context|regard|way|respect|case)",
    re.IGNORECASE,
)
_FINDINGS = re.compile(
    r"(?:\w+ )?(?:results?|findings?|data|observations?|experiments?|conclusions?|evidence|outcomes?)", re.IGNORECASE
)
_EXPLETIVE = re.compile(
    r"^It\s(?:is|was|has been|remains|may be|can be|appears|seems|would be)\s(?:\S+\s){0,4}?(?:that|whether|to|how|"
    r"if|why)\b|"
    r"^It\s(?:follows|seems|appears|turned out)\b",
    re.IGNORECASE,
)
_LINKS = re.compile(
    r"^(?:However|But|Yet|In contrast|By contrast|Conversely|On the other hand|On the contrary|Nevertheless|"
    r"Nonetheless|"
    r"Furthermore|Moreover|Additionally|In addition|Also|Besides|Similarly|Likewise|Instead|Thus|Therefore|Hence|"
    r"Consequently|Accordingly|As a result|Then|Subsequently|Finally|Second(?:ly)?|Third(?:ly)?|Otherwise|Again|"
    r"Specifically|In particular|For example|For instance|Indeed|In turn)\b",
    re.IGNORECASE,
)
_SAYS_WHAT_IT_IS = re.compile(r"^This (?:is|was) an?\b", re.IGNORECASE)
_AIM = re.compile(r"\b(?:aim|aimed|sought|objective|purpose|goal|investigated|hypothesi[sz]ed?)\b", re.IGNORECASE)
_WITHIN = re.compile(
    r"^(?:\S+\s){1,9}?(?P<word>(?P<which>these|this|those|such)\s(?!as\b|an?\b|that\b|who\b|with\b|of\b|"
    r"in\b)(?P<noun>[\w-]+(?:\s[\w-]+)?))",
    re.IGNORECASE,
)
_TOPIC = re.compile(r"(?:condition|disease|disorder|exam|population)\b")
_NAMED_BY_THE_TITLE = re.compile(r"matter|topic|issue|problem|subject|field|procedure")
_CONTENT = 5
"""Letters of a word that can name what is referred to."""

_TURNS = re.compile(
    r"^(?:However|But|Yet|In contrast|By contrast|Conversely|On the other hand|On the contrary|Nevertheless|"
    r"Nonetheless)\b",
    re.IGNORECASE,
)
_TWO_NAMES = re.compile(r"[A-Za-z)]\s(?:and|or|vs\.?|versus|&)\s(?:the )?[A-Za-z(]")
_IN_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_LABELLED = re.compile(r"\bgroups? (?P<labels>(?:[A-Z]|\d)\b(?:(?:, and|,| and| or) (?:[A-Z]|\d)\b)*)", re.IGNORECASE)
_BEGINS_A_LIST = re.compile(r"First(?:ly)?\b|One\b|On the one hand\b", re.IGNORECASE)
_CONTINUES_A_LIST = re.compile(r"Second(?:ly)?\b|The other\b|Another\b|On the other hand\b", re.IGNORECASE)
_COUNTED = re.compile(
    r"^(?:\w+,?\s){0,2}?(?:both|the two|the three|all three|all four|either|"
    r"neither of the)\s(?P<noun>[\w-]+(?:\s[\w-]+)?)",
    re.IGNORECASE,
)


def check(video: Video) -> Iterator[Finding]:
    """Sentences that refer to what is not said, and claims without the contrast that follows them."""
    before: tuple[Sentence, ...] = ()
    for sentence in video.narrated:
        passage = video.passages_of(sentence)[0]
        is_next = passage.place == 0 or _follows(video, passage, before)
        if not is_next:
            for word in _unanswered(sentence.spoken, before, video):
                antecedent = video.passages[passage.place - 1].text
                yield Finding("references", sentence.spoken, f"“{word}” refers to: {antecedent}")
            if not _TWO_NAMES.search(
                sentence.spoken.partition("respectively")[0]
            ) and "respectively" in _IN_BRACKETS.sub("", sentence.spoken):
                yield Finding("references", sentence.spoken, "“respectively” refers to names that are not said")
        for label in _unexplained(sentence.spoken, video.paper.abstract, _read(video, (*before, sentence))):
            yield Finding("references", sentence.spoken, f"“group {label}” is not explained")
        before = (*before, sentence)
    for one, following in pairwise(video.passages):
        if one.said and not following.said and one.section == following.section:
            for name in _broken_off(one.text, following.text):
                yield Finding("references", one.text, f"{name} is not said: {following.text}")


def _broken_off(text: str, following: str) -> Iterator[str]:
    """What a sentence that is said has lost, if the one after it is not said."""
    if _TURNS.match(following):
        yield "its contrast"
    if _BEGINS_A_LIST.match(text) and _CONTINUES_A_LIST.match(following):
        yield "the rest of its list"


def _read(video: Video, sentences: Sequence[Sentence]) -> str:
    return " ".join(video.source_of(each) for each in sentences)


def _unexplained(text: str, abstract: str, read: str) -> Iterator[str]:
    """The labels of groups that only another sentence explains."""
    for match in _LABELLED.finditer(text):
        for label in re.findall(r"\b(?:[A-Z]|\d)\b", match["labels"]):
            defined = re.compile(rf"\((?:[^()]*\b)?group {label}\b|group {label} ?[(:,]", re.IGNORECASE)
            if defined.search(abstract) and not defined.search(read):
                yield label


def _follows(video: Video, passage: Passage, before: Sequence[Sentence]) -> bool:
    """Whether the passage before this one was the last that was said."""
    return bool(before) and video.passages_of(before[-1])[-1].place >= passage.place - 1


def _unanswered(text: str, before: Sequence[Sentence], video: Video) -> Iterator[str]:
    heard = " ".join([video.paper.title.text, *(each.spoken for each in before)]).casefold()
    if link := _LINKS.match(text):
        if _TURNS.match(text) or not _AIM.search(text):
            yield link[0]
        text = text[link.end() :].lstrip(" ,")
    if _EXPLETIVE.match(text):
        return
    if counted := _COUNTED.match(text):
        if _stem(counted["noun"].split()[0]) not in heard:
            yield counted[0]
    elif (points := _POINTS.match(text)) and not _needs_nothing(points["noun"] or "", text, before):
        yield points[0]
    elif (within := _WITHIN.match(text)) and not _is_introduced(within["which"], within["noun"], before, heard):
        yield within["word"]


def _needs_nothing(noun: str, text: str, before: Sequence[Sentence]) -> bool:
    return bool(_SAYS_WHAT_IT_IS.match(text)) or _is_known(noun, before)


def _is_introduced(which: str, noun: str, before: Sequence[Sentence], heard: str) -> bool:
    is_named = any(_stem(word) in heard for word in noun.split() if len(word) >= _CONTENT)
    return is_named or (which.casefold() != "such" and _is_known(noun, before))


def _is_known(noun: str, before: Sequence[Sentence]) -> bool:
    """Whether "this study", "these findings" or, after the title, "this topic" needs no particular sentence."""
    if _WHOLE_WORK.match(noun) or _TOPIC.match(noun):
        return True
    return bool((_FINDINGS if before else _NAMED_BY_THE_TITLE).match(noun))


def _stem(word: str) -> str:
    return word.casefold().rstrip("s")
