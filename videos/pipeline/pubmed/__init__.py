"""Parses NLM's XML: turns a PubMed record into a ``Paper``, or raises an error that says why that is not possible.

    record      the response       ->  ``Paper``, with the modules below
    abstract    ``Abstract``       ->  English sections with their headings
    appendages  a section          ->  the same without notes, forms and copies in other languages
    headings    a text             ->  the headings within it
    notices     types, references  ->  notices for readers; refuses notices about other papers
    language    words, codes       ->  English or not; names of languages
    markup      inline tags        ->  ``RichText``
    mathml      a formula          ->  ``RichText``
    spacing     ``RichText``       ->  the same without the spaces of the markup
    characters  raw characters     ->  characters that can be typeset, read aloud and counted
    leftovers   entities and tags that stand in the text  ->  characters and styles
    latex       formulas that stand in the text           ->  characters

Each module uses only those below it.
"""

from videos.pipeline.pubmed.abstract import are_enough, is_label, sections_of
from videos.pipeline.pubmed.characters import plain
from videos.pipeline.pubmed.record import read, read_each, read_notices, title_of

__all__ = ["are_enough", "is_label", "plain", "read", "read_each", "read_notices", "sections_of", "title_of"]
