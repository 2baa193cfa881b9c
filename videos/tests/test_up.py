"""What `manage.py up` adds to its process manager."""

import signal
import tempfile

from videos.management.commands.up import unbuffered


def test_a_signal_handler_may_print_in_the_middle_of_a_print():
    """A buffered stream raises "reentrant call" here."""
    with tempfile.TemporaryFile("w+") as file:
        output = unbuffered(file)
        before = signal.signal(signal.SIGALRM, lambda *_: print("interrupted", file=output, flush=True))
        signal.setitimer(signal.ITIMER_REAL, 0.001, 0.0005)
        try:
            for _ in range(20_000):
                print("a line", file=output, flush=True)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
        file.seek(0)
        text = file.read()
    assert text.count("a line") == 20_000
    assert "interrupted" in text
