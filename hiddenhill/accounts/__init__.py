"""Accounts: sign-in, passwords, API tokens."""
