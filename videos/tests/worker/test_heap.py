"""The threads of a worker share one heap."""

import platform
import subprocess
import sys

import pytest

HEAPS = """
import ctypes, sys, threading
from videos.worker import heap

if sys.argv[1] == "shared":
    heap.share()
kept = []
threads = [threading.Thread(target=lambda: kept.extend(bytes(5000) for _ in range(2000))) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
c = ctypes.CDLL(None)
c.fopen.restype = ctypes.c_void_p
file = c.fopen(b"/dev/stdout", b"w")
c.malloc_info(0, ctypes.c_void_p(file))
c.fclose(ctypes.c_void_p(file))
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has several heaps")
@pytest.mark.parametrize(("how", "is_one"), [("shared", True), ("usual", False)])
def test_the_threads_share_one_heap(how, is_one):
    done = subprocess.run([sys.executable, "-c", HEAPS, how], capture_output=True, text=True, check=True, timeout=60)
    assert (done.stdout.count("<heap nr=") == 1) is is_one
