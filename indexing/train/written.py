"""Questions written for passages of the training text: what people would ask, in other words than the text's.

`written.tsv` holds only where a passage stands and what is asked of it; the passages are read from the training text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Set
from pathlib import Path

import numpy as np

from corpus.script import fold
from indexing.train.pairs import titled
from indexing.train.questions import QuestionSet
from indexing.train.texts import LAW_FILES, PROSE_FILES, bucket, named_laws, records

FILE = Path(__file__).with_name("written.tsv")
"""Lines of `<file>/<record id>/<place>` and what is asked of it, tabs between; a place is an article's number or
`<start>-<end>`, offsets in the record's text as it is stored."""

_LEAST, _MOST = 160, 420  # characters of a passage that is cut out of prose
_BESIDE, _ELSEWHERE = 4, 30  # one in so many passages is there only to be mistaken for an answer
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?”]*")


def read_written(file: Path = FILE) -> list[tuple[str, str]]:
    """Where each passage stands, and a question that it answers."""
    lines = (line.split("\t") for line in file.read_text(encoding="utf-8").splitlines())
    return [(place, question) for place, *questions in lines for question in questions]


def written_questions(data: Path, file: Path = FILE) -> QuestionSet:
    """The questions whose passages are in `data`, their passages, and others that only look like answers.

    Args:
        data: holds `<file>.jsonl.gz`, as in `texts.LAW_FILES` and `texts.PROSE_FILES`; any may be missing.
        file: the questions.
    """
    asked = read_written(file)
    places: dict[str, list[int]] = defaultdict(list)  # one text may stand in several places
    documents: list[str] = []
    rows: dict[str, int] = {}
    for place, text in _passages(data, {key for key, _ in asked}):
        row = rows.setdefault(text, len(rows))
        if row == len(documents):
            documents.append(text)
        places[place].append(row)
    found = [(key, question) for key, question in asked if key in places]
    return QuestionSet(
        documents,
        [key for key, _ in found],
        [fold(question) for _, question in found],
        [np.array(sorted(set(places[key])), dtype=np.int64) for key, _ in found],
    )


def _passages(data: Path, asked: Set[str]) -> Iterator[tuple[str, str]]:
    """Where each passage stands, and its text, folded: those `asked` for, some beside them, and fewer elsewhere."""
    wanted = {place.rsplit("/", 1)[0] for place in asked}
    for record, places in _records(data):
        one_in = _BESIDE if record in wanted else _ELSEWHERE
        for place, text in places:
            if place in asked or bucket(place, one_in) == 0:
                yield place, fold(text)


def _records(data: Path) -> Iterator[tuple[str, Iterator[tuple[str, str]]]]:
    """Every record, with its passages and where they stand."""
    for name in LAW_FILES:
        for key, law in named_laws(data / name):
            record = f"{name.split('.')[0]}/{key}"
            yield record, ((f"{record}/{article.number}", titled(law, article)) for article in law.articles)
    for name in PROSE_FILES:
        for one in records(data / name):
            record = f"{name.split('.')[0]}/{one['_id']}"
            yield record, _cut(record, one["text"])


def _cut(record: str, text: str) -> Iterator[tuple[str, str]]:
    yield from ((f"{record}/{start}-{end}", text[start:end]) for start, end in spans(text))


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where the passages of a text in prose begin and end: whole sentences, until there are enough characters."""
    start = None
    for sentence in _SENTENCE.finditer(text):
        start = sentence.start() if start is None else start
        if sentence.end() - start >= _LEAST:
            if sentence.end() - start <= _MOST:
                yield start, sentence.end()
            start = None
