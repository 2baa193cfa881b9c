"""Every move that a job can make. Nothing else writes ``Job.status``.

    (reuse inserts a job as completed, with the video of another; await_edits in review, with the storyboard of
    another; approve inserts those for further formats as queued)

                      ┌──────hand_back, postpone, lapse──────┐
                      ▼                                      │
    pending ──queue──▶ queued ──────────claim──────────▶ processing ──complete──▶ completed
       │                  │                                  │
       ├──refuse──────────┼──wait_over──▶ failed ◀──fail, give_up
       │                  │                 │                │
       └──cancel──────────┴──▶ cancelled ◀──┼────────────────┘
                                    │       │
       pending ◀──reopen────────────┴───────┘

    A job that asks for a review makes two steps more, before its storyboard is approved:

    processing ──await_review──▶ review ──approve──▶ queued
                                  │  ▲
        failed ◀──expire──────────┤  └──reopen── failed, cancelled
     cancelled ◀──cancel──────────┘

Each move is one conditional UPDATE, and its row count says whether it happened. A claim issues a token, and every
write of the attempt is conditional on it, so a worker that has lost its claim changes nothing. All times come from the
database's clock. A move that ends a job, or lets it wait for its review, creates its webhook delivery in the same
transaction. ``cancel_all``, ``queue_all`` and ``reopen_all`` make the same move of many jobs of a batch.
"""

from videos.jobs.lifecycle.attempts import (
    IS_ABANDONED,
    claim,
    claim_of,
    complete,
    fail,
    give_up,
    hand_back,
    lapse,
    postpone,
    record_paper,
    record_progress,
    record_storyboard,
)
from videos.jobs.lifecycle.batches import (
    cancel_all,
    queue_all,
    reopen_all,
)
from videos.jobs.lifecycle.changes import (
    GRACE_SECONDS,
    IS_DUE,
)
from videos.jobs.lifecycle.requests import (
    cancel,
    delete,
    queue,
    refuse,
    reopen,
    republish,
    reuse,
    unpublish,
    wait_over,
)
from videos.jobs.lifecycle.reviews import (
    approve,
    await_edits,
    await_review,
    expire,
    revise,
)

__all__ = [
    "GRACE_SECONDS",
    "IS_ABANDONED",
    "IS_DUE",
    "approve",
    "await_edits",
    "await_review",
    "cancel",
    "cancel_all",
    "claim",
    "claim_of",
    "complete",
    "delete",
    "expire",
    "fail",
    "give_up",
    "hand_back",
    "lapse",
    "postpone",
    "queue",
    "queue_all",
    "record_paper",
    "record_progress",
    "record_storyboard",
    "refuse",
    "reopen",
    "reopen_all",
    "republish",
    "reuse",
    "revise",
    "unpublish",
    "wait_over",
]
