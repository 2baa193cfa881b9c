"""Gives a paper the figures of its full text that a video may show, and has their pictures kept."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from urllib.parse import quote

from videos.pipeline.artifacts import KeptFigure, Paper, Role
from videos.pipeline.artifacts.full_text import Deposit, FullText
from videos.pipeline.full_text import figure_gate
from videos.pipeline.full_text.choice import ShownFigure, choose
from videos.pipeline.full_text.licences import Licence
from videos.pipeline.full_text.sources import Cloud, Waiting, picture_of
from videos.pipeline.script.scoring import score
from videos.pipeline.script.statements import Statement, read

logger = logging.getLogger(__name__)

Keep = Callable[[bytes], str]
"""Keeps a PNG file, and returns its digest."""


def with_figures(
    paper: Paper, full_text: FullText, licence: Licence, deposit: Deposit, cloud: Cloud, keep: Keep, waiting: Waiting
) -> Paper:
    """The paper with figures that a video may show, the best first. The log says why others may not be shown.

    Raises what the archive and ``keep`` raise.
    """
    said = [each.text.text for each in results(paper)]
    fetch = partial(picture_of, deposit=deposit, cloud=cloud, waiting=waiting)
    chosen = choose(full_text.figures, said, fetch)
    for each in chosen.refused:
        logger.info("not shown of PMID %s: %s", paper.pmid, each.reason)
    kept = {each.name: each for each in reversed([*_kept(paper, chosen.shown, licence, deposit, keep)])}
    return replace(paper, figures=tuple(reversed(kept.values())))


def results(paper: Paper) -> list[Statement]:
    """The sentences of the abstract that a figure may belong to: the results, the main one first, then conclusions."""
    statements = read(paper)
    found = [each for each in statements if each.role is Role.RESULTS]
    main_first = sorted(found, key=lambda each: -score(each, is_first=False, is_last=False))
    return [*main_first, *(each for each in statements if each.role is Role.CONCLUSIONS)]


def _kept(
    paper: Paper, shown: tuple[ShownFigure, ...], licence: Licence, deposit: Deposit, keep: Keep
) -> Iterator[KeptFigure]:
    for each in shown:
        figure, picture = each.figure, each.picture
        yield KeptFigure(
            name=figure_gate.name(figure),
            figure=figure,
            url=f"https://pmc.ncbi.nlm.nih.gov/articles/{paper.pmcid}/{_fragment(figure.anchor)}",
            licence=licence.name,
            terms=licence.url,
            code=deposit.licence or "",
            image=keep(picture.png),
            width=picture.width,
            height=picture.height,
            panels=picture.panels,
        )


def _fragment(anchor: str) -> str:
    return f"#{quote(anchor, safe=':')}" if anchor else ""
