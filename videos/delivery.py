"""A stored file as an HTTP answer, in whole or, for a player that seeks, in part."""

import re
from collections.abc import Iterable, Iterator
from typing import IO

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase

from videos.problems import Problem

_RANGE = re.compile(r"bytes=(\d*)-(\d*)$")
_BLOCK = 64 * 1024


def deliver(request: HttpRequest, name: str, content_type: str, filename: str = "") -> HttpResponseBase:
    """The file ``name`` of the storage: 200, or 206 for a byte range. Raises Problem (416) for one outside.

    ``filename`` makes browsers save the file under that name rather than show it. Several ranges at once are
    answered with the whole file, as RFC 9110 allows.
    """
    size = default_storage.size(name)
    wanted = _RANGE.match(request.headers.get("Range", ""))
    headers = {"Accept-Ranges": "bytes", "X-Content-Type-Options": "nosniff"}
    if not wanted or wanted[0] == "bytes=-":
        whole = FileResponse(
            default_storage.open(name), filename=filename, as_attachment=bool(filename), headers=headers
        )
        whole["Content-Type"] = content_type
        return whole
    start, end = _bounds(wanted[1], wanted[2], size)
    if start > end:
        missing = f"The file has {size} bytes, and none where the Range header asks for some."
        raise Problem("range_not_satisfiable", missing, headers={"Content-Range": f"bytes */{size}"})
    headers |= {"Content-Range": f"bytes {start}-{end}/{size}", "Content-Length": str(end + 1 - start)}
    return _response(_blocks(default_storage.open(name), start, end + 1), content_type, filename, headers, status=206)


def _response(
    content: Iterable[bytes], content_type: str, filename: str, headers: dict[str, str], status: int = 200
) -> FileResponse:
    headers |= {"Content-Type": content_type}
    return FileResponse(content, as_attachment=bool(filename), filename=filename, headers=headers, status=status)


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """The first and last byte asked for; the first lies behind the last when the file does not reach that far."""
    if not first:
        return max(size - int(last), 0), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1


def _blocks(file: IO[bytes], start: int, end: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        while start < end and (block := file.read(min(_BLOCK, end - start))):
            start += len(block)
            yield block
