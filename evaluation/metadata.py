"""How often is the metadata right? Extracted values against labels made by hand, field by field."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from corpus import metadata, readers, structure
from corpus.model import Metadata, Reading, several
from corpus.script import fold

SEVERAL = frozenset({"issuer"})  # fields whose values are compared one by one, in any order
_BLANK = re.compile(r"\s+")
_STATE = re.compile(r"^中华人民共和国(?=国务院)")


@dataclass(frozen=True, slots=True)
class Label:
    """What a person read in one document: values by field, none where the document does not say.

    `file` is a path below the folder of sample files, or `collection:id` for a row of one of its collections. A field
    that is not in `values` was not judged.
    """

    file: str
    part: str
    values: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class FieldScore:
    """Counts of values: `right` of the `found` ones are among the `wanted` ones."""

    right: int
    found: int
    wanted: int

    @property
    def precision(self) -> float:
        """The share of the values found that are right; 1 where nothing was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of the values wanted that were found; 1 where none was wanted."""
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall: 2·right / (found + wanted)."""
        return 2 * self.right / (self.found + self.wanted) if self.found + self.wanted else 1.0


def read_labels(path: Path) -> list[Label]:
    """The labels in a JSON file: a list of objects with `file`, `part` and one entry a field."""
    labels = []
    for row in json.loads(path.read_text(encoding="utf-8")):
        stated = {name: value for name, value in row.items() if name not in {"file", "part"}}
        labels.append(Label(row["file"], row["part"], {name: _values(value) for name, value in stated.items()}))
    return labels


def _values(stated: str | list[str] | None) -> tuple[str, ...]:
    if stated is None:
        return ()
    return tuple(stated) if isinstance(stated, list) else (stated,)


def extracted(file: str, folder: Path) -> Metadata:
    """The metadata of one labelled document, read as if its file had no telling name."""
    reading = _reading(file, folder)
    return metadata.extract(reading, structure.find_outline(reading), file_name="document.txt")


def _reading(file: str, folder: Path) -> Reading:
    name, separator, key = file.partition(":")
    if not separator:
        return readers.read_bytes((folder / file).read_bytes(), f"document{Path(file).suffix}")
    row = _collection(folder / "data" / "train" / f"{name}.jsonl.gz")[key]
    kept = [row.get("title") if name != "gov_reports" else None, *row.get("info", ()), row.get("history"), row["text"]]
    suffix = ".md" if name == "laws" else ".txt"
    return readers.read_bytes("\n".join(part for part in kept if part).encode(), f"document{suffix}")


@cache
def _collection(path: Path) -> dict[str, dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return {row["_id"]: row for row in map(json.loads, lines)}


def comparable(value: str) -> str:
    """A value as it is compared: simplified characters, no blanks, 国务院 whether or not it names its state."""
    return _STATE.sub("", _BLANK.sub("", fold(value)))


@dataclass(frozen=True, slots=True)
class Judged:
    """One field of one labelled document: what a person read there, and what was extracted."""

    file: str
    field: str
    wanted: tuple[str, ...]
    found: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Whether both say the same."""
        return _compared(self.wanted) == _compared(self.found)


def judged(labels: Iterable[Label], folder: Path) -> Iterator[Judged]:
    """Every judged field of every label, documents in order; `folder` holds the sample files."""
    for label in labels:
        known = extracted(label.file, folder)
        for field, wanted in label.values.items():
            yield Judged(label.file, field, wanted, _found(known, field))


def _found(known: Metadata, field: str) -> tuple[str, ...]:
    value = known.get(field)
    if value is None:
        return ()
    return several(value) if field in SEVERAL else (value,)


def _compared(values: Iterable[str]) -> Counter[str]:
    return Counter(map(comparable, values))


def scores(fields: Iterable[Judged]) -> dict[str, FieldScore]:
    """Precision, recall and F1 of every field, over all values of all documents (micro-averaged)."""
    right, found, wanted = Counter[str](), Counter[str](), Counter[str]()
    for one in fields:
        here, there = _compared(one.found), _compared(one.wanted)
        right[one.field] += (here & there).total()
        found[one.field] += here.total()
        wanted[one.field] += there.total()
    return {field: FieldScore(right[field], found[field], wanted[field]) for field in wanted | found}
