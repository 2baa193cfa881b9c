"""Declares and reads environment variables. Nothing else in the settings reads the environment.

A section of the settings declares each variable once, beside the setting that it becomes: name, form, default and one
sentence. VARIABLES collects the declarations; `manage.py reference` writes docs/reference/configuration.md and
.env.example from them.
"""

import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import environ
from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")

BASE_DIR = Path(__file__).resolve().parent.parent.parent

_env = environ.Env()
_env.read_env(BASE_DIR / _env.str("ENV_FILE", default=".env"))


# --- Forms


@dataclass(frozen=True, slots=True)
class Form(Generic[T]):
    """How a value is written: its type as the reference names it, the rule as errors state it, and its parser.

    ``parse`` takes the variable's name, and raises ValueError for a value that breaks the rule.
    """

    type: str
    rule: str
    parse: Callable[[str], T]


def _switch(name: str) -> bool:
    if _env.str(name).strip().lower() not in (*environ.Env.BOOLEAN_TRUE_STRINGS, "false", "off", "n", "no", "0"):
        raise ValueError(name)
    return bool(_env.bool(name))


def _database(name: str) -> dict[str, Any]:
    with warnings.catch_warnings(action="ignore"):  # django-environ's own warning would show a password
        database: dict[str, Any] = _env.db_url(name)
    if not str(database.get("ENGINE", "")).startswith("django."):
        raise ValueError(name)
    return database


text: Form[str] = Form("text", "text", _env.str)
items: Form[list[str]] = Form("list", "values separated by commas", _env.list)
switch = Form("true or false", "true or false", _switch)
database_url = Form("URL", "a database URL, such as postgres://user:password@host:5432/name", _database)


def whole(least: int = 0, most: int | None = None) -> Form[int]:
    """A whole number within these limits."""
    return Form(
        "whole number", f"a whole number, {_limits(least, most)}", lambda name: _within(_env.int(name), least, most)
    )


def number(least: float = 0, most: float | None = None) -> Form[float]:
    """A number within these limits."""
    return Form("number", f"a number, {_limits(least, most)}", lambda name: _within(_env.float(name), least, most))


def one_of(*choices: str) -> Form[str]:
    """One of a few words."""
    return matching("|".join(map(re.escape, choices)), "one of " + ", ".join(choices))


def some_of(*choices: str) -> Form[list[str]]:
    """Some of a few words."""

    def parse(name: str) -> list[str]:
        chosen = [word.strip() for word in _env.str(name).split(",") if word.strip()]
        if not set(chosen) <= set(choices):
            raise ValueError(name)
        return chosen

    return Form("list", f"some of {', '.join(choices)}, separated by commas", parse)


def each_matching(pattern: str, rule: str) -> Form[list[str]]:
    """Values separated by commas, each of which this regular expression matches in full."""

    def parse(name: str) -> list[str]:
        values = [value.strip() for value in _env.str(name).split(",") if value.strip()]
        if not all(re.fullmatch(pattern, value) for value in values):
            raise ValueError(name)
        return values

    return Form("list", rule, parse)


def matching(pattern: str, rule: str, type_: str = "text") -> Form[str]:
    """Text that this regular expression matches in full."""

    def parse(name: str) -> str:
        if not re.fullmatch(pattern, text := str(_env.str(name))):
            raise ValueError(name)
        return text

    return Form(type_, rule, parse)


def parsed(parse: Callable[[str], T], rule: str, type_: str) -> Form[T]:
    """What ``parse`` makes of the text. It raises ValueError for a text that breaks the rule."""
    return Form(type_, rule, lambda name: parse(str(_env.str(name))))


N = TypeVar("N", int, float)


def _within(value: N, least: N, most: N | None) -> N:
    if not (least <= value and (most is None or value <= most)):
        raise ValueError(value)
    return value


def _limits(least: float, most: float | None) -> str:
    return f"{least} or more" if most is None else f"from {least} to {most}"


# --- Declarations


@dataclass(frozen=True, slots=True)
class Variable:
    """What the reference says about a variable.

    ``default`` is as written in .env, or ``described`` in words. ``example`` is a value for .env.example.
    """

    section: str
    name: str
    type: str
    default: str
    described: bool
    sentence: str
    example: str
    secret: bool


VARIABLES: list[Variable] = []


@dataclass(frozen=True, slots=True)
class Section:
    """A group of variables, under one heading of the reference."""

    title: str

    def setting(
        self,
        name: str,
        form: Form[T],
        default: T,
        sentence: str,
        *,
        described: str = "",
        example: str = "",
        secret: bool = False,
    ) -> T:
        """Declare a variable, and return its value, or ``default`` where it is not set.

        ``described`` says in words a default that depends on other settings. Raises ImproperlyConfigured for a value
        that cannot be used; the value of a secret is not shown.
        """
        self.declare(
            name,
            "" if described else _written(default),
            sentence,
            described=described,
            type_=form.type,
            example=example,
            secret=secret,
        )
        if name not in _env.ENVIRON:
            return default
        try:
            return form.parse(name)
        except ValueError:
            value = "set to a value that cannot be used" if secret else repr(_env.str(name))
            raise ImproperlyConfigured(f"{name} is {value}. It must be {form.rule}.") from None

    def declare(
        self,
        name: str,
        default: str,
        sentence: str,
        *,
        described: str = "",
        type_: str = "text",
        example: str = "",
        secret: bool = False,
    ) -> None:
        """Declare a variable that no setting holds: a library, a process or docker-compose reads it."""
        VARIABLES.append(
            Variable(
                self.title, name, type_, described or default, bool(described), sentence, example or default, secret
            )
        )


def is_set(name: str) -> bool:
    """Whether a declared variable is in the environment or the .env file."""
    return name in _env.ENVIRON


def _written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ",".join(value)
    return f"{value:g}" if isinstance(value, float) else str(value)
