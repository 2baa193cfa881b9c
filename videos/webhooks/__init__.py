"""Telling whoever asked for a video that its job has ended.

    lifecycle ──▶ a row, written with the end ──▶ outbox ──▶ signing ──▶ post ──▶ the receiver
                                                    ▲                      │
                                                    └── tried again, later ┘

The row is the truth: what is due is sent by the next run of the task, whichever message or worker was lost.
"""
