"""python -m search similar, python -m search batch: parse, call, print; and how every search command reads words."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn

from corpus.commands import DONE, FAILED, ProgressBar, common_options, number_between, one_line, to_json
from corpus.errors import ReadError, ReadProblem
from corpus.home import resolve_home, write_atomically
from search.batch import (
    PASSAGES_AT_MOST,
    QUESTIONS_AT_MOST,
    Answered,
    Options,
    Outcome,
    answers,
    read_questions,
    workbook,
)
from search.citation import locator_text
from search.hits import Hit
from search.query import FILTER_FIELDS, Mode, parse_filters
from search.searcher import Searcher
from search.similar import Likeness, Similar

_NO_OPTION = re.compile(r"-+[^-a-zA-Z0-9]")


class WordsParser(argparse.ArgumentParser):
    """A command line whose words may begin with a minus sign: -公约 议事."""

    def parse(self, arguments: Sequence[str]) -> argparse.Namespace:
        """Parse; the first or the last argument, where no option begins as it does, counts as if it stood behind --."""
        rest = list(arguments)
        at = next((i for i in (-1, 0) if rest and _NO_OPTION.match(rest[i])), None)
        if at is not None and "--" not in rest:
            word = rest.pop(at)
            rest += ["--", word]
        return self.parse_args(rest)

    def error(self, message: str) -> NoReturn:
        """Where words are missing, say how those are written that look like an option."""
        hint = " (words that begin with a minus sign go last, behind --)" if "required" in message else ""
        super().error(message + hint)


def similar_parser() -> WordsParser:
    """The command line of `python -m search similar`."""
    top = WordsParser(
        prog="python -m search similar",
        description="Passages of other documents that resemble a document, or a stretch of it.",
        parents=[common_options()],
    )
    top.add_argument("document", metavar="DOC", help="the id of a document, or its beginning")
    top.add_argument("--span", type=_span, metavar="START:END", help="only these characters of it")
    top.add_argument("-k", type=number_between(1, 1000), default=10, metavar="N", help="how many hits (default 10)")
    top.add_argument("--passages", action="store_true", help="list every passage, not the best one of each document")
    top.add_argument("--filter", nargs="+", action="extend", default=[], metavar="FIELD=VALUE", help=_fields())
    return top


def batch_parser() -> WordsParser:
    """The command line of `python -m search batch`."""
    top = WordsParser(
        prog="python -m search batch",
        description=f"Answer the questions of a CSV, XLSX or text file (at most {QUESTIONS_AT_MOST}) in an XLSX of "
        "cited passages.",
        epilog="To check the answers later: python -m search quote --file OUT.xlsx",
        parents=[common_options()],
    )
    top.add_argument(
        "file", type=Path, metavar="FILE", help="a column called 问题 or question, else the first; or lines"
    )
    top.add_argument("-o", "--out", type=Path, required=True, metavar="OUT.xlsx", help="where the answers go")
    passages = f"passages a question, one a document (default 3, at most {PASSAGES_AT_MOST})"
    top.add_argument("-k", type=number_between(1, PASSAGES_AT_MOST), default=3, metavar="N", help=passages)
    top.add_argument("--mode", type=Mode, choices=list(Mode), default=Mode.RERANKED, help="as for one question")
    top.add_argument("--filter", nargs="+", action="extend", default=[], metavar="FIELD=VALUE", help=_fields())
    return top


def similar(arguments: Sequence[str], told: Callable[[Hit], dict[str, object]]) -> int:
    """Parse, call, print; `told` says a hit for machines."""
    options = similar_parser().parse(arguments)
    like = Likeness(options.document, *(options.span or (None, None)))
    with Searcher.open(resolve_home(options.home)) as searcher:
        found = searcher.similar(like, k=options.k, filters=parse_filters(options.filter), group=not options.passages)
    if options.json:
        print(to_json(_similar_for_machines(found, told)))
        return DONE
    nothing = "nothing in the library resembles it"
    print("\n\n".join(map(_in_words, found.hits)) or nothing)
    left_out = f", {found.left_out} copies and versions of it left out" if found.left_out else ""
    print(f"\nlike {one_line(found.document.title)}{left_out}, by: {' '.join(found.words)}", file=sys.stderr)
    print(f"{len(found.hits)} hits in {found.took_ms:.0f} ms", file=sys.stderr)
    return DONE


def batch(arguments: Sequence[str]) -> int:
    """Parse, call, print; 1 where a question could not be asked."""
    options = batch_parser().parse(arguments)
    questions = read_questions(_content(options.file), options.file.name)
    how = Options(options.mode, options.k, parse_filters(options.filter))
    answered: list[Answered] = []
    bar = ProgressBar("asking")
    with Searcher.open(resolve_home(options.home)) as searcher:
        for one in answers(searcher, questions.texts, how):
            answered.append(one)
            bar(one.number, len(questions.texts))
    write_atomically(options.out, workbook(answered, on=date.today()))
    counts = {outcome: sum(one.outcome is outcome for one in answered) for outcome in Outcome}
    if options.json:
        told = [{"question": one.question, "outcome": one.outcome, "hits": len(one.hits)} for one in answered]
        print(to_json({"file": str(options.out), "questions": told}))
    else:
        print(", ".join(f"{outcome}: {count}" for outcome, count in counts.items()) + f"; written to {options.out}")
    for one in answered:
        if one.problem:
            print(f"question {one.number}: {one_line(str(one.problem))}", file=sys.stderr)
    return FAILED if counts[Outcome.NOT_ASKED] else DONE


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise ReadError(str(path), ReadProblem.MISSING) from None
    except IsADirectoryError:
        raise ReadError(str(path), ReadProblem.NOT_A_FILE) from None


def _fields() -> str:
    return f"only documents that fit; fields: {', '.join(FILTER_FIELDS)}; one twice means either"


def _span(text: str) -> tuple[int, int]:
    start, colon, end = text.partition(":")
    if not (colon and start.isdecimal() and end.isdecimal() and int(start) < int(end)):
        raise argparse.ArgumentTypeError(f"{text!r} is not START:END with START before END")
    return int(start), int(end)


def _similar_for_machines(found: Similar, told: Callable[[Hit], dict[str, object]]) -> dict[str, object]:
    return {
        "like": str(found.like),
        "title": found.document.title,
        "took_ms": round(found.took_ms, 2),
        "pending": found.pending,
        "words": found.words,
        "left_out": found.left_out,
        "hits": [told(hit) for hit in found.hits],
    }


def _in_words(hit: Hit) -> str:
    where = locator_text(hit.passage.locator, start=hit.passage.start, end=hit.passage.end)
    return f"{hit.rank}. {one_line(hit.document.title)}\n   {where}\n   {hit.document.doc_id}\n{hit.passage.text}"
