"""专题集: excerpts and notes that people gather, in their order, each with everything needed to check it again.

`model` says what a collection is, `store` keeps collections and `contents` what is in one; `checking` compares the
quotations with the library as it is now, and `export` writes a collection as a file and reads its quotations back.
"""

from search.collections.contents import Addition, Contents
from search.collections.model import (
    Collection,
    CollectionError,
    CollectionProblem,
    Item,
    ItemKind,
    Visibility,
)
from search.collections.store import Collections

__all__ = [
    "Addition",
    "Collection",
    "CollectionError",
    "CollectionProblem",
    "Collections",
    "Contents",
    "Item",
    "ItemKind",
    "Visibility",
]
