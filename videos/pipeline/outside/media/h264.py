"""Writes H.264 pictures without an encoder: repeated pictures, changes of a part, and the mixed pictures of a fade.

In H.264 (ITU-T Rec. H.264) a picture whose macroblocks are all skipped is a slice of about ten bytes. Such a P picture
repeats its reference. Such a B picture mixes its two references, weighted by their distance in time, which is a fade.
So each slide is encoded once, as a key frame. Its slice is used again, renumbered, as the last picture of the fade in
the scene before.

A picture may consist of several slices, each a run of macroblocks in reading order. Where a part of a picture changes,
each row of macroblocks in it is encoded as a key frame of its own, which becomes a slice of the picture. The runs
between these are skipped. A strip is predicted from nothing, so it is right wherever it is put.

Numbers in brackets are clauses of the Recommendation.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from videos.pipeline.errors import EncodingFailed

START_CODE = b"\0\0\0\1"
"""Precedes each unit of an encoded picture."""

_BETWEEN_UNITS = re.compile(rb"\x00\x00\x00?\x01")
_NEEDS_ESCAPE = re.compile(rb"\x00\x00(?=[\x00-\x03])")

# The first byte of a NAL unit: its priority as a reference and its type (7.3.1).
_REFERENCE, _NO_REFERENCE = 0x60, 0x00
_SLICE, _KEY_SLICE, _SEQUENCE_PARAMETERS, _PICTURE_PARAMETERS = 1, 5, 7, 8

# The type of a slice, and of all slices of a picture (table 7-6).
_P, _I, _ALL_P, _ALL_B, _ALL_I = 0, 2, 5, 6, 7

MACROBLOCK = 16
"""The width and height of a macroblock in pixels."""

_EXPLICIT, _DEFAULT_LIST, _SLIDING_WINDOW, _SPATIAL = "1", "0", "0", "1"
_SAME_QUANTISER, _UNFILTERED, _STOP = "1", "010", "1"


@dataclass(frozen=True, slots=True)
class Stream:
    """The fields of a stream's parameter sets that its slices depend on.

    These are two field lengths, the picture size in macroblocks, the form of its pictures (``_PLAIN_PICTURES``), and
    what decides how macroblocks are read.
    """

    number_bits: int
    order_bits: int
    columns: int
    rows: int
    pictures: tuple[int, ...]
    macroblock_form: tuple[int | str, ...]

    @staticmethod
    def read(encoded: bytes) -> "Stream":
        """Read the parameter sets of an encoded key frame."""
        return _stream(_unit_of(encoded, _SEQUENCE_PARAMETERS), _unit_of(encoded, _PICTURE_PARAMETERS))


@dataclass(frozen=True, slots=True)
class CodedFrame:
    """An encoded picture, and the frame of its scene from which it is shown."""

    at: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Strip:
    """Encoded macroblocks of one row, from ``column`` on, as a key frame of their own."""

    row: int
    column: int
    encoded: bytes


class Gop:
    """The encoded pictures of a scene in decoding order, starting with the key frame.

    ``changes`` are the pictures after it from an earlier Gop with this key frame.
    """

    def __init__(self, key: bytes, changes: Sequence[CodedFrame] = ()) -> None:
        self._stream = Stream.read(key)
        if not self._stream.order_bits:
            raise EncodingFailed("This build of x264 writes no B pictures.")
        if self._stream.pictures != _PLAIN_PICTURES:
            raise EncodingFailed("This build of x264 ignores the requested picture parameters.")
        self._pictures = [CodedFrame(0, START_CODE + _unit_of(key, _KEY_SLICE)), *changes]

    @property
    def pictures(self) -> Sequence[CodedFrame]:
        """The pictures, in decoding order."""
        return self._pictures

    def change(self, at: int, strips: Sequence[Strip]) -> None:
        """Add the last picture with ``strips`` in it, in reading order, shown from frame ``at``."""
        number, done, units = len(self._pictures), 0, []
        for strip in strips:
            first = strip.row * self._stream.columns + strip.column
            units += self._skipped(done, first, number)
            units.append(self._as_slice(strip.encoded, first, _I, number, number))
            done = first + self._width(strip)
        self._add(at, *units, *self._skipped(done, self._stream.rows * self._stream.columns, number))

    def append(self, at: int, encoded: bytes) -> None:
        """Add a P picture exactly as the encoder wrote it. All pictures before it must be the encoder's own, too."""
        self._add(at, _unit_of(encoded, _SLICE))

    def repeat(self, at: int) -> None:
        """Add a repetition of the last picture at frame ``at``, so that a player that seeks finds a picture there."""
        self.change(at, ())

    def fade(self, start: int, end: int, into: bytes) -> None:
        """Fade to the encoded key frame ``into``, with one picture per frame. The last frame shows ``into`` unmixed.

        The weights of a mixed picture follow from its position between its two references (8.4.2.3): the picture
        before the fade, and the new one, which is decoded first and shown last.
        """
        number = len(self._pictures)
        self._add(end - 1, self._as_slice(into, 0, _ALL_I, number, number + end - start - 1))
        for order, at in enumerate(range(start, end - 1), start=number):
            head = [_code(0), _code(_ALL_B), _code(0), *self._place(number + 1, order), _SPATIAL]
            head += [_EXPLICIT, _code(0), _code(0), _DEFAULT_LIST, _DEFAULT_LIST]
            self._add(at, _skipping(_NO_REFERENCE, head, self._stream.rows * self._stream.columns))

    def _add(self, at: int, *units: bytes) -> None:
        self._pictures.append(CodedFrame(at, b"".join(START_CODE + unit for unit in units)))

    def _width(self, strip: Strip) -> int:
        """The macroblocks of a strip. Raises EncodingFailed if they would be read differently in this stream."""
        stream = Stream.read(strip.encoded)
        if stream.macroblock_form != self._stream.macroblock_form or stream.rows != 1:
            raise EncodingFailed("x264 encodes the parts of pictures differently from whole pictures.")
        return stream.columns

    def _skipped(self, first: int, end: int, number: int) -> list[bytes]:
        """A slice that repeats the macroblocks up to ``end``, if there are any."""
        head = [_code(first), _code(_P), _code(0), *self._place(number, number)]
        head += [_EXPLICIT, _code(0), _DEFAULT_LIST, _SLIDING_WINDOW]
        return [_skipping(_REFERENCE, head, end - first)] if end > first else []

    def _as_slice(self, encoded: bytes, first: int, kind: int, number: int, order: int) -> bytes:
        """A key frame as a slice of an ordinary picture, starting at macroblock ``first``."""
        unit, stream = _unit_of(encoded, _KEY_SLICE), Stream.read(encoded)
        bits = _Bits(unit)
        bits.codes(3)  # first macroblock, slice type, parameter set
        bits.take(stream.number_bits)
        bits.codes(1)  # idr_pic_id
        bits.take(stream.order_bits + 2)  # and what happens to earlier pictures
        head = [_code(first), _code(kind), _code(0), *self._place(number, order), _SLIDING_WINDOW]
        return _unit(_REFERENCE | _SLICE, *_spliced("".join(head), _unescaped(unit), bits.taken))

    def _place(self, number: int, order: int) -> tuple[str, str]:
        """``frame_num`` and ``pic_order_cnt_lsb`` (7.4.3), both of which wrap around."""
        numbers, orders = 1 << self._stream.number_bits, 1 << self._stream.order_bits
        return (
            f"{number % numbers:0{self._stream.number_bits}b}",
            f"{2 * order % orders:0{self._stream.order_bits}b}",
        )


