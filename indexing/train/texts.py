"""The training text: `data/train/*.jsonl.gz` read, cut into laws, articles and sentences, folded.

Everything that leaves this module is folded (`corpus.script.fold`), as the encoder folds whatever it is given.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.script import fold

LAW_FILES = ("laws.jsonl.gz", "taiwan_laws.jsonl.gz")
PROSE_FILES = ("gov_reports.jsonl.gz", "news.jsonl.gz")

_ARTICLE = re.compile(r"^第 ?([一二三四五六七八九十百千零〇\d]+(?:-\d+)?) ?条(?:之([一二三四五六七八九十]+))?[ \n]+")
_CHAPTER = re.compile(r"^(?:#+ *)?第 ?[一二三四五六七八九十百\d]+ ?[编章节] *(.*)$|^#+ *(.+)$")
_WRAPPED = re.compile(r"\r\n *(?![一二三四五六七八九十]{1,3}、|[(（]|\d+[.、])")
_SENTENCE = re.compile(r"[^。！？!?;；\n]+[。！？!?;；]?")
_HEADLINE = re.compile(r"^原标题[:：](.{6,40}?)(?:[!！?？。\n]|\d+月\d+日)")
_BLANK = re.compile(r"[\s\u3000]+")
_FRONT_MATTER = re.compile(r"^---\n.*?\n---\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Article:
    """One article: its `number` as written (一百六十一, 12之一), the `chapter` above it (may be empty), its text."""

    number: str
    chapter: str
    text: str


@dataclass(frozen=True, slots=True)
class Law:
    """A law, folded: its title and its articles in order; `preamble` is whatever stands before the first."""

    title: str
    preamble: str
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """A text without articles, folded; `headline` may be empty."""

    headline: str
    text: str


def records(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a gzip JSON-lines file; none where the file is missing, so that any part can be left out."""
    if not path.exists():
        return
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def bucket(key: str, buckets: int) -> int:
    """A number below `buckets` fixed by `key` alone: samples and splits that need no stored list."""
    return zlib.crc32(key.encode()) % buckets


def sentences(text: str) -> list[str]:
    """The sentences of `text`, blanks inside them removed, those under five characters dropped."""
    found = (_BLANK.sub("", match) for match in _SENTENCE.findall(text))
    return [sentence for sentence in found if len(sentence) >= 5]


def parse_law(title: str, text: str) -> Law:
    """Cut a folded law at the lines that open an article (第X条)."""
    chapter = ""
    preamble: list[str] = []
    articles: list[tuple[str, str, list[str]]] = []
    for line in text.split("\n"):
        if match := _ARTICLE.match(line + "\n"):
            suffix = f"之{match[2]}" if match[2] else ""
            articles.append((match[1] + suffix, chapter, [line[match.end() :]]))
        elif heading := _CHAPTER.match(line):
            chapter = _BLANK.sub("", heading[1] or heading[2] or "")
        else:
            (articles[-1][2] if articles else preamble).append(line)
    return Law(title, "\n".join(preamble), tuple(Article(n, c, "\n".join(body).strip()) for n, c, body in articles))


def read_laws(path: Path) -> Iterator[Law]:
    """Every law of one file: one jurisdiction."""
    return (law for _, law in named_laws(path))


def named_laws(path: Path) -> Iterator[tuple[str, Law]]:
    """Every law of one file with the id of its record."""
    for record in records(path):
        if record["title"] != "_index":
            text = _FRONT_MATTER.sub("", _WRAPPED.sub("", record["text"]).replace("\r", ""))
            yield record["_id"], parse_law(fold(record["title"]), fold(text))


def read_prose(data: Path) -> Iterator[Prose]:
    """Every news item and work report of the training data."""
    for name in PROSE_FILES:
        for record in records(data / name):
            text = fold(record["text"])
            headline = _HEADLINE.match(text)
            yield Prose(headline[1] if headline else fold(record.get("title", "")), text)


def sample(data: Path, share: float) -> Iterator[str]:
    """The folded text of a fixed `share` (0–1) of all records, chosen by their ids."""
    for name in LAW_FILES + PROSE_FILES:
        for record in records(data / name):
            if bucket(record["_id"], 1000) < share * 1000:
                yield fold(_WRAPPED.sub("", record["text"]))
