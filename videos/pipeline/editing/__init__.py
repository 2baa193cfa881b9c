"""A person edits the storyboard of a paper's video: by the paper's own words, and by marked words of their own.

    Script ──draft_of──▶ Draft ──apply(operations)──▶ Draft ──check──▶ Verdict: Script, refusals, warnings

A draft holds places in the abstract and no text of it, and operations name sentences by their index. So no edit can
bring a word into the paper's mouth. What a person writes is on cards of the makers, in headings that are marked, and in
pronunciations that must sound like their word. Each edit passes the checks that an automatic script passes.
"""

from videos.pipeline.editing.board import Board, BoardCut, BoardItem, board_of, edits_of
from videos.pipeline.editing.changes import changes
from videos.pipeline.editing.choices import CutChoice, cuts_made, cuts_of, layouts_of
from videos.pipeline.editing.draft import Draft, Item, MakerCard, Reading, indices
from videos.pipeline.editing.operations import (
    MOST_OPERATIONS,
    AddMakerCard,
    AddSentence,
    EditMakerCard,
    MoveItem,
    Operation,
    RemoveItem,
    SetCut,
    SetFigure,
    SetGlance,
    SetHeading,
    SetLayout,
    SetPronunciation,
    SetSubtitle,
    apply,
)
from videos.pipeline.editing.problems import EditRefused, Problem, Refusal, opening
from videos.pipeline.editing.replacement import Wanted, WantedSentence, replaced
from videos.pipeline.editing.scripts import draft_of, script_of
from videos.pipeline.editing.verdict import Caution, Verdict, check

__all__ = [
    "MOST_OPERATIONS",
    "AddMakerCard",
    "AddSentence",
    "Board",
    "BoardCut",
    "BoardItem",
    "Caution",
    "CutChoice",
    "Draft",
    "EditMakerCard",
    "EditRefused",
    "Item",
    "MakerCard",
    "MoveItem",
    "Operation",
    "Problem",
    "Reading",
    "Refusal",
    "RemoveItem",
    "SetCut",
    "SetFigure",
    "SetGlance",
    "SetHeading",
    "SetLayout",
    "SetPronunciation",
    "SetSubtitle",
    "Verdict",
    "Wanted",
    "WantedSentence",
    "apply",
    "board_of",
    "changes",
    "check",
    "cuts_made",
    "cuts_of",
    "draft_of",
    "edits_of",
    "indices",
    "layouts_of",
    "opening",
    "replaced",
    "script_of",
]
