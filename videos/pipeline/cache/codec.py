"""Serialises plain values, including arrays, as msgpack."""

from typing import Any, TypeVar

import msgspec
import numpy as np
import numpy.typing as npt

T = TypeVar("T")


def pack(value: object) -> bytes:
    """Serialise a value of dataclasses, plain types and arrays."""
    return msgspec.msgpack.encode(value, enc_hook=_from_array)


def unpack(content: bytes | memoryview, kind: type[T]) -> T | None:
    """Read a value of type ``kind`` that ``pack`` has serialised. None if the bytes contain no such value."""
    try:
        return msgspec.msgpack.decode(content, type=kind, dec_hook=_to_array)
    except msgspec.MsgspecError:
        return None


def _from_array(value: object) -> object:
    """An array as a list that msgpack can serialise."""
    if isinstance(value, np.ndarray):
        return [value.dtype.str, value.shape, value.tobytes()]
    raise NotImplementedError(f"{type(value).__name__} cannot be packed")


def _to_array(kind: type, parts: Any) -> npt.NDArray[Any]:
    """The array from the list that ``_from_array`` returned."""
    dtype, shape, content = parts
    return np.frombuffer(content, dtype=np.dtype(dtype)).reshape(shape)
