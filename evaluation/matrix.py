"""Is the evidence by criterion right, and how long does it take? Labelled cells in, shares and seconds out.

One JSON object a line: {"document", "text_sha256", "rubric", "criterion", "evidence": [[start, end], ...]}. `document`
is a path under corpus/documents, `seed:` and the name of a file of the seed folder, or
`train:<file>:<id>:<start>:<end>` for a stretch of a training text; `evidence` is empty where the document says nothing
for the criterion. Labels of seeds and training texts hold offsets only.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.catalog import Catalog
from corpus.errors import CasebaseError
from corpus.home import Home, writing
from corpus.ingest import read_file, read_upload
from corpus.intake.entry import Entry
from evaluation.own import SEEDS, STARTER
from evaluation.questions import SEED, Split
from review.matrix.build import build_matrix
from review.matrix.model import Cell, Evidence
from review.model import Progress, nothing_told
from review.rubric.bundled import bundled
from review.rubric.files import read_rubric
from review.rubric.model import Criterion, Rubric
from search.searcher import Searcher

FOLDER = Path(__file__).parent / "evidence"
TRAIN = SEEDS.parent / "data" / "train"
_TRAIN = "train:"
_HALF = 0.5
_LENGTHS = (3_000, 20_000)  # characters of a submission

Span = tuple[int, int]

LEARNED = frozenset(
    {
        "seed:001_57cc44cea817bc86.txt",
        "seed:003_3f93c6ba9bc7a40e.txt",
        "cases/巴中-三四五吹哨报到.md",
        "cases/巴中-党建引领小区治理.docx",
        "cases/深圳-一核多元与社区服务共享平台.docx",
        "cases/深圳-暖蜂驿站与新就业群体.html",
        "cases/深圳龙岗-布吉街道资源服务管理下沉.txt",
        "cases/潤州-微陣地與服務圈.pdf",
    }
)
"""Documents whose cells in second.jsonl were learned from; the test split has cells of the same documents."""

DEFINITIONS: dict[str, str] = {
    "first_right": "Of the cells with evidence, the share whose first passage is evidence: it and a labelled stretch "
    "share at least half of the shorter one.",
    "shown_right": "Of all passages shown in cells with evidence, the share that is.",
    "empty_right": "Of the cells without evidence, the share in which none is shown.",
}


class MatrixLabelError(CasebaseError):
    """A label that cannot be used: `problem` says why, and what to do."""

    def __init__(self, path: Path, line: int, problem: str) -> None:
        super().__init__(f"{path}, line {line}: {problem}")


@dataclass(frozen=True, slots=True)
class LabelledCell:
    """What a person found in a document for a criterion: stretches of its text, none where it says nothing."""

    document: str
    text_sha256: str
    rubric: str
    criterion: str
    evidence: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Wrong:
    """A cell that is not right: a passage that is no evidence, or none although there is some (`shown` is empty)."""

    document: str
    criterion: str
    filled: bool
    shown: str


@dataclass(frozen=True, slots=True)
class MatrixQuality:
    """Shares as in DEFINITIONS, None over nothing; `left_out` counts the cells whose documents are not at hand."""

    filled: int
    empty: int
    shown: int
    first_right: float | None
    shown_right: float | None
    empty_right: float | None
    left_out: int
    wrong: tuple[Wrong, ...]


@dataclass(frozen=True, slots=True)
class MatrixSpeed:
    """Seconds for all cells at first, again, and after one submission was added."""

    documents: int
    characters: int
    criteria: int
    first: float
    again: float
    one_more: float


def read_cells(split: Split) -> list[LabelledCell]:
    """The labelled cells for reporting, or those that the thresholds were set on."""
    return _read(f"{split}.jsonl")


def learning_cells() -> list[LabelledCell]:
    """Those that the weights were learned from: of documents of no other split, and half of the second annotator's."""
    return [*read_cells(Split.CALIBRATION), *(one for one in second_cells() if one.document in LEARNED)]


def second_cells() -> list[LabelledCell]:
    """Those that another annotator labelled, partly the same; nothing was learned from the documents not in LEARNED."""
    return _read("second.jsonl")


def _read(name: str) -> list[LabelledCell]:
    with (FOLDER / name).open(encoding="utf-8") as lines:
        return [_cell(json.loads(line)) for line in lines]


def _cell(row: Mapping[str, Any]) -> LabelledCell:
    spans = tuple((int(start), int(end)) for start, end in row["evidence"])
    return LabelledCell(row["document"], row["text_sha256"], row["rubric"], row["criterion"], spans)


def rubrics() -> dict[str, Rubric]:
    """Those that labels name: the bundled ones, and made-up ones as a user might write them."""
    own = [read_rubric(path.name, path.read_bytes()) for path in sorted(FOLDER.glob("*.toml"))]
    return {one.key: one for one in (*bundled(), *own)}


def entries_of(cells: Iterable[LabelledCell], *, seeds: Path = SEEDS, train: Path = TRAIN) -> dict[str, Entry]:
    """The documents of `cells` by name, as far as they are at hand."""
    names = dict.fromkeys(one.document for one in cells)
    found: dict[str, Entry] = {}
    wanted = {name: name.split(":") for name in names if name.startswith(_TRAIN)}
    texts = _train_texts(train, {(parts[1], parts[2]) for parts in wanted.values()})
    for name in names:
        if name in wanted:
            _, kind, key, start, end = wanted[name]
            if (kind, key) in texts:
                text = texts[kind, key][int(start) : int(end) if end else None]
                found[name] = read_upload(text.encode(), file_name=f"{kind}-{key}.txt")
            continue
        path = seeds / name.removeprefix(SEED) if name.startswith(SEED) else STARTER / name
        if path.is_file():
            found[name] = read_file(path)
    return found


