"""Changes which values an ONNX model returns, without the library: a model is a protocol buffer.

Numbers in brackets are those of fields in onnx.proto: a model has a graph (7), which has nodes (1) with the names of
their inputs (1) and outputs (2), initial values (5) with a name (8), and outputs (12) with a name (1).
"""

from collections.abc import Iterator

_GRAPH, _NODE, _INITIAL, _OUTPUT = 7, 1, 5, 12
_NODE_INPUT, _NODE_OUTPUT, _INITIAL_NAME, _OUTPUT_NAME = 1, 2, 8, 1
_VARINT, _FIXED_64, _BYTES, _FIXED_32 = 0, 1, 2, 5


def with_outputs(model: bytes, *names: str) -> bytes:
    """The model with the inner values ``names`` as further outputs; ONNX Runtime infers their types.

    By the encoding's rules, a message that is appended to another is merged with it, and its lists are appended.
    """
    return model + _field(_GRAPH, b"".join(map(_output, names)))


def only_output(model: bytes, name: str) -> bytes:
    """The model with nothing but what the inner value ``name`` is computed from. ONNX Runtime runs all that it has."""
    (graph,) = (content for field, content, _ in _fields(model) if field == _GRAPH)
    parts = list(_fields(graph))
    wanted, kept = {name.encode()}, set()
    for place in reversed(range(len(parts))):  # nodes are in the order in which they run
        field, content, _ = parts[place]
        if field == _NODE and wanted.intersection(_values(content, _NODE_OUTPUT)):
            wanted.update(_values(content, _NODE_INPUT))
            kept.add(place)
    needed = b"".join(
        whole
        for place, (field, content, whole) in enumerate(parts)
        if place in kept
        or (field == _INITIAL and wanted.intersection(_values(content, _INITIAL_NAME)))
        or field not in {_NODE, _INITIAL, _OUTPUT}
    )
    others = b"".join(whole for field, _, whole in _fields(model) if field != _GRAPH)
    return others + _field(_GRAPH, needed + _output(name))


def _output(name: str) -> bytes:
    return _field(_OUTPUT, _field(_OUTPUT_NAME, name.encode()))


def _values(message: bytes, number: int) -> Iterator[bytes]:
    return (content for field, content, _ in _fields(message) if field == number)


def _fields(message: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """The fields of a message: number, content if it is text or a message, and all of its bytes."""
    place = 0
    while place < len(message):
        start = place
        key, place = _varint(message, place)
        begin = place
        if key & 7 == _VARINT:
            _, place = _varint(message, place)
        elif key & 7 == _BYTES:
            length, begin = _varint(message, place)
            place = begin + length
        else:
            place += {_FIXED_64: 8, _FIXED_32: 4}[key & 7]
        yield key >> 3, message[begin:place], message[start:place]


def _varint(message: bytes, place: int) -> tuple[int, int]:
    """A number of seven bits a byte, the lowest first, and the place after it."""
    value = shift = 0
    while True:
        byte = message[place]
        value |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if byte < 0x80:
            return value, place


def _field(number: int, content: bytes) -> bytes:
    return bytes([number << 3 | _BYTES]) + _as_varint(len(content)) + content


def _as_varint(value: int) -> bytes:
    return bytes([value]) if value < 0x80 else bytes([value & 0x7F | 0x80]) + _as_varint(value >> 7)
