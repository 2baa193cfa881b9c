"""Adjusts an accent colour until it is readable, on light pages and on dark ones."""

import colorsys
import re

READABLE = 4.5
"""The minimum contrast of text (WCAG 2.2, 1.4.3)."""

LIGHT_PAGE = "#f0f0f0"
DARK_PAGE = "#10263f"
"""The page colours in the templates with the least contrast to black and to white."""

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_STEPS = 100


def is_colour(text: str) -> bool:
    """Whether the text is a colour in the form "#0b6e6e"."""
    return bool(_HEX.fullmatch(text))


def on_light(colour: str) -> str:
    """The colour, darkened as far as it must be to be readable on a light page."""
    return _towards(colour, 0.0, LIGHT_PAGE)


def on_dark(colour: str) -> str:
    """The colour, lightened as far as it must be to be readable on a dark page."""
    return _towards(colour, 1.0, DARK_PAGE)


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two colours: 1 for equal colours, 21 for black and white."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _towards(colour: str, lightness: float, page: str) -> str:
    """The first readable colour on the way to black (0) or white (1)."""
    hue, own, saturation = colorsys.rgb_to_hls(*_channels(colour))
    for step in range(_STEPS):
        light = own + (lightness - own) * step / _STEPS
        candidate = _hex(colorsys.hls_to_rgb(hue, light, saturation)) if step else colour
        if contrast(candidate, page) >= READABLE:
            return candidate
    return _hex((lightness,) * 3)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _hex(channels: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)
