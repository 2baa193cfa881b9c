"""Reads NLM's XML: a PubMed record goes in, a ``Paper`` comes out, or the error that says why not.

    record      the answer         ->  ``Paper``, from the parts below
    abstract    ``Abstract``       ->  English sections, under their headings
    notices     types, references  ->  what a reader must be told; refuses what is no paper
    language    words, codes       ->  English or not; the names of languages
    markup      inline tags        ->  ``RichText``
    mathml      a formula          ->  ``RichText``
    spacing     ``RichText``       ->  the same without the spaces of the markup
    characters  raw characters     ->  characters that can be set, read aloud and counted

Each uses only those below it.
"""

from videos.pipeline.pubmed.record import read

__all__ = ["read"]
