"""Examples of storyboards and their edits, for the OpenAPI document."""

from typing import Any

from videos.api.examples import COMPLETED

STORYBOARD: dict[str, Any] = {
    "pmid": "99999999",
    "doi": "10.5555/invented.2026.0412",
    "citation": "Okafor AN, et al. Journal of Invented Clinical Research. 2026.",
    "scenes": [
        {
            "layout": "statement",
            "label": "Results",
            "picture": None,
            "start": 12.4,
            "end": 19.067,
            "sentences": [
                {
                    "spoken": "Glucose after meals was lower in the group that walked.",
                    "shown": "Glucose after meals was lower in the group that walked.",
                    "start": 12.612,
                    "end": 18.204,
                    "source": {
                        "section": "RESULTS",
                        "index": 2,
                        "start": 0,
                        "end": 55,
                        "text": "Glucose after meals was lower in the group that walked.",
                    },
                }
            ],
        }
    ],
}

_SENTENCE: dict[str, Any] = STORYBOARD["scenes"][0]["sentences"][0]
_SCENE: dict[str, Any] = {
    "number": 4,
    "layout": "statement",
    "label": "Results",
    "note": "HbA1c = glycated haemoglobin",
    "slides": 1,
    "seconds": 6.7,
    "figure": None,
    "picture": None,
    "sentences": [{name: _SENTENCE[name] for name in ("spoken", "shown", "source")}],
}
_FACSIMILE: dict[str, Any] = {
    "kind": "facsimile",
    "text": "Figure 2 of the paper: Glucose after meals, by group.",
    "shows": [{"role": "words", "text": "Glucose after meals, by group.", "field": "caption", "source": None}],
    "figure": {
        "number": "Figure 2",
        "url": "https://pmc.ncbi.nlm.nih.gov/articles/PMC9999999/#F2",
        "licence": "CC BY 4.0",
        "licence_url": "https://creativecommons.org/licenses/by/4.0/",
        "credit": "Figure 2 of Okafor et al. 2026, CC BY 4.0",
        "width": 1600,
        "height": 1000,
    },
}
_LIMIT = "The walks were not supervised, so that some may have been missed."
_LIMITS: dict[str, Any] = _SCENE | {
    "number": 6,
    "label": "Limits, from the full text",
    "note": "",
    "sentences": [
        {
            "spoken": _LIMIT,
            "shown": _LIMIT,
            "source": {
                "section": "Full text: Discussion, paragraph 4",
                "index": 4,
                "start": 0,
                "end": len(_LIMIT),
                "text": _LIMIT,
                "full_text": {
                    "path": ["Discussion"],
                    "paragraph": 4,
                    "url": "https://pmc.ncbi.nlm.nih.gov/articles/PMC9999999/#:~:text=The%20walks%20were",
                },
            },
        }
    ],
}
_SHOWN: dict[str, Any] = {"role": "value", "text": "17%", "field": None, "source": _SENTENCE["source"]}
REVIEWED: dict[str, Any] = {
    "version": 2,
    "note": "Reset to version 1.",
    "author": "ada",
    "created_at": "2026-11-25T14:21:03.908114Z",
    "approved_at": "2026-11-25T14:22:40.001306Z",
    "pmid": "99999999",
    "title": COMPLETED["paper"]["title"],
    "seconds": 84.2,
    "promised_seconds": 90.0,
    "can_undo": True,
    "can_redo": False,
    "changes": ["The voice leaves out the title's subtitle."],
    "warnings": [{"position": None, "text": "The abstract reports harms, and the video does not."}],
    "items": [
        {
            "position": 0,
            "kind": "sentence",
            "index": 7,
            "text": _SENTENCE["source"]["text"],
            "heading": "",
            "layout": "picture",
            "layouts": ["statement", "points", "picture"],
            "figure": None,
            "figures": ["Figure 2", "Figure 3"],
            "cuts": [{"number": 0, "text": "(95% CI 12 to 22; p < 0.001)", "on": True}],
            "scene": 3,
        }
    ],
    "subtitle": False,
    "has_subtitle": True,
    "glance": False,
    "pronunciations": [{"word": "walkers", "said": "wawkers"}],
    "omissions": ["harms"],
    "scenes": [
        {**_SCENE, "layout": "figure", "figure": {"value": "17%", "label": "lower glucose after meals"}},
        {**_SCENE, "layout": "picture", "picture": {"kind": "interval", "text": "17%.", "shows": [_SHOWN]}},
        {**_SCENE, "layout": "picture", "picture": _FACSIMILE},
        _LIMITS,
    ],
    "abstract": [{**_SENTENCE["source"], "is_used": True}],
}

"""A version of a storyboard as it is reviewed."""

EDIT: dict[str, Any] = {
    "version": 2,
    "operations": [
        {"type": "add_sentence", "index": 9, "position": 3},
        {"type": "remove_item", "position": 0},
        {"type": "move_item", "position": 3, "to": 1},
        {"type": "set_cut", "position": 1, "cut": 0, "on": False},
    ],
}
REPLACEMENT: dict[str, Any] = {
    "version": 2,
    "items": [
        {"index": 7, "cuts": [{"number": 0, "on": False}], "layout": "picture"},
        {"text": "We are recruiting for the next study."},
    ],
    "subtitle": True,
    "glance": False,
    "pronunciations": [{"word": "HbA1c", "said": "H B A one C"}],
}
