"""Questions made from texts: a statement with a gap, in other words, or half forgotten, and where it stands.

They keep the ranking honest where words do answer a question; laypeople's labelled questions alone would teach it to
trust meaning everywhere. Beside them those that were written for passages of prose, and for passages that were
composed for training (indexing/train/written.py).
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import rjieba

from corpus.script import fold
from indexing.train.rewrites import LayWords, gapped
from indexing.train.texts import PROSE_FILES, bucket, records, sentences
from indexing.train.written import read_composed, read_written

_ENDINGS = ("", "", "怎么办", "怎么处理", "吗", "有什么规定", "谁负责", "有哪些做法", "如何解决", "是什么", "有哪些")
_CLAUSE = re.compile(r"[,，:：;；。！？!?]")
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,3}?(?=省|市|自治区|壮族|维吾尔|回族)|内蒙古|国务院")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DROPPED = (0.0, 0.15, 0.3, 0.5)
_SHORTEST = 6
_STATEMENT = 15  # characters: what is shorter may well stand in other texts too
_PASSAGES = 8  # as many as most composed cases have
_ONE_IN = 12  # of the training documents that no chosen question is about; composed passages are all there


@dataclass(frozen=True, slots=True)
class PracticeDocument:
    """A document of a practice set."""

    name: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class PracticeQuestion:
    """A question, and statements of which any one answers it: folded, without blanks.

    `name` is its number in the set, or the place of the passage that it was written for, which several may share.
    """

    name: str
    text: str
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PracticeSet:
    """Documents and questions about some of them."""

    name: str
    documents: tuple[PracticeDocument, ...]
    questions: tuple[PracticeQuestion, ...]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one set is made: from which file, how many documents, how many questions, and how often a title is named."""

    file: str
    documents: int
    questions: int
    named: float
    longest: int = 60_000


RECIPES = {
    "news": Recipe("news.jsonl.gz", 5_000, 900, 0.0),
    "laws": Recipe("laws.jsonl.gz", 350, 800, 0.3),
    "taiwan_laws": Recipe("taiwan_laws.jsonl.gz", 500, 600, 0.3),
    "reports": Recipe("gov_reports.jsonl.gz", 200, 800, 0.6),
}


def practice_sets(folder: Path, *, seed: int = 0, share: float = 1.0) -> Iterator[PracticeSet]:
    """One set for each file of training text in `folder`; `share` of the usual numbers."""
    words = LayWords()
    for name, recipe in RECIPES.items():
        chooser = random.Random(f"{seed} {name}")
        found = [r for r in records(folder / recipe.file) if 200 < len(r["text"]) < recipe.longest]
        chosen = chooser.sample(found, min(len(found), max(1, round(recipe.documents * share))))
        documents = tuple(PracticeDocument(f"{name}-{i}", r.get("title", ""), r["text"]) for i, r in enumerate(chosen))
        wanted = max(1, round(recipe.questions * share))
        questions = tuple(_questions(documents, wanted, recipe.named, words, chooser)) if documents else ()
        yield PracticeSet(name, documents, questions)


def written_set(folder: Path, *, most: int) -> PracticeSet:
    """At most so many of the questions written for passages of prose and for composed ones.

    With the documents of those passages (a composed passage is one by itself), and others beside them. A question's
    name is the place of its passage: what an encoder of a fold was trained without goes by it.
    """
    composed = read_composed()
    asked = [one for one in read_written() if f"{one[0].split('/')[0]}.jsonl.gz" in PROSE_FILES]
    asked += [(place, question) for place, (_, some) in composed.items() for question in some]
    wanted = defaultdict(list)
    for place, question in sorted(asked, key=lambda one: bucket("\t".join(one), 2**32))[:most]:
        wanted[place if place in composed else place.rsplit("/", 1)[0]].append((place, question))
    documents, questions = [], []
    for name in PROSE_FILES:
        for record in records(folder / name):
            key = f"{name.split('.')[0]}/{record['_id']}"
            if key in wanted or bucket(key, _ONE_IN) == 0:
                documents.append(PracticeDocument(key.replace("/", "-"), record.get("title", ""), record["text"]))
            for place, question in wanted.get(key, ()):
                start, end = map(int, place.rsplit("/", 1)[1].split("-"))
                questions.append(_asked_of(record["text"][start:end], place, question))
    for key, (passage, _) in composed.items():
        documents.append(PracticeDocument(key.replace("/", "-"), "", passage))
        questions += [_asked_of(passage, place, question) for place, question in wanted.get(key, ())]
    return PracticeSet("written", tuple(documents), tuple(questions))


