"""How often are the figures of a text found, and what they count? Extraction against sentences labelled by hand.

150 sentences were looked at while the rules were written (`developed`); 150 others (`unseen`) were labelled before
anything was run on them. On that first run, each sentence read alone, F1 was .975 for numbers and .840 for objects;
what was wrong was then repaired like any other error, so that later figures are no longer unseen.

150 more (`second …`: other sentences, labelled by another person, also before anything was run on them) had .950 for
numbers and .681 for objects at first. Faults were then looked for in one half of them only; in the other half
(`second unseen`) the F1 of objects had risen from .571 to .643 when it was run again. After that it was looked at, too.

A number is right if it stands exactly there with exactly that unit. An object is right if it says the same, or if one
of both is the end of the other: 电梯申请 and 加装电梯申请 have one head.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from corpus.errors import CasebaseError, HomeError, HomeProblem
from corpus.ingest import read_file
from corpus.model import Document, IngestReport, Metadata, Script, Source
from corpus.script import fold
from evaluation.markdown import text_table
from evaluation.metadata import FieldScore
from review.claims.extract import claims_of
from review.claims.model import Claim
from review.model import Text

LABELS = Path(__file__).with_name("claims_labels.json")
_ROOT = Path(__file__).parents[1]
STARTER = _ROOT / "corpus" / "documents"
SHARED = _ROOT.parent / "shared"
_MARKS = re.compile(r"[“”\"「」『』（）()\s的]")
_ID = re.compile(r'\{"_id": "([^"\\]*)"')  # of a line, so that not every line has to be taken apart
_AROUND = 200  # characters on both sides that a sentence is read with
_HEAD = 2  # characters that an object must share with another to have the same head


class StaleLabelError(CasebaseError):
    """A label points to words that are no longer there."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A figure as a person read it: its number at `[start, end)`, its unit, what it counts (empty: nothing named)."""

    start: int
    end: int
    unit: str
    object: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of a document and every figure in it; `digest` is that of its words, `part` developed or unseen."""

    source: str
    document: str
    start: int
    end: int
    digest: str
    part: str
    claims: tuple[Labelled, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """What was wanted and what was found in one sentence."""

    sentence: Sentence
    words: str
    found: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class ClaimScores:
    """How many numbers with their units, and how many objects, were right, found and wanted; `exact` objects alone."""

    sentences: int
    numbers: FieldScore
    objects: FieldScore
    exact: int


def read_labels(path: Path = LABELS) -> tuple[Sentence, ...]:
    """The labelled sentences."""
    return tuple(
        Sentence(
            row["source"],
            row["document"],
            row["start"],
            row["end"],
            row["sha256"],
            row["part"],
            _labelled(row["claims"]),
        )
        for row in json.loads(path.read_text(encoding="utf-8"))["sentences"]
    )


def read_seed_labels(path: Path = LABELS) -> dict[str, tuple[Labelled, ...]]:
    """Every figure of each seed document, by file name."""
    rows = json.loads(path.read_text(encoding="utf-8"))["seeds"]
    return {row["document"]: _labelled(row["claims"]) for row in rows}


def _labelled(rows: Iterable[list[int | str]]) -> tuple[Labelled, ...]:
    return tuple(Labelled(int(start), int(end), str(unit), str(named)) for start, end, unit, named in rows)


def judged(sentences: Iterable[Sentence], shared: Path) -> Iterator[Judged]:
    """What is found in each sentence, read with what stands around it; `shared` holds seeds/ and data/.

    Raises:
        StaleLabelError: a document has other words than those that were labelled.
    """
    for sentence in sentences:
        words = _words(sentence.source, sentence.document, shared)
        quoted = words[sentence.start : sentence.end]
        if not hashlib.sha256(quoted.encode()).hexdigest().startswith(sentence.digest):
            raise StaleLabelError(f"{sentence.source} {sentence.document}: [{sentence.start}, {sentence.end}) changed")
        begin = max(words.rfind(mark, 0, max(0, sentence.start - _AROUND)) for mark in "\n。") + 1
        found = claims_of(_plain(words[begin : sentence.end + _AROUND], sentence.document))
        inside = (claim for claim in found if sentence.start <= claim.number[0] + begin < sentence.end)
        yield Judged(_moved(sentence, begin), quoted, tuple(inside))


def _moved(sentence: Sentence, by: int) -> Sentence:
    """The same labels for a text that begins `by` later."""
    claims = tuple(replace(claim, start=claim.start - by, end=claim.end - by) for claim in sentence.claims)
    return replace(sentence, start=sentence.start - by, end=sentence.end - by, claims=claims)


def _words(source: str, document: str, shared: Path) -> str:
    if source in {"starter", "seeds"}:
        return _file(STARTER / document if source == "starter" else shared / "seeds" / document)
    return _rows(shared / "data" / "train" / f"{source}.jsonl.gz")[document]


@cache
def _file(path: Path) -> str:
    return read_file(path).document.text


def _plain(words: str, name: str) -> Text:
    """A text that nothing but its words is known of: passages and headings take longer than the claims."""
    source = Source(name, "text/plain", "", len(words))
    report = IngestReport("text", len(words), Script.SIMPLIFIED)
    return Text(Document(name, words, fold(words), source, Metadata(), report), ())


@cache
def _rows(path: Path) -> dict[str, str]:
    wanted = {sentence.document for sentence in read_labels()}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = (json.loads(line) for line in lines if (found := _ID.match(line)) is None or found[1] in wanted)
        return {row["_id"]: row["text"] for row in rows if row["_id"] in wanted}


def same_object(one: str, other: str) -> bool:
    """Whether two phrases name the same thing, marks left out: equal, or one the end of the other."""
    shorter, longer = sorted((_MARKS.sub("", fold(one)), _MARKS.sub("", fold(other))), key=len)
    return shorter == longer or (len(shorter) >= _HEAD and longer.endswith(shorter))


def scores(judgements: Iterable[Judged]) -> ClaimScores:
    """Counts over all sentences (micro-averaged); objects count where somebody or something named one."""
    counts = Counter[str]()
    for one in judgements:
        wanted = {(claim.start, claim.end, claim.unit): claim.object for claim in one.sentence.claims}
        found = {(*claim.number, claim.unit): claim.object for claim in one.found}
        both = wanted.keys() & found.keys()
        named = [key for key in both if wanted[key] and found[key] and same_object(wanted[key], found[key])]
        counts.update(
            {
                "sentences": 1,
                "number": len(both),
                "numbers found": len(found),
                "numbers wanted": len(wanted),
                "object": len(named),
                "objects found": sum(1 for value in found.values() if value),
                "objects wanted": sum(1 for value in wanted.values() if value),
                "exact": sum(wanted[key] == found[key] for key in named),
            }
        )
    return ClaimScores(
        counts["sentences"],
        FieldScore(counts["number"], counts["numbers found"], counts["numbers wanted"]),
        FieldScore(counts["object"], counts["objects found"], counts["objects wanted"]),
        counts["exact"],
    )


def measure_claims(shared: Path) -> dict[str, ClaimScores]:
    """The scores of each part of the labelled sentences, and of the seed documents as a whole.

    Raises:
        HomeError: the labelled documents are not in `shared`.
        StaleLabelError: a document has other words than those that were labelled.
    """
    if not (shared / "seeds").is_dir() or not (shared / "data" / "train").is_dir():
        detail = "there are no labelled documents here (seeds/, data/train/): name the folder with --shared"
        raise HomeError(str(shared), HomeProblem.NOTHING_THERE, detail)
    by_part: dict[str, list[Judged]] = {}
    for one in judged(read_labels(), shared):
        by_part.setdefault(one.sentence.part, []).append(one)
    found = {part: scores(some) for part, some in by_part.items()}
    found["seed documents"] = scores(_whole_seeds(shared))
    return found


def _whole_seeds(shared: Path) -> Iterator[Judged]:
    for name, wanted in read_seed_labels().items():
        words = _words("seeds", name, shared)
        claims = claims_of(_plain(words, name))
        yield Judged(Sentence("seeds", name, 0, len(words), "", "seeds", wanted), words, claims)


def told_claims(found: dict[str, ClaimScores]) -> dict[str, dict[str, float | int]]:
    """The figures for machines."""
    return {
        part: {
            "sentences": one.sentences,
            "numbers": one.numbers.wanted,
            "number_precision": round(one.numbers.precision, 4),
            "number_recall": round(one.numbers.recall, 4),
            "number_f1": round(one.numbers.f1, 4),
            "object_f1": round(one.objects.f1, 4),
            "objects_exact": one.exact,
        }
        for part, one in found.items()
    }


def claims_table(found: dict[str, ClaimScores]) -> str:
    """The figures for people."""
    head = ["part", "sentences", "numbers", "precision", "recall", "F1", "object F1", "objects exact"]
    rows = [[part, *(str(value) for value in row.values())] for part, row in told_claims(found).items()]
    return text_table(head, rows)
