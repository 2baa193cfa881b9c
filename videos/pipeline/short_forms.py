"""The pattern that recognises the use of an abbreviation in a text."""

import re


def use_of(short: str) -> re.Pattern[str]:
    """A pattern for the abbreviation as a separate word; its group "plural" is "s" for "RCTs", else ""."""
    return re.compile(rf"(?<![\w-]){re.escape(short)}(?P<plural>s?)(?!\w)")
