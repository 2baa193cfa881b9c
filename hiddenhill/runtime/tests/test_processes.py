"""The commands of the processes."""

import pytest

from hiddenhill.runtime import processes
from hiddenhill.runtime.processes import Kind


@pytest.mark.parametrize(
    ("kind", "queue", "in_threads"),
    [
        (Kind.VIDEOS, "hidden-hill", False),
        (Kind.PREVIEWS, "hidden-hill-previews", False),
        (Kind.HOUSEKEEPING, "hidden-hill-housekeeping", True),
    ],
)
def test_each_kind_of_worker_has_a_queue_of_its_own(kind, queue, in_threads):
    command = processes.worker("anna", kind)
    assert command[command.index("--queues") + 1] == queue
    assert command[command.index("--hostname") + 1] == "anna@%h"
    assert ("threads" in command) == in_threads


def test_a_worker_makes_videos_unless_it_says_otherwise():
    assert processes.worker("anna") == processes.worker("anna", Kind.VIDEOS)
