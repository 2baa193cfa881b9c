"""How well an accent colour can be read on slides, in numbers and in words."""

from dataclasses import dataclass

from videos.pipeline import colours

_VERY_GOOD = 7.0
"""The enhanced contrast of text (WCAG 2.2, 1.4.6)."""


@dataclass(frozen=True, slots=True)
class OnSlides:
    """A colour on one kind of slide.

    ``page`` is the colour of the slide, ``drawn`` the colour as slides show it. The ratios are those of WCAG, from 1
    to 21, of the colour as it was chosen, and as it is drawn.
    """

    name: str
    page: str
    chosen: str
    drawn: str

    @property
    def ratio(self) -> float:
        """The contrast of the chosen colour."""
        return colours.contrast(self.chosen, self.page)

    @property
    def words(self) -> str:
        """What the contrast means, and what is done about it."""
        if self.drawn == self.chosen:
            return "very easy to read" if self.ratio >= _VERY_GOOD else "easy to read"
        way = (
            "darker"
            if colours.contrast(self.drawn, "#ffffff") > colours.contrast(self.chosen, "#ffffff")
            else "lighter"
        )
        drawn = colours.contrast(self.drawn, self.page)
        return f"hard to read, so it is drawn {way}, as {self.drawn} with {drawn:.1f} to 1"


def on_slides(colour: str) -> tuple[OnSlides, ...]:
    """Return the colour on light and on dark slides; () for what is no colour."""
    if not colours.is_colour(colour):
        return ()
    chosen = colour.lower()
    return (
        OnSlides("On light slides", colours.LIGHT_PAGE, chosen, colours.on_light(chosen)),
        OnSlides("On dark slides", colours.DARK_PAGE, chosen, colours.on_dark(chosen)),
    )


def swatch(colour: str) -> str:
    """Return the colour, or "" for what is no colour."""
    return colour if colours.is_colour(colour) else ""
