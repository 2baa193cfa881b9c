"""The tests' own sense of time: a promise that is not kept fails, however slow the machine."""

import subprocess
import sys

import pytest

from hiddenhill.tests.patience import ended, eventually, slowness, stretched, within


def test_a_promise_that_is_not_kept_fails():
    with pytest.raises(AssertionError, match="times slower than idle"), within(0):
        pass


def test_a_promise_that_is_kept_says_how_long_it_took():
    with within(1000) as watch:
        sum(range(1000))
    assert 0 < watch.seconds < 1000


def test_an_event_is_waited_for():
    looks = iter([False, False, True])
    assert eventually(lambda: next(looks)) >= 0.1


def test_the_exit_code_of_a_process_is_its_own():
    assert ended(subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"])) == 3


def test_no_machine_is_quicker_than_an_idle_one():
    assert slowness() >= 1
    assert stretched(5) >= 5
