"""Full-text search of papers, with the same answer on PostgreSQL and SQLite.

The text is folded here into words of ASCII letters and digits (``folded``), and stored in ``Project.words``. So the
databases need no dictionary, and no idea of what a word or an accent is: PostgreSQL keeps a GIN index of the words, and
SQLite an FTS5 table that triggers keep. A search finds what has all its words, in any order; the last may be the
beginning of a word.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from anyascii import anyascii
from django.db import models
from django.db.models import Lookup, Q
from django.db.models.expressions import Col

from videos.pipeline.errors import InvalidId
from videos.pipeline.identifiers import parse_id

LONGEST_SEARCH = 200
"""Characters of a search. What comes after them is ignored."""

_MOST_WORDS = 20
_LONGEST_WORD = 100
_LONGEST_TEXT = 100_000
"""Characters of folded text: a paper with 5,000 authors. PostgreSQL indexes up to 1 MB."""

_WORD = re.compile(r"[a-z0-9]+")
_GREEK = re.compile("[Α-ΡΣ-Ωα-ω]")
_DOI = re.compile(r"10\.[0-9]{4,9}/\S+")
_NAMES_OF_IDS = re.compile(r"\b(?:pmid|pmcid|doi)\b[\s:#]*(?=\S*[0-9])", re.IGNORECASE)
_PMC_APART = re.compile(r"\bpmc[\s:#]+(?=[0-9])", re.IGNORECASE)


def folded(text: str) -> list[str]:
    """The words of a text without case and accents, in its order: "Škvor's β-blocker" is skvor, s, beta, blocker.

    A DOI is one word, without its punctuation.
    """
    plain = _GREEK.sub(_named, unicodedata.normalize("NFKD", text[:_LONGEST_TEXT]))
    return [word[:_LONGEST_WORD] for chunk in anyascii(plain).lower().split() for word in _words(chunk)]


def words_of(title: str, others: Iterable[str], ids: Iterable[str]) -> str:
    """What is stored of a paper: its folded title first, by which lists are sorted, then what else it is found by.

    A PMC id is found with and without its letters.
    """
    of_ids = [word for name in ids for word in folded(name)]
    bare = [word.removeprefix("pmc") for word in of_ids if re.fullmatch("pmc[0-9]+", word)]
    return " ".join(
        [*folded(title), *dict.fromkeys(of_ids + bare), *(word for text in others for word in folded(text))]
    )


def asked(text: str, words: str = "words") -> Q:
    """The condition that a paper is found by a text: ``words`` is the path to ``Project.words``.

    A text without a letter or digit finds nothing. One that names a paper, such as a link to it, finds that as well.
    """
    text = text.strip()[:LONGEST_SEARCH]
    named = _PMC_APART.sub("pmc", _NAMES_OF_IDS.sub("", text))
    terms = tuple(folded(named)[:_MOST_WORDS])
    if not terms:
        return Q(pk__in=[])
    return Q(**{f"{words}__has": Search(terms, _name_in(text))})


@dataclass(frozen=True, slots=True)
class Search:
    """Finds texts with all ``terms``, the last of which may begin a word, and texts with the word ``name``."""

    terms: tuple[str, ...]
    name: str = ""

    def for_postgresql(self) -> str:
        """As tsquery. The words are letters and digits, so nothing needs to be escaped."""
        every = " & ".join(f"'{term}'" for term in self.terms) + ":*"
        return f"({every}) | '{self.name}'" if self.name else every

    def for_sqlite(self) -> str:
        """As a query of FTS5 for the column with the words."""
        every = " AND ".join(f'"{term}"' for term in self.terms) + " *"
        return f'words : (({every}) OR "{self.name}")' if self.name else f"words : ({every})"


class Has(Lookup):
    """``words__has=Search(...)``."""

    lookup_name = "has"
    prepare_rhs = False

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Compare the column that ``WordsIndex`` makes."""
        table, column = map(connection.ops.quote_name, (self.lhs.alias, _vector(self.lhs.target.column)))
        return f"{table}.{column} @@ %s::tsquery", [self.rhs.for_postgresql()]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Look for the row in the table that ``WordsIndex`` makes."""
        field = self.lhs.target
        key, params = compiler.compile(Col(self.lhs.alias, field.model._meta.pk))
        table = _table(field.model._meta.db_table)
        found = f'SELECT "key" FROM "{table}" WHERE "{table}" MATCH %s'  # noqa: S608 - the model's  # nosec B608
        return f"{key} IN ({found})", [*params, self.rhs.for_sqlite()]


class WordsIndex(models.Index):
    """Indexes one text column of folded words for ``Has``. The database keeps it up to date.

    On PostgreSQL it is a GIN index of a generated column: to compute the vector again for each row that a common word
    finds takes twenty times as long. On SQLite it is an FTS5 table. The key of a row is a word there as well, by which
    its entry is found when the row changes: ``rowid`` would change with VACUUM. When Django alters a table, it makes it
    again, without triggers but with its indexes, and so with the triggers.
    """

    def create_sql(self, model: Any, schema_editor: Any, using: str = "", **kwargs: Any) -> Any:
        """The statement that makes the index. On SQLite, others are executed before and after it."""
        table, column = model._meta.db_table, self.fields[0]
        if schema_editor.connection.vendor == "postgresql":
            vector = f'"{_vector(column)}" tsvector GENERATED ALWAYS AS ({_VECTOR.format(column=column)}) STORED'
            schema_editor.execute(f'ALTER TABLE "{table}" ADD COLUMN IF NOT EXISTS {vector}', params=None)
            return f'CREATE INDEX "{self.name}" ON "{table}" USING gin ("{_vector(column)}")'
        table = table.removeprefix("new__")  # while Django makes a table again
        index = _table(table)
        schema_editor.execute(
            f"""CREATE VIRTUAL TABLE IF NOT EXISTS "{index}" USING fts5("key", words, tokenize='ascii')""", params=None
        )
        add = f"""INSERT INTO "{index}" ("key", words)"""
        entry = """'key : "' || old.id || '"'"""
        remove = f'DELETE FROM "{index}" WHERE "{index}" MATCH {entry}'  # noqa: S608 - the model's  # nosec B608
        trigger = 'CREATE TRIGGER IF NOT EXISTS "{}" AFTER {} ON "{}" BEGIN {}; END'
        fill = f'SELECT id, {column} FROM "{table}" WHERE NOT EXISTS (SELECT 1 FROM "{index}")'  # noqa: S608  # nosec B608
        schema_editor.deferred_sql += [
            f"{add} {fill}",
            trigger.format(f"{index}_insert", "INSERT", table, f"{add} VALUES (new.id, new.{column})"),
            trigger.format(
                f"{index}_update", f"UPDATE OF {column}", table, f"{remove}; {add} VALUES (new.id, new.{column})"
            ),
        ]
        return trigger.format(f"{index}_delete", "DELETE", table, remove)

    def remove_sql(self, model: Any, schema_editor: Any, **kwargs: Any) -> Any:
        """The statement that removes it."""
        if schema_editor.connection.vendor == "postgresql":
            return f'ALTER TABLE "{model._meta.db_table}" DROP COLUMN "{_vector(self.fields[0])}"'  # with its index
        index = _table(model._meta.db_table)
        for event in ("insert", "update", "delete"):
            schema_editor.execute(f'DROP TRIGGER IF EXISTS "{index}_{event}"')
        return f'DROP TABLE IF EXISTS "{index}"'


_VECTOR = "array_to_tsvector(array_remove(string_to_array({column}, ' '), ''))"
"""The words as they are: no parser divides or stems them. None may be empty; a process of an earlier release may write
two spaces."""


def _vector(column: str) -> str:
    return f"{column}_vector"


def _table(table: str) -> str:
    return f"{table}_search"


def _named(letter: re.Match[str]) -> str:
    """A Greek letter by its name, which transliteration would not give: people write both."""
    return f" {unicodedata.name(letter[0]).split()[-1].lower()} "


def _words(chunk: str) -> list[str]:
    doi = _DOI.search(chunk)
    if doi is None:
        return _WORD.findall(chunk)
    return [*_WORD.findall(chunk[: doi.start()]), "".join(_WORD.findall(doi[0]))]


def _name_in(text: str) -> str:
    """The id of the paper that a text names, folded; "" if it names none."""
    try:
        return "".join(folded(parse_id(text)))
    except InvalidId:
        return ""
