"""Makes a colour that somebody likes one that can be read: on the light pages and on the dark ones."""

import colorsys
import re

READABLE = 4.5
"""The contrast that text needs, by WCAG 2.2, 1.4.3."""

_LIGHT_PAGE = "#eff6f4"
_DARK_PAGE = "#10263f"
"""The pages of the templates with the least contrast to black, and to white."""

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_STEPS = 100


def is_colour(text: str) -> bool:
    """Whether the text is a colour as "#0b6e6e"."""
    return bool(_HEX.fullmatch(text))


def on_light(colour: str) -> str:
    """The colour, darker where it would not be readable on a light page."""
    return _towards(colour, 0.0, _LIGHT_PAGE)


def on_dark(colour: str) -> str:
    """The colour, lighter where it would not be readable on a dark page."""
    return _towards(colour, 1.0, _DARK_PAGE)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours by WCAG: 1 for the same, 21 for black and white."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _towards(colour: str, lightness: float, page: str) -> str:
    """The first colour on the way to black or white that can be read."""
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
