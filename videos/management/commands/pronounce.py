"""Show how words are pronounced."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from videos.engines import lexicon
from videos.pipeline.hearing import spoken_form


class Command(BaseCommand):
    """``manage.py pronounce``: for writing a lexicon."""

    help = "Show what the voice says for each word of a text, using LEXICON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("words", nargs="+", metavar="WORD")

    def handle(self, *args: Any, words: list[str], **options: Any) -> None:
        tokens, sounds = spoken_form(" ".join(words), lexicon.respelled()), dict(lexicon.phonemes())
        width = max(len(token.written) for token in tokens)
        for token in tokens:
            said = f"/{sounds[token.spoken]}/" if token.spoken in sounds else token.spoken
            self.stdout.write(f"{token.written:<{width}}  {said or '(not spoken)'}")
