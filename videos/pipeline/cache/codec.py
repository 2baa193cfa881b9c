"""Plain values as bytes and back, arrays included."""

from typing import Any, TypeVar

import msgspec
import numpy as np
import numpy.typing as npt

T = TypeVar("T")


def pack(value: object) -> bytes:
    """The value as bytes: dataclasses, their fields, and arrays."""
    return msgspec.msgpack.encode(value, enc_hook=_parts)


def unpack(content: bytes | memoryview, kind: type[T]) -> T | None:
    """The value of ``kind`` that ``pack`` has made bytes of; None when they hold no such value."""
    try:
        return msgspec.msgpack.decode(content, type=kind, dec_hook=_array)
    except msgspec.MsgspecError:
        return None


def _parts(value: object) -> object:
    """An array as msgpack can hold it."""
    if isinstance(value, np.ndarray):
        return [value.dtype.str, value.shape, value.tobytes()]
    raise NotImplementedError(f"{type(value).__name__} cannot be packed")


def _array(kind: type, parts: Any) -> npt.NDArray[Any]:
    """The array that ``_parts`` has taken apart."""
    dtype, shape, content = parts
    return np.frombuffer(content, dtype=np.dtype(dtype)).reshape(shape)