def _skipping(priority: int, head: Sequence[str], macroblocks: int) -> bytes:
    """A slice that skips its macroblocks (7.3.4). ``head`` is the first part of its header."""
    bits = "".join([*head, _SAME_QUANTISER, _UNFILTERED, _code(macroblocks), _STOP])
    return _unit(priority | _SLICE, int(bits, 2), len(bits))


_PLAIN_PICTURES = (0, 0, 0, 0, 2, 1)
"""CAVLC, no fields, no slice groups, P pictures without weights, B pictures with implicit weights, and a deblocking
filter that a slice can switch off."""


@lru_cache(maxsize=64)
def _stream(sequence: bytes, picture: bytes) -> Stream:
    return Stream(*_read_sequence(_Bits(sequence)), *_read_picture(_Bits(picture)))


def _read_sequence(bits: "_Bits") -> tuple[int, int, int, int]:
    """The first fields of a Stream, from the sequence parameter set of the High profile (7.3.2.1.1)."""
    bits.take(24)  # profile and level
    bits.codes(4)  # id, colour format, two bit depths
    bits.take(2)
    number_bits = bits.code() + 4
    order_bits = 0 if bits.code() else bits.code() + 4  # there are none where pictures cannot be reordered
    bits.codes(1)  # reference pictures
    bits.take(1)
    columns, rows = bits.codes(2)
    return number_bits, order_bits, columns + 1, rows + 1


