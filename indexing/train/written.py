"""Questions written for passages: what people would ask, in other words than the text's.

`written.tsv` holds only where a passage of the training text stands and what is asked of it; `composed.tsv` holds
passages that were themselves composed for training, of cases and policies such as the training text has few of.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Set
from itertools import chain
from pathlib import Path

import numpy as np

from corpus.duplicates import title_key
from corpus.script import fold
from indexing.train.copies import copies
from indexing.train.pairs import title_above, titled
from indexing.train.questions import QuestionSet
from indexing.train.texts import LAW_FILES, PROSE_FILES, Law, bucket, named_laws, records

FILE = Path(__file__).with_name("written.tsv")
"""Lines of `<file>/<record id>/<place>` and what is asked of it, tabs between; a place is an article's number or
`<start>-<end>`, offsets in the record's text as it is stored."""

COMPOSED = Path(__file__).with_name("composed.tsv")
"""Lines of a passage and what is asked of it, tabs between. What the passages tell is invented; a few real regions and
programmes are named in passing."""

_LEAST, _MOST = 160, 420  # characters of a passage that is cut out of prose
_BESIDE, _ELSEWHERE = 4, 30  # one in so many passages is there only to be mistaken for an answer
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?”]*")


def read_written(file: Path = FILE) -> list[tuple[str, str]]:
    """Where each passage stands, and a question that it answers."""
    lines = (line.split("\t") for line in file.read_text(encoding="utf-8").splitlines())
    return [(place, question) for place, *questions in lines for question in questions]


def read_composed(file: Path = COMPOSED) -> dict[str, tuple[str, list[str]]]:
    """Each composed passage with the questions that it answers, by `composed/<hash of the passage>`."""
    lines = (line.split("\t") for line in file.read_text(encoding="utf-8").splitlines())
    return {f"composed/{bucket(passage, 2**32):08x}": (passage, questions) for passage, *questions in lines}


def written_questions(data: Path, file: Path = FILE, composed: Path = COMPOSED) -> QuestionSet:
    """The questions whose passages are in `data`, their passages, and others that only look like answers.

    Beside them the composed passages with theirs. What says nearly the same as a passage answers its questions too,
    except that an article answers no question about one of a law of another name. The id of a question is the place
    of its passage.

    Args:
        data: holds `<file>.jsonl.gz`, as in `texts.LAW_FILES` and `texts.PROSE_FILES`; any may be missing.
        file: the questions.
        composed: the composed passages.
    """
    asked = read_written(file)
    made = read_composed(composed)
    places: dict[str, list[int]] = defaultdict(list)  # one text may stand in several places
    documents: list[str] = []
    laws: list[str] = []
    above: list[int] = []
    rows: dict[str, int] = {}
    composed_passages = ((place, "", passage) for place, (passage, _) in made.items())
    for place, law, text in chain(_passages(data, {key for key, _ in asked}), composed_passages):
        row = rows.setdefault(fold(text), len(rows))
        if row == len(documents):
            documents.append(fold(text))
            laws.append(law)
            above.append(title_above(documents[-1]) if law else 0)
        places[place].append(row)
    asked += [(place, question) for place, (_, questions) in made.items() for question in questions]
    found = [(key, question) for key, question in asked if key in places]
    alike = copies(documents, {row for key, _ in found for row in places[key]})
    answers = {row: [other for other in near.tolist() if laws[other] == laws[row]] for row, near in alike.items()}
    return QuestionSet(
        documents,
        [key for key, _ in found],
        [fold(question) for _, question in found],
        [np.unique([other for row in places[key] for other in answers[row]]) for key, _ in found],
        above,
    )


def _passages(data: Path, asked: Set[str]) -> Iterator[tuple[str, str, str]]:
    """Where each passage stands, its law's name, and its text: those `asked` for, some beside, and fewer elsewhere."""
    wanted = {place.rsplit("/", 1)[0] for place in asked}
    for record, places in _records(data):
        one_in = _BESIDE if record in wanted else _ELSEWHERE
        for place, law, text in places:
            if place in asked or bucket(place, one_in) == 0:
                yield place, law, text


def _records(data: Path) -> Iterator[tuple[str, Iterator[tuple[str, str, str]]]]:
    """Every record, with its passages, where they stand, and the name that versions of its law share ("" in prose)."""
    for name in LAW_FILES:
        for key, law in named_laws(data / name):
            record = f"{name.split('.')[0]}/{key}"
            yield record, _articles(record, law)
    for name in PROSE_FILES:
        for one in records(data / name):
            record = f"{name.split('.')[0]}/{one['_id']}"
            yield record, _cut(record, one["text"])


def _articles(record: str, law: Law) -> Iterator[tuple[str, str, str]]:
    name = title_key(law.title)
    yield from ((f"{record}/{article.number}", name, titled(law, article)) for article in law.articles)


def _cut(record: str, text: str) -> Iterator[tuple[str, str, str]]:
    yield from ((f"{record}/{start}-{end}", "", text[start:end]) for start, end in spans(text))


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where the passages of a text in prose begin and end: whole sentences, until there are enough characters."""
    start = None
    for sentence in _SENTENCE.finditer(text):
        start = sentence.start() if start is None else start
        if sentence.end() - start >= _LEAST:
            if sentence.end() - start <= _MOST:
                yield start, sentence.end()
            start = None
