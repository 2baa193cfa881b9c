"""Parsers of request bodies."""

import json
from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class Json(JSONParser):
    """JSON with limited nesting, and with nothing but characters."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Return the value. Raises ParseError, also for JSON that is nested too deeply or that is no Unicode text.

        Half a surrogate pair can be written in JSON, but neither be stored nor be repeated in an error.
        """
        try:
            value: dict[str, Any] = super().parse(stream, media_type, parser_context)
            json.dumps(value, ensure_ascii=False).encode()
        except RecursionError as error:
            raise ParseError("The JSON is nested too deeply.") from error
        except UnicodeEncodeError as error:
            raise ParseError("The JSON contains half a surrogate pair, which is no character.") from error
        return value