def _read_picture(bits: "_Bits") -> tuple[tuple[int, ...], tuple[int | str, ...]]:
    """The last fields of a Stream, from the picture parameter set (7.3.2.2)."""
    bits.codes(2)
    entropy, fields, groups = bits.take(1), bits.take(1), bits.code()
    bits.codes(2)  # default numbers of references
    weighted, bi_weighted = bits.take(1), bits.take(2)
    quantisers = bits.codes(3)
    return (entropy, fields, groups, weighted, bi_weighted, bits.take(1)), (entropy, *quantisers, bits.rest)


class _Bits:
    """Reads the bits of a NAL unit after its first byte."""

    def __init__(self, unit: bytes) -> None:
        opening = _unescaped(unit[:65])[1:]  # parameter sets and slice headers are shorter
        self._bits = f"{int.from_bytes(opening, 'big'):0{8 * len(opening)}b}"
        self.taken = 0

    def take(self, count: int) -> int:
        """The next ``count`` bits as a number."""
        self.taken += count
        return int(self._bits[self.taken - count : self.taken] or "0", 2)

    def code(self) -> int:
        """The next Exp-Golomb code (9.1), as an unsigned number."""
        zeros = self._bits.index("1", self.taken) - self.taken
        self.taken += zeros
        return self.take(zeros + 1) - 1

    @property
    def rest(self) -> str:
        """The bits that are not taken yet, as text."""
        return self._bits[self.taken :]

    def codes(self, count: int) -> list[int]:
        """The next ``count`` codes."""
        return [self.code() for _ in range(count)]


def _code(value: int) -> str:
    """A value as an unsigned Exp-Golomb code (9.1)."""
    bits = f"{value + 1:b}"
    return "0" * (len(bits) - 1) + bits


def _spliced(head: str, unit: bytes, replaced: int) -> tuple[int, int]:
    """The bits of a unit after its first byte, and their number. ``head`` replaces the first ``replaced`` bits."""
    content = int.from_bytes(unit[1:], "big")
    padding = (content & -content).bit_length() - 1  # the last 1 is the stop bit
    length = 8 * (len(unit) - 1) - padding - replaced
    kept = (content >> padding) & ((1 << length) - 1)
    return int(head, 2) << length | kept, len(head) + length


def _unit(first: int, bits: int, count: int) -> bytes:
    padding = -count % 8
    content = (bits << padding).to_bytes((count + padding) // 8, "big")
    return bytes([first]) + _NEEDS_ESCAPE.sub(b"\0\0\3", content)


def _unit_of(encoded: bytes, kind: int) -> bytes:
    """The only NAL unit of a type in a byte stream (annex B)."""
    (unit,) = (unit for unit in _BETWEEN_UNITS.split(encoded) if unit and unit[0] & 0x1F == kind)
    return unit


def _unescaped(unit: bytes) -> bytes:
    """The unit without its emulation prevention bytes (7.4.1.1)."""
    return unit.replace(b"\0\0\3", b"\0\0")
