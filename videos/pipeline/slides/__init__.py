"""Turns a script into slides: a template lays out every scene, and the page is drawn as a picture.

The template reads one JSON text per scene, and none of it as markup. It reduces the type size until the text fits. A
scene that does not fit at any readable size is divided into two; a card that does not fit is an error. A picture that
does not fit is given up for the text of its scene. Text is never cut off.
"""

from videos.pipeline.slides.deck import Brand
from videos.pipeline.slides.poster import poster
from videos.pipeline.slides.stills import StillShape, StillTypesetter, VisualAbstract, visual_abstract
from videos.pipeline.slides.typesetting import Page, Slides, Typesetter, typeset

__all__ = [
    "Brand",
    "Page",
    "Slides",
    "StillShape",
    "StillTypesetter",
    "Typesetter",
    "VisualAbstract",
    "poster",
    "typeset",
    "visual_abstract",
]
