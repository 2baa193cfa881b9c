"""Reads what bioRxiv and medRxiv say of a preprint.

record    the fields of a posting  ->  ``Paper``
abstract  its abstract             ->  parts with headings, for ``pubmed``, which reads them as it reads a record's
"""

from videos.pipeline.preprints.record import read, withdrawal

__all__ = ["read", "withdrawal"]
