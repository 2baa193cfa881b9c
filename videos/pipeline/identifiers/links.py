"""Finds the id in a link by the link's own characters. No link is ever opened."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from videos.pipeline.identifiers import dois, others, words
from videos.pipeline.identifiers.cleaning import cleaned, trimmed
from videos.pipeline.identifiers.paper_id import IdKind
from videos.pipeline.identifiers.words import Found

Query = dict[str, str]

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{1,15}://", re.IGNORECASE)
_WITHOUT_SCHEME = re.compile(
    r"//|(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|(?:[a-z0-9][a-z0-9-]{0,62}\.){1,8}[a-z]{2,12})(?::\d{1,5})?[/?#]",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"(?<=[,;|)>\](\[])(?=https?://)", re.IGNORECASE)
_OPENERS = "<([{\"'\u201c\u201e\u00ab\u2018"
_DEEPEST = 3
"""How many links may stand in one another, as those of library proxies and mail filters do."""

_INNER = ("url", "qurl", "u", "q", "target", "dest", "destination", "redirect", "redirect_url", "link")
_RAW_INNER = re.compile(r"[?&](?:q?url|u|target)=(https?://.*)", re.IGNORECASE)
_EMBEDDED = re.compile(r"(?<=.)https?:/{1,2}[^/].*", re.IGNORECASE)
_PROXY_LABEL = re.compile(r"proxy|(?:^|\.)idm\.oclc\.org$|remotexs|webvpn|translate\.goog$")
_PORT = re.compile(r"\.(?:s|\d{2,5})$")

_NUMBER = r"(?P<{}>\d+)(?![^\W_])"
_PMID_PATH = re.compile(rf"/(?:pubmed/|abstract/|article/)?{_NUMBER.format('pmid')}", re.IGNORECASE)
_OLD_PATH = re.compile(rf"(?:/m|/labs)?/(?:pubmed|articles)/{_NUMBER.format('pmid')}", re.IGNORECASE)
_PMC_PATH = re.compile(
    rf"(?:/m|/labs)?(?:/pmc)?/articles/(?:pmid/{_NUMBER.format('pmid')}|(?:instance/)?(?:PMC)?{_NUMBER.format('pmc')})",
    re.IGNORECASE,
)
_EUROPE_PATH = re.compile(
    rf"(?:/europepmc)?(?:/webservices/rest)?/(?:(?:article|abstract|api/article)/MED/{_NUMBER.format('pmid')}"
    rf"|(?:articles?|abstract|pmc/articles|webservices/rest|article/PMC|abstract/PMC)/(?:PMC)?{_NUMBER.format('pmc')}"
    rf"|PMC{_NUMBER.format('rest')})",
    re.IGNORECASE,
)
_IDENTIFIERS_PATH = re.compile(
    rf"/(?:pubmed[:/]{_NUMBER.format('pmid')}|pmc(?:\.article)?[:/](?:PMC)?{_NUMBER.format('pmc')})", re.IGNORECASE
)
_EARLY = re.compile(r"/early/\d{4}/\d\d/\d\d/(\d{4}\.\d\d\.\d\d\.\d{4,12}|\d{6})(?!\d)")
_SEARCHES = ("search", "gquery")
_DATABASES = {"pubmed": IdKind.PMID, "pmc": IdKind.PMCID}

_SEARCH = f"This is a search, not one paper. Open the paper that you mean. {others.PAPER}, or the address of its page."
_NO_ID = f"This address holds no id of a paper. {others.PAPER}, or the address of its own page."


def divide(text: str) -> tuple[list[str], str]:
    """The links in a cleaned text, and the text without them."""
    links, rest = [], []
    for token in text.split(" "):
        for part in _BESIDE.split(token):
            start = _start(part)
            if start is None:
                rest.append(part)
            else:
                rest.append(part[:start])
                links.append(trimmed(re.split(r"[\"\u201c\u201d\u00ab\u00bb]", part[start:], maxsplit=1)[0]))
    return links, " ".join(rest)


def find(link: str, depth: int = _DEEPEST) -> Found:
    """The ids that a link holds, or what is wrong with it."""
    try:
        parts = urlsplit(link if _SCHEME.match(link) else f"https://{link.removeprefix('//')}")
        host = _site((parts.hostname or "").rstrip("."))
    except ValueError:
        return Found(fault=_NO_ID)
    if parts.scheme not in ("http", "https") or {"@", "\\"} & {*parts.netloc}:
        return Found(fault=_NO_ID)  # a name before the host makes people take it for the host
    path = cleaned(_unescaped(parts.path))
    query = {name.lower(): cleaned(value) for name, value in parse_qsl(parts.query)}
    if reader := _SITES.get(host):
        return reader(path, query)
    inner = _inner(parts, link, depth)
    if inner and inner.mentions:
        return inner
    own = Found(fault=others.SITES[host]) if host in others.SITES else _publisher(host, path, query)
    return own if own.mentions or not inner else inner


def _unescaped(path: str) -> str:
    """A path without escapes, also where a slash was escaped twice."""
    once = unquote(path)
    return unquote(once) if "%2f" in once.lower() else once


def _start(token: str) -> int | None:
    """Where a link begins in a token, None if it holds none."""
    if scheme := _SCHEME.search(token):
        return scheme.start()
    opened = len(token) - len(token.lstrip(_OPENERS))
    return opened if _WITHOUT_SCHEME.match(token, opened) else None


def _site(host: str) -> str:
    """The host that a library's proxy stands for, without www: "pubmed-ncbi-nlm-nih-gov.proxy.example.edu".

    A proxy writes the host with hyphens, or appends its own name.
    """
    host = host.lower()
    prefixed = re.match(r"\d-", host)
    host = (host[2:] if prefixed else host).removeprefix("www.")
    known = {*_SITES, *others.SITES}
    if host in known:
        return host
    first, _, proxy = host.partition(".")
    spelled = first.replace("--", "\0").replace("-", ".").replace("\0", "-").removeprefix("www.")
    for name in (spelled, _PORT.sub("", spelled)):
        if proxy and name in known:
            return name
    for name in known:
        if host.startswith(f"{name}.") and (prefixed or _PROXY_LABEL.search(host.removeprefix(f"{name}."))):
            return name
    return host


def _inner(parts: SplitResult, link: str, depth: int) -> Found | None:
    """What a link within the link holds, None if there is no link in it."""
    inner = next(_links_within(parts, link), None)
    return find(trimmed(inner), depth - 1) if inner and depth > 1 else None


def _links_within(parts: SplitResult, link: str) -> Iterator[str]:
    if raw := _RAW_INNER.search(link):
        yield raw[1]
    query = dict(parse_qsl(parts.query))
    for name in _INNER:
        value = query.get(name, "").strip()
        if _SCHEME.match(value) or _WITHOUT_SCHEME.match(value):
            yield value
    if embedded := _EMBEDDED.search(parts.path):
        yield re.sub(r"^(https?:)/+", r"\1//", embedded[0].partition("__;")[0], flags=re.IGNORECASE) + (
            f"?{parts.query}" if parts.query else ""
        )


def _publisher(host: str, path: str, query: Query) -> Found:
    """A DOI in the path of any other site, or in a parameter."""
    if host.endswith(("biorxiv.org", "medrxiv.org")) and (early := _EARLY.search(path)):
        return words.of_dois([dois.normalised(f"10.1101/{early[1]}")])
    if host == "academic.oup.com":
        path = re.sub(r"(?<=\w)/\d{5,}/?$", "", path)  # their own number, after the DOI
    for text in (path, *query.values()):
        if names := dois.in_link(text):
            return words.of_dois(names[:1])
    shown = f"“{host[:60]}” " if host else ""
    return Found(fault=f"The address at {shown}holds no DOI. {others.PAPER}: the page usually shows its DOI.")


def _searched(query: Query, *names: str) -> Found | None:
    """The ids in a search, None if the link searches for nothing."""
    term = next((query[name] for name in names if query.get(name)), "")
    if not term:
        return None
    found = words.find(re.sub(r"[\"()]", " ", term) if not dois.DOI.search(term) else term)
    if found.fault or (found.mentions and not found.words):
        return found
    return found if any(mention.id.kind is IdKind.DOI for mention in found.mentions) else Found(fault=_SEARCH)


def _numbered(match: re.Match[str] | None) -> Found | None:
    if match is None:
        return None
    kind, number = next((name, number) for name, number in match.groupdict().items() if number)
    return words.digits(number, IdKind.PMID if kind == "pmid" else IdKind.PMCID)


def _pubmed(path: str, query: Query) -> Found:
    found = _numbered(_PMID_PATH.match(path)) or _searched(query, "term", "q")
    return found or Found(fault=_SEARCH if query else _NO_ID)


def _pmc(path: str, query: Query) -> Found:
    return _numbered(_PMC_PATH.match(path)) or _searched(query, "term", "q") or Found(fault=_NO_ID)


def _ncbi(path: str, query: Query) -> Found:
    """NCBI's own host: old addresses of PubMed and PMC, and all other databases."""
    found = _numbered(_OLD_PATH.match(path)) or _numbered(_PMC_PATH.match(path))
    if found:
        return found
    place = re.match(r"(?:/m|/labs)?/(?P<name>\w+)", path)
    database = (query.get("db") or (place["name"] if place else "")).lower()
    if database in _SEARCHES:
        return Found(fault=_SEARCH)
    if database not in _DATABASES:
        return Found(
            fault=f"This is a page of another database of NCBI{f' (“{database[:20]}”)' if database else ''}, not a "
            f"paper. {others.PAPER}, or the address of its page at PubMed or PMC."
        )
    numbers = next((query[name] for name in ("list_uids", "id", "uid") if query.get(name)), "")
    found_all = [words.digits(number, _DATABASES[database]) for number in re.findall(r"\d+", numbers)[:50]]
    if found_all:
        fault = next((found.fault for found in found_all if found.fault), "")
        return Found(tuple(mention for found in found_all for mention in found.mentions) if not fault else (), 0, fault)
    return _searched(query, "term", "termtosearch") or Found(fault=_SEARCH if query else _NO_ID)


