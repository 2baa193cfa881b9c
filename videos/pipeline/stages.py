"""The stages of a video in turn: their progress, and what earlier attempts have done of them."""

import logging
from collections.abc import Callable
from functools import partial
from typing import Protocol, TypeVar

from videos.pipeline.artifacts import Paper, Script
from videos.pipeline.cache.checkpoints import Workspace
from videos.pipeline.progress import Report, Stage

logger = logging.getLogger(__name__)

T = TypeVar("T")


class Observer(Protocol):
    """Receives the progress of the work. An exception from it ends the work."""

    def progress(self, stage: Stage, fraction: float) -> None:
        """Called when ``fraction`` (0 to 1) of ``stage`` is done."""

    def paper_read(self, paper: Paper) -> None:
        """Called when the paper is known."""

    def script_written(self, script: Script) -> Script:
        """Called when a script is written that nobody reviews. The video is made from the script that it returns."""

    def resuming(self, stage: Stage) -> None:
        """Called once if the attempt continues from checkpoints. ``stage`` is the first that they do not cover."""


class Stages:
    """Runs the stages, reports to the observer, and loads checkpoints up to the first stage without one."""

    def __init__(self, workspace: Workspace, observer: Observer) -> None:
        self.observer = observer
        self._workspace = workspace
        self._started = False
        self._resumed = False

    def result(self, stage: Stage, kind: type[T], make: Callable[[Report], T]) -> T:
        """The result of a stage, from its checkpoint or else from ``make``, which is then saved."""
        saved = None if self._started else self._workspace.load(stage, kind)
        if saved is not None:
            return self.given(stage, saved)
        made = make(self.enter(stage))
        self._workspace.save(stage, made)
        return made

    def given(self, stage: Stage, value: T) -> T:
        """The result of a stage that was done earlier."""
        self._resumed = True
        self.observer.progress(stage, 1.0)
        return value

    def enter(self, stage: Stage) -> Report:
        """Report the start of a stage, and return the function that reports its progress."""
        if self._resumed and not self._started:
            logger.info("continuing from an earlier attempt, at the stage %s", stage)
            self.observer.resuming(stage)
        self._started = True
        self.observer.progress(stage, 0.0)
        return partial(self.observer.progress, stage)
