"""Parses JATS, the XML in which archives share full texts: turns an article into a ``FullText``.

    article        the document     ->  ``FullText``, with the modules below
    sections       the body         ->  sections with their headings and paragraphs
    figures        figures, tables  ->  labels, captions, files, and what they say on their rights
    licence        permissions      ->  ``LicenceStatement``
    abbreviations  lists            ->  ``Abbreviation``
    headings       a heading        ->  what its section contains
    passages       inline markup    ->  ``Passage``
    citations      raw text         ->  the same without marks that only cite

Each module uses only those below it, and ``pubmed`` for characters, formulas and spaces: the abstract of the record and
the full text must read alike.
"""

from videos.pipeline.jats.article import read

__all__ = ["read"]
