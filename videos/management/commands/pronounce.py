"""Hear with the eyes what the voice would say."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from videos.engines import lexicon
from videos.pipeline.pronunciation import pronounce


class Command(BaseCommand):
    """``manage.py pronounce``: for whoever writes a lexicon."""

    help = "Show what the voice is given for a text, word by word, with the entries of LEXICON."

    def add_arguments(self, parser: CommandParser) -> None:
        """The text."""
        parser.add_argument("words", nargs="+", metavar="WORD")

    def handle(self, *args: Any, words: list[str], **options: Any) -> None:
        """One line for each written word."""
        tokens = pronounce(" ".join(words), lexicon.read())
        width = max(len(token.written) for token in tokens)
        for token in tokens:
            self.stdout.write(f"{token.written:<{width}}  {token.spoken or '(not said)'}")
