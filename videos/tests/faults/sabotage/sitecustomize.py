"""Loaded by Python at the start of a process under test: it holds up its work as ``Sabotage`` orders.

Each stage is held up at its end, so that what it leaves behind half done is there; the narration, which goes on while
its scenes are shot, at its beginning.
"""

import ctypes
import functools
import os
import signal
import sys
import time
from importlib.abc import MetaPathFinder
from importlib.machinery import PathFinder
from pathlib import Path

PLACES = {
    "paper": ("videos.pipeline.paper", "find"),
    "script": ("videos.pipeline.script", "write"),
    "narration": ("videos.pipeline.narration", "narrate"),
    "slides": ("videos.pipeline.slides", "typeset"),
    "captions": ("videos.pipeline.captions", "compose"),
    "encode": ("videos.pipeline.outside.media.writer", "Mp4Writer.add"),
    "verify": ("videos.pipeline.verify", "verify"),
    "store": ("django.core.files.storage.filesystem", "FileSystemStorage._save"),
    # of a request
    "insert": ("videos.jobs.submission", "_insert"),
    "publish": ("videos.jobs.queue", "publish"),
    "refuse": ("videos.jobs.lifecycle", "refuse"),
}
HELD_UP_BEFORE = {"refuse"}
ORDER = Path(os.environ["SABOTAGE"])


class Finder(MetaPathFinder):
    """Wraps the places when their modules are imported."""

    def find_spec(self, name, path=None, target=None):
        places = {place: attribute for place, (module, attribute) in PLACES.items() if module == name}
        spec = PathFinder.find_spec(name, path) if places else None
        if spec is None:
            return None
        execute = spec.loader.exec_module

        def execute_and_wrap(module):
            execute(module)
            for place, attribute in places.items():
                wrap(module, attribute, place)

        spec.loader.exec_module = execute_and_wrap
        return spec


def wrap(module, attribute, place):
    *classes, name = attribute.split(".")
    owner = functools.reduce(getattr, classes, module)
    original = getattr(owner, name)

    @functools.wraps(original)
    def held_up(*args, **kwargs):
        value = None if place in HELD_UP_BEFORE else original(*args, **kwargs)
        if (way := ordered(place, args)) is not None:
            hold(way, [*args, *kwargs.values()])
        return original(*args, **kwargs) if place in HELD_UP_BEFORE else value

    setattr(owner, name, held_up)


def ordered(place, args):
    """The way in which this call is to be held up, if it is."""
    try:
        stage, way, *only = ORDER.read_text().split()
    except (FileNotFoundError, ValueError):
        return None
    return WAYS[way] if stage == place and all(word in args for word in only) else None


def hold(way, args):
    held = ORDER.with_suffix(".held")
    held.write_text(str(os.getpid()))
    try:
        way(args)
    finally:
        held.unlink(missing_ok=True)


def hang(args):
    os.read(os.pipe()[0], 1)


def freeze(args):
    while True:
        ctypes.PyDLL(None).pause()


def dawdle(args):
    """Goes on reporting where the stage can."""
    report = next((argument for argument in args if callable(argument)), lambda fraction: None)
    while ORDER.exists():
        report(0.5)
        time.sleep(0.01)


def kill(args):
    os.kill(os.getpid(), signal.SIGKILL)


WAYS = {way.__name__: way for way in (hang, freeze, dawdle, kill)}

sys.meta_path.insert(0, Finder())
