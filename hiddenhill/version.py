"""The version of Hidden Hill; pyproject.toml reads it from here."""

VERSION = "0.1.0"
