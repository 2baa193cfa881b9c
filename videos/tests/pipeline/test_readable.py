"""How readers see durations and authors."""

import pytest

from videos.pipeline.readable import clock, people


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0:00"), (59.99, "0:59"), (84.5, "1:24"), (84.99, "1:24"), (85, "1:25"), (600, "10:00")]
)
def test_a_time_is_shown_as_players_show_it(seconds, shown):
    assert clock(seconds) == shown


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, ""),
        (1, "A0"),
        (4, "A0 · A1 · A2 · A3"),
        (5, "A0 · A1 · A2 and 2 others"),
        (88, "A0 · A1 · A2 and 85 others"),
    ],
)
def test_three_authors_are_named_before_the_others_are_counted(count, shown):
    assert people([f"A{number}" for number in range(count)]) == shown
