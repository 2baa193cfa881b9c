"""Webhooks and e-mail: what is sent when a job ends or waits for its review.

A webhook is a signed POST to the URL that a request named; an e-mail goes to an owner who asked for it.

    lifecycle ──▶ Delivery row, written with the end ──▶ outbox ──▶ posts ──▶ signing, sender ──▶ receiver
                                                           ▲  └───▶ emails ──▶ mail server        │
                                                           └────────────── retried later ◀────────┘

The row is the source of truth: any later run sends what is due, even if the process of an earlier run was lost.
"""
