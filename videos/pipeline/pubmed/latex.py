"""Resolves LaTeX that publishers left in a text: "$0.42 \\pm 0.03$" becomes "0.42 ± 0.03"."""

import re

_LETTERS = """
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho sigma tau
    upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega
"""
_GREEK = dict(zip(_LETTERS.split(), "αβγδεεζηθθικλμνξπρστυφφχψωΓΔΘΛΞΠΣΦΨΩ", strict=True))
_SIGNS = {
    "pm": "±", "mp": "∓", "times": "×", "cdot": "·", "div": "÷", "ast": "*", "leq": "≤", "le": "≤", "leqslant": "≤",
    "geq": "≥", "ge": "≥", "geqslant": "≥", "lt": "<", "gt": ">", "ll": "≪", "gg": "≫", "neq": "≠", "ne": "≠",
    "approx": "≈", "simeq": "≈", "cong": "≅", "sim": "~", "equiv": "≡", "propto": "∝", "infty": "∞", "sum": "∑",
    "prod": "∏", "int": "∫", "partial": "∂", "nabla": "∇", "in": "∈", "to": "→", "rightarrow": "→", "leftarrow": "←",
    "uparrow": "↑", "downarrow": "↓", "circ": "°", "degree": "°", "prime": "′", "ell": "ℓ", "ldots": "…", "dots": "…",
    "cdots": "…", "log": "log", "ln": "ln", "exp": "exp", "min": "min", "max": "max", "quad": " ", "qquad": " ",
}  # fmt: skip
_COMMANDS = _GREEK | _SIGNS
_KNOWN = "|".join(sorted(_COMMANDS, key=len, reverse=True))

_DOCUMENT = re.compile(r"\\documentclass.{0,2000}?\\begin\{document\}(.*?)\\end\{document\}", re.DOTALL)
_FORMULA = re.compile(
    r"\$\$(?P<shown>.+?)\$\$|\\\((?P<inner>.+?)\\\)|\\\[(?P<apart>.+?)\\\]"
    r"|(?<!\\)\$(?P<command>(?=\S)[^$\\]{0,200}\\[A-Za-z][^$]{0,400}?)(?<=[^\s\\])\$"
    r"|(?<!\\)\$(?:(?<!\w\$)|(?=[\\_^{]))(?=\S)(?P<line>[^$]{1,400}?)(?<=[^\s\\])\$(?!\d)"
)
_IS_FORMULA = re.compile(r".*[\\^_=<>{}].*|[A-Za-z]['′]?|[-−+]?\d+(?:\.\d+)?", re.DOTALL)
"""What is between two dollar signs. "$5 and £6 to $" is money."""

_STYLED = re.compile(
    r"\\(?:text|math|emph|underline|operatorname|boldsymbol|mbox|hbox)(?:it|bf|rm|sf|sc|tt|up|sl|cal|bb|normal)?\*?"
    r"\s*\{([^{}]*)\}"
)
_FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_ROOT = re.compile(r"\\sqrt\s*\{([^{}]*)\}")
_SCRIPT = re.compile(r"\s*([\^_])\s*(?:\{([^{}]*)\}|([A-Za-z0-9°′]))")
_COMMAND = re.compile(rf"\\({_KNOWN})(?![A-Za-z])(?:(?<=\\mu)\s(?=[gmlLMs]\b))?")
_ESCAPED = re.compile(r"\\([%&$#_{}])")
_SPACING = re.compile(r"\\[,;:! ]|~|\\(?:left|right|big|Big|displaystyle|limits)(?![A-Za-z])")
_MOST_NESTED = 6

_PLAIN, _RAISED, _LOWERED = "0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻", "₀₁₂₃₄₅₆₇₈₉₊₋₋"
_SCRIPTS = {"^": str.maketrans(_PLAIN, _RAISED), "_": str.maketrans(_PLAIN, _LOWERED)}


def without_latex(text: str) -> str:
    """``text`` with the characters that its LaTeX stands for. Dollar signs of amounts of money stay."""
    if "\\" not in text and "$" not in text:
        return text
    return _marked_up(_FORMULA.sub(_resolved, _DOCUMENT.sub(r" \1 ", text)))


def _resolved(match: re.Match[str]) -> str:
    formula = next(group for group in match.groups() if group is not None)
    is_formula = match["line"] is None or _IS_FORMULA.fullmatch(formula)
    return _line(formula) if is_formula else match[0]


def _line(formula: str) -> str:
    """A formula as written in a line of text."""
    text = _SPACING.sub(" ", formula)
    for _ in range(_MOST_NESTED):
        text = _marked_up(text)
        text = _FRACTION.sub(lambda match: f"{_grouped(match[1])}/{_grouped(match[2])}", text)
        text = _SCRIPT.sub(_script, _ROOT.sub(lambda match: f"√{_grouped(match[1])}", text))
    bare = re.sub(r"\\([A-Za-z]+)", r"\1", text)
    return re.sub(r"\s+", " ", re.sub(r"[{}\\]", "", bare)).replace("-", "−").strip()


def _marked_up(text: str) -> str:
    """``text`` without commands that are known outside formulas too: styles, signs, escaped characters."""
    unstyled = _STYLED.sub(r"\1", text)
    return _ESCAPED.sub(r"\1", _COMMAND.sub(lambda match: _COMMANDS[match[1]], unstyled))


def _script(match: re.Match[str]) -> str:
    """Raised and lowered digits as characters; other exponents after a caret."""
    content = (match[2] or match[3] or "").strip()
    table = _SCRIPTS[match[1]]
    if content in ("°", "′"):
        return content
    if all(ord(character) in table for character in content):
        return content.translate(table)
    return f"^{_grouped(content)}" if match[1] == "^" else content


def _grouped(content: str) -> str:
    """The content, in brackets if it would be misread without them: "(a + b)/c"."""
    return f"({content.strip()})" if re.search(r"[ /+−-]", content.strip()) else content.strip()
