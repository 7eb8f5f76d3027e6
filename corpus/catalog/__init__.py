"""The catalogue: documents, passages and metadata in SQLite. The one record of truth; the index is derived from it.

Every change of a document is one transaction and moves `revision` on by one; a document's own `version` is the
revision of its last change, so the index knows what to catch up with. Passages are stored as offsets: their text is
cut from the document's whenever it is read, which is why it cannot differ.
"""

from corpus.catalog.writing import Catalog, FileChange, Gone, Outcome
from corpus.intake.entry import Entry

__all__ = ["Catalog", "Entry", "FileChange", "Gone", "Outcome"]
