"""Webhooks: a signed POST to the URL that a request named, when its job ends or waits for its review.

    lifecycle ──▶ Delivery row, written with the end ──▶ outbox ──▶ signing ──▶ sender ──▶ receiver
                                                           ▲                      │
                                                           └───── retried later ──┘

The row is the source of truth: any later run sends what is due, even if the process of an earlier run was lost.
"""