@dataclass(frozen=True, slots=True)
class Shelf:
    """A small library, questions that it answers, and others, of the same kind, that were written for another."""

    documents: PracticeSet
    foreign: tuple[PracticeQuestion, ...]


def shelves(*, size: int = 40) -> Iterator[Shelf]:
    """The composed passages as shelves of `size` documents, each of eight that follow each other: often one case.

    What a shelf does not answer was asked of the next one, about the same matters: hard to tell from what it does.
    """
    composed = list(read_composed().items())
    documents = [composed[i : i + _PASSAGES] for i in range(0, len(composed), _PASSAGES)]
    filled = [documents[i : i + size] for i in range(0, len(documents) - size + 1, size)]
    for number, shelf in enumerate(filled):
        texts = ["\n\n".join(passage for _, (passage, _) in document) for document in shelf]
        held = tuple(PracticeDocument(f"{number}-{i}", "", text) for i, text in enumerate(texts))
        foreign = filled[(number + 1) % len(filled)] if len(filled) > 1 else []
        yield Shelf(PracticeSet(f"shelf-{number}", held, tuple(_of_shelf(shelf))), tuple(_of_shelf(foreign)))


def _of_shelf(shelf: Sequence[Sequence[tuple[str, tuple[str, list[str]]]]]) -> Iterator[PracticeQuestion]:
    for document in shelf:
        for place, (passage, questions) in document:
            yield from (_asked_of(passage, place, question) for question in questions)


def _asked_of(passage: str, place: str, question: str) -> PracticeQuestion:
    told = sentences(fold(passage))
    return PracticeQuestion(place, question, tuple(one for one in told if len(one) >= _STATEMENT))


def _questions(
    documents: Sequence[PracticeDocument], count: int, named: float, words: LayWords, chooser: random.Random
) -> Iterator[PracticeQuestion]:
    for number in range(count):
        document = chooser.choice(documents)
        told = [sentence for sentence in sentences(fold(document.text)) if 15 < len(sentence) < 200]
        if not told:
            continue
        statement = chooser.choice(told)
        if asked := _ask(statement, words, chooser):
            about = _about(fold(document.title), chooser) if chooser.random() < named else ""
            yield PracticeQuestion(str(number), about + asked, (statement,))


def _ask(statement: str, words: LayWords, chooser: random.Random) -> str | None:
    clauses = [clause for clause in _CLAUSE.split(statement) if len(clause) >= _SHORTEST]
    if not clauses:
        return None
    first = chooser.randrange(len(clauses))
    part = "".join(clauses[first : first + chooser.choice((1, 1, 2))])[:45]
    if chooser.random() < 0.5:
        part = gapped(part) or part
    if chooser.random() < 0.5:
        part = words.reword(part, chooser.randrange(50))
    dropped = chooser.choice(_DROPPED)
    kept = [word for word in rjieba.cut(part) if chooser.random() >= dropped]
    if chooser.random() < 0.15:
        chooser.shuffle(kept)
    asked = "".join(kept) + chooser.choice(_ENDINGS)
    return asked if len(asked) >= _SHORTEST else None


def _about(title: str, chooser: random.Random) -> str:
    """How somebody who means this document begins: with its place, its year, or some of its title."""
    place, year = _PLACE.search(title), _YEAR.search(title)
    ways = [title[:8], *([place[0]] * 3 if place else []), *([f"{year[0]}年"] if year else [])]
    return chooser.choice([way for way in ways if way] or [""])