def _europe_pmc(path: str, query: Query) -> Found:
    if preprint := re.search(r"/PPR/?(?:PPR)?\d", path, re.IGNORECASE):
        return Found(fault=others.PREPRINT_NUMBER if preprint else "")
    found = _numbered(_EUROPE_PATH.match(path)) or _searched(query, "accid", "query", "ids")
    return found or Found(fault=_NO_ID)


def _doi_org(path: str, query: Query) -> Found:
    names = dois.in_link(path.replace("doi:", "")) or dois.in_link(query.get("doi", ""))
    if not names and re.fullmatch(r"/(?:10/)?[a-z0-9]{3,12}/?", path, re.IGNORECASE):
        return Found(fault=others.SHORT_DOI)
    return words.of_dois(names[:1]) if names else Found(fault=others.NOT_A_DOI)


def _identifiers(path: str, query: Query) -> Found:
    found = _numbered(_IDENTIFIERS_PATH.match(path))
    names = dois.in_link(path)
    return found or (words.of_dois(names[:1]) if names else Found(fault=others.sentence(path) or _NO_ID))


def _doi_of_path(path: str, query: Query) -> Found:
    return _publisher("", path, query)


_SITES: dict[str, Callable[[str, Query], Found]] = {
    "pubmed.ncbi.nlm.nih.gov": _pubmed,
    "pubmed.gov": _pubmed,
    "pubmed.com": _pubmed,
    "ncbi.nlm.nih.gov": _ncbi,
    "m.ncbi.nlm.nih.gov": _ncbi,
    "eutils.ncbi.nlm.nih.gov": _ncbi,
    "pmc.ncbi.nlm.nih.gov": _pmc,
    "europepmc.org": _europe_pmc,
    "m.europepmc.org": _europe_pmc,
    "ukpmc.ac.uk": _europe_pmc,
    "ebi.ac.uk": _europe_pmc,
    "doi.org": _doi_org,
    "dx.doi.org": _doi_org,
    "identifiers.org": _identifiers,
    "bioregistry.io": _identifiers,
    "n2t.net": _identifiers,
}
"""How each site that names papers by ids writes them in its links."""
