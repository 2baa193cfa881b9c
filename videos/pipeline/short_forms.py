"""How the use of an abbreviation is recognised, wherever one is looked for."""

import re


def use_of(short: str) -> re.Pattern[str]:
    """A pattern for the abbreviation as a word of its own; its group "plural" is "s" for "RCTs", or ""."""
    return re.compile(rf"(?<![\w-]){re.escape(short)}(?P<plural>s?)(?!\w)")