def _train_texts(folder: Path, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for kind in {kind for kind, _ in wanted}:
        path = folder / f"{kind}.jsonl.gz"
        if not path.is_file():
            continue
        keys = {key for of, key in wanted if of == kind}
        for row in _rows(path):
            if row["_id"] in keys:
                found[kind, row["_id"]] = row["text"]
                if len(keys) == sum(of == kind for of, _ in found):
                    break
    return found


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def measure_cells(
    home: Home, cells: Sequence[LabelledCell], *, seeds: Path = SEEDS, train: Path = TRAIN
) -> MatrixQuality:
    """How often the evidence of labelled cells is right; the documents are stored in `home`.

    Raises:
        MatrixLabelError: a document is not the one that was labelled.
    """
    entries = entries_of(cells, seeds=seeds, train=train)
    for number, one in enumerate(cells, 1):
        if one.document in entries and _sha256(entries[one.document].document.text) != one.text_sha256:
            raise MatrixLabelError(FOLDER, number, f"the text of {one.document} has changed: label it again")
    with writing(home, "python -m evaluation matrix"), Catalog.open(home) as catalog:
        catalog.add_many(entries.values())
    with Searcher.open(home) as searcher:
        return judged(cells, _found(searcher, cells, entries))


def _found(searcher: Searcher, cells: Sequence[LabelledCell], entries: Mapping[str, Entry]) -> dict[LabelledCell, Cell]:
    known, found = rubrics(), {}
    for key in dict.fromkeys(one.rubric for one in cells):
        some = [one for one in cells if one.rubric == key and one.document in entries]
        ids = {one.document: entries[one.document].document.doc_id for one in some}
        made = build_matrix(searcher, known[key], list(ids.values()))
        at = {(cell.criterion, cell.doc_id): cell for cell in made.cells}
        found.update({one: at[one.criterion, ids[one.document]] for one in some})
    return found


def judged(cells: Sequence[LabelledCell], found: Mapping[LabelledCell, Cell]) -> MatrixQuality:
    """The shares of DEFINITIONS over those of `cells` that were found anything about."""
    filled = [one for one in cells if one in found and one.evidence]
    empty = [one for one in cells if one in found and not one.evidence]
    shown = [is_evidence(passage, one.evidence) for one in filled for passage in found[one].evidence]
    first = [bool(found[one].evidence) and is_evidence(found[one].evidence[0], one.evidence) for one in filled]
    none = [not found[one].evidence for one in empty]
    wrong = [one for one, right in zip((*filled, *empty), (*first, *none), strict=True) if not right]
    return MatrixQuality(
        filled=len(filled),
        empty=len(empty),
        shown=len(shown),
        first_right=_share(first),
        shown_right=_share(shown),
        empty_right=_share(none),
        left_out=len(cells) - len(filled) - len(empty),
        wrong=tuple(Wrong(one.document, one.criterion, bool(one.evidence), _first(found[one])) for one in wrong),
    )


def is_evidence(passage: Evidence, labelled: Iterable[Span]) -> bool:
    """Whether a passage and a labelled stretch share at least half of the shorter one."""
    start, end = passage.quotation.start, passage.quotation.end
    return any(min(end, b) - max(start, a) >= _HALF * min(end - start, b - a) for a, b in labelled)


def _first(cell: Cell) -> str:
    return cell.evidence[0].quotation.quote if cell.evidence else ""


def _share(right: Sequence[bool]) -> float | None:
    return sum(right) / len(right) if right else None


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def time_matrix(
    home: Home, *, train: Path = TRAIN, documents: int = 200, criteria: int = 8, progress: Progress = nothing_told
) -> MatrixSpeed:
    """How long the matrix of `documents` submissions takes, made of training texts of 3,000 to 20,000 characters."""
    texts = list(_submissions(train, documents + 1))
    entries = [read_upload(text.encode(), file_name=f"{number}.txt") for number, text in enumerate(texts)]
    with writing(home, "python -m evaluation matrix"), Catalog.open(home) as catalog:
        catalog.add_many(entries)
    ids = list(dict.fromkeys(one.document.doc_id for one in entries))
    first, *others = bundled()
    some: list[Criterion] = [*first.criteria, *(one for rubric in others for one in rubric.criteria)][:criteria]
    named = tuple(_renamed(one, number) for number, one in enumerate(some))
    rubric = Rubric("speed", "speed", "", named)
    with Searcher.open(home) as searcher:
        seconds = []
        for count in (len(ids) - 1, len(ids) - 1, len(ids)):
            began = time.perf_counter()
            build_matrix(searcher, rubric, ids[:count], progress=progress)
            seconds.append(time.perf_counter() - began)
    return MatrixSpeed(len(ids) - 1, sum(map(len, texts[:-1])), len(named), *seconds)


def _renamed(one: Criterion, number: int) -> Criterion:
    return Criterion(f"c{number}", one.name, one.weight, one.description, one.questions, one.words, one.examples)


def _submissions(train: Path, count: int) -> Iterator[str]:
    """Stretches of government reports and news, evenly from the shortest length to the longest."""
    shortest, longest = _LENGTHS
    pieces: list[str] = []
    made = size = 0
    for path in (train / "gov_reports.jsonl.gz", train / "news.jsonl.gz"):
        for row in _rows(path):
            text = row["text"]
            while text and made < count:
                wanted = shortest + (longest - shortest) * made // max(count - 1, 1)
                pieces.append(text[: wanted - size])
                size += len(pieces[-1])
                text = text[len(pieces[-1]) :]
                if size >= wanted:
                    yield "\n".join(pieces)
                    pieces, size, made = [], 0, made + 1
