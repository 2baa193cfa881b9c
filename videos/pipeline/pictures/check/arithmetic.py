"""Checks that an estimate lies where its interval allows."""

import math
from collections.abc import Iterator

from videos.pipeline.artifacts import Measure, Scale
from videos.pipeline.pictures.check.faults import Fault
from videos.pipeline.pictures.check.printed import Printed

_MOST_ASYMMETRY = 0.08
"""Of 1,093 intervals of abstracts 96 % lie within it: |ln(sqrt(low * high) / estimate)|, or off the middle by width."""

_MOST_OFF_THE_MIDDLE = 0.25
"""Of the width, however coarsely the numbers are rounded."""


def faults(measure: Measure, estimate: Printed, low: Printed, high: Printed) -> Iterator[Fault]:
    """Whether low <= estimate <= high, with the estimate in the middle of what the rounded bounds allow."""
    if not low.value <= estimate.value <= high.value or low.value >= high.value:
        yield Fault.ARITHMETIC
    elif measure.scale is Scale.LOG:
        if low.value <= 0 or not _is_in_the_geometric_middle(estimate, low, high):
            yield Fault.ARITHMETIC
    else:
        middle, width = (low.value + high.value) / 2, high.value - low.value
        rounding = max(each.unit_of_last_place for each in (estimate, low, high)) / 2
        error = abs(estimate.value - middle)
        if error > _MOST_ASYMMETRY * width + rounding or error > _MOST_OFF_THE_MIDDLE * width:
            yield Fault.ARITHMETIC


def _is_in_the_geometric_middle(estimate: Printed, low: Printed, high: Printed) -> bool:
    """Whether the middle is near the estimate, with a low bound as it may have been before it was rounded."""
    half = low.unit_of_last_place / 2
    least, most = max(low.value - half, half / 2), low.value + half
    middles = [math.log(math.sqrt(each * high.value) / estimate.value) for each in (least, low.value, most)]
    off = 0.0 if middles[0] <= 0 <= middles[-1] else min(abs(each) for each in middles)
    return off <= _MOST_ASYMMETRY and abs(middles[1]) <= _MOST_OFF_THE_MIDDLE * math.log(high.value / low.value)
