"""Reads what Europe PMC's search answers."""

import json
from typing import Any

from videos.pipeline.errors import PipelineError
from videos.pipeline.outside.downloads import TransientError

_SERVER_ERROR = 500


def results(body: bytes, unavailable: type[PipelineError]) -> list[Any]:
    """The records in a response with the status 200, at least one.

    Errors arrive with that status, too, and under load a search finds nothing. Raises TransientError for what will
    pass, and ``unavailable`` for what will not.
    """
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise TransientError("sent invalid JSON") from error
    match content:
        case {"errCode": int(code)} if code < _SERVER_ERROR:
            raise unavailable(f"Europe PMC refused the request with the error {code}. Try again later.")
        case {"errCode": _}:
            raise TransientError("responded with an error of its own")
        case {"resultList": {"result": []}}:
            raise TransientError("found no record, as it does under load")
        case {"resultList": {"result": [*found]}}:
            return found
    raise unavailable("Europe PMC's response has no list of records. Try again later.")
