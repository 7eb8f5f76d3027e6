"""python -m search: ask a question, verify a quotation, or list every occurrence of a term."""

from __future__ import annotations

import argparse
import dataclasses
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from corpus.catalog import Catalog
from corpus.commands import DONE, FAILED, common_options, number_between, one_line, run, to_json
from corpus.duplicates import Relation
from corpus.home import resolve_home
from corpus.model import Passage
from search.citation import Style, cite, cite_all, locator_text
from search.collections.checking import check, sought_elsewhere
from search.collections.telling import checked_for_machines, checked_in_words
from search.commands import WordsParser, batch, similar
from search.concordance import (
    WIDTH,
    WIDTH_AT_MOST,
    Collation,
    Sort,
    concordance,
    lines,
    ordered,
    parse_terms,
    with_variants,
)
from search.cross import CROSS_BUDGET, CrossReranker
from search.facets import Facets
from search.hits import Duplicate, Hit, SearchResult, Why, citation_of
from search.kwic import COLUMNS, aligned, for_machines, rows
from search.query import FILTER_FIELDS, Mode, Query, parse_filters
from search.quote import QuoteMatch, differences_text, stored, verify
from search.searcher import Searcher
from search.sheets import csv_bytes, xlsx_bytes
from search.synonyms import synonyms_at
from search.texts import FoldedTexts

_DUPLICATES = {
    Relation.SAME: "same text",
    Relation.NEAR: "nearly the same text",
    Relation.VERSION: "another version",
}
_LONGEST = 3600  # seconds
_STYLES = {
    "gbt7714": Style.GBT7714_2025,
    "gbt7714-2015": Style.GBT7714_2015,
    "bibtex": Style.BIBTEX,
    "ris": Style.RIS,
    "csl": Style.CSL,
}


def parser() -> WordsParser:
    """The command line of `python -m search QUESTION`."""
    top = WordsParser(
        prog="python -m search",
        description="Ask a question; the answer is passages that can be cited.",
        epilog='To verify a quotation: python -m search quote "QUOTATION"; those of an export: … quote --file EXPORT; '
        "every occurrence of a term in its context: python -m search concordance TERM; "
        "what resembles a document: python -m search similar DOC; a list of questions: "
        "python -m search batch FILE -o OUT.xlsx",
        parents=[common_options()],
    )
    top.add_argument("question", metavar="QUESTION")
    top.add_argument("-k", type=number_between(1, 1000), default=10, metavar="N", help="how many hits (default 10)")
    modes = f"which sides are asked, and whether the best are put in order anew (default {Mode.RERANKED})"
    top.add_argument("--mode", type=Mode, choices=list(Mode), default=Mode.RERANKED, help=modes)
    fields = ", ".join(FILTER_FIELDS)
    filters = f"only documents that fit, e.g. region=深圳 year=2020..2023; fields: {fields}; one twice means either"
    top.add_argument("--filter", nargs="+", action="extend", default=[], metavar="FIELD=VALUE", help=filters)
    top.add_argument("--no-synonyms", action="store_true", help="look for the words of the question only")
    top.add_argument("--group", action="store_true", help="one hit per document")
    cross = "put the first candidates in the order of this cross-encoder of sentence-transformers (needs torch)"
    top.add_argument("--cross-encoder", metavar="NAME|DIR", help=cross)
    budget = f"how long it may take to score candidates (default {CROSS_BUDGET:g})"
    top.add_argument("--cross-budget", type=_seconds, default=CROSS_BUDGET, metavar="SECONDS", help=budget)
    top.add_argument("--format", choices=["text", "json", *_STYLES], default="text", help="default: text")
    return top


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds") from None
    if not 0 <= value <= _LONGEST:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and {_LONGEST}")
    return value


def quote_parser() -> WordsParser:
    """The command line of `python -m search quote`."""
    top = WordsParser(
        prog="python -m search quote",
        description="Say whether a quotation is exact, exact but for script or punctuation, near, or not found; "
        "or check every quotation of an exported collection or a review record.",
        parents=[common_options()],
    )
    asked = top.add_mutually_exclusive_group(required=True)
    asked.add_argument("quotation", nargs="?", metavar="QUOTATION")
    checked = "check every quotation of this export or record (JSON, CSL-JSON, XLSX, Markdown, DOCX)"
    asked.add_argument("--file", type=Path, metavar="EXPORT", help=checked)
    return top


def concordance_parser() -> WordsParser:
    """The command line of `python -m search concordance`."""
    top = WordsParser(
        prog="python -m search concordance",
        description="Every occurrence of a term with what stands before and after it (key word in context).",
        parents=[common_options()],
    )
    top.add_argument("term", metavar="TERM", help="characters to look for, in either script; several parted by 、 or |")
    top.add_argument("--sort", type=Sort, choices=list(Sort), default=Sort.DOCUMENT, help="default: document")
    by = "how characters are compared (default: by code point)"
    top.add_argument("--collation", type=Collation, choices=list(Collation), default=Collation.CODE_POINT, help=by)
    width = f"characters of context on each side (default {WIDTH})"
    top.add_argument("--width", type=number_between(1, WIDTH_AT_MOST), default=WIDTH, metavar="N", help=width)
    filters = f"only documents that fit, e.g. region=深圳 year=2020..2023; fields: {', '.join(FILTER_FIELDS)}"
    top.add_argument("--filter", nargs="+", action="extend", default=[], metavar="FIELD=VALUE", help=filters)
    top.add_argument("--variants", action="store_true", help="also look for what the list of synonyms gives")
    top.add_argument("--limit", type=number_between(1, 10**9), metavar="N", help="print the first N only")
    top.add_argument("--format", choices=["text", "json", "csv", "xlsx"], default="text", help="default: text")
    top.add_argument("--output", type=Path, metavar="FILE", help="where to write; xlsx needs it")
    return top


def main(arguments: Sequence[str]) -> int:
    """Parse, call, print; returns the exit code."""
    if arguments[:1] == ["quote"]:
        return _quote(quote_parser().parse(arguments[1:]))
    if arguments[:1] == ["concordance"]:
        asked = concordance_parser()
        given = asked.parse(arguments[1:])
        if given.format == "xlsx" and not given.output:
            asked.error("--format xlsx needs --output FILE")
        return _concordance(given)
    if arguments[:1] == ["similar"]:
        return similar(arguments[1:], _hit_for_machines)
    if arguments[:1] == ["batch"]:
        return batch(arguments[1:])
    options = parser().parse(arguments)
    query = Query(
        options.question,
        mode=options.mode,
        k=options.k,
        filters=parse_filters(options.filter),
        group=options.group,
        expand=not options.no_synonyms,
    )
    name = options.cross_encoder
    cross = CrossReranker(name, budget=options.cross_budget) if name is not None else None
    with Searcher.open(resolve_home(options.home), cross=cross) as searcher:
        result = searcher.search(query)
    if result.pending:
        home = resolve_home(options.home).path
        print(
            f"warning: {result.pending} documents are not indexed yet: run python -m indexing build --home {home}",
            file=sys.stderr,
        )
    if result.refused:
        print(f"warning: searched without your synonyms: {result.refused}", file=sys.stderr)
    if result.dictionary_changed:
        print("warning: your dictionary has changed: it counts once the index is built again", file=sys.stderr)
    _print(result, "json" if options.json else options.format)
    return DONE


def _print(result: SearchResult, form: str) -> None:
    if form == "json":
        print(to_json(result_for_machines(result)))
    elif form == "text":
        nothing = "no passage found: try other words, or fewer filters"
        print("\n\n".join(_in_words(hit) for hit in result.hits) or nothing)
        remarks = [*_remarks(result), f"{len(result.hits)} hits in {result.took_ms:.0f} ms"]
        print("\n" + "\n".join(remarks), file=sys.stderr)
    else:
        citations = [citation_of(hit.passage, hit.document) for hit in result.hits]
        print(cite_all(citations, _STYLES[form], accessed=date.today()), end="")


def _remarks(result: SearchResult) -> list[str]:
    """What a person should know about how the question was taken."""
    understood = result.understood
    remarks = [f"also searched for: {' / '.join(each.also)} ({each.word})" for each in understood.synonyms]
    if result.hits and not result.answered:
        remarks.append("nothing here seems to answer the question: these are only the nearest passages")
    if result.doubtful:
        remarks.append("these passages are near the question, but none of them clearly answers it")
    kept = [f"“{phrase}”" for phrase in understood.required if phrase not in result.unmet]
    unmet = [f"“{phrase}”" for phrase in result.unmet]
    within = "under these filters, " if result.query.filters else ""
    if unmet:
        phrases = " or ".join(unmet) if kept or len(unmet) == 1 else f"{' and '.join(unmet)} together"
        without = " without the excluded words" if understood.excluded else ""
        remarks.append(f"{within}no passage{without} holds {phrases}: searched for the words instead")
    if result.lacking:
        remarks.append(f"{within}not found: {' '.join(result.lacking)}")
    if kept:
        remarks.append(f"only passages with {' '.join(kept)}")
    if understood.excluded:
        remarks.append(f"without passages that hold: {' '.join(understood.excluded)}")
    if result.suggestion:
        remarks.append(f"did you mean: {result.suggestion}")
    if result.cross_scored is not None:
        remarks.append(f"the cross-encoder scored {result.cross_scored} of {result.passages} candidates")
    return remarks


def result_for_machines(result: SearchResult) -> dict[str, object]:
    """A result as JSON-ready values; the keys are part of the documented interface."""
    return {
        "query": result.query.text,
        "took_ms": round(result.took_ms, 2),
        "pending": result.pending,
        "answered": result.answered,
        "doubtful": result.doubtful,
        "cross_scored": result.cross_scored,
        "understood": _understood_for_machines(result),
        "hits": [_hit_for_machines(hit) for hit in result.hits],
    }


def _understood_for_machines(result: SearchResult) -> dict[str, object]:
    understood = result.understood
    return {
        "text": understood.text,
        "required": understood.required,
        "unmet": result.unmet,
        "lacking": result.lacking,
        "stressed": understood.stressed,
        "excluded": understood.excluded,
        "titles": understood.titles,
        "document_numbers": understood.numbers,
        "articles": [article.printed for article in understood.articles],
        "years": understood.years,
        "places": understood.places,
        "synonyms": [{"word": each.word, "also": each.also} for each in understood.synonyms],
        "suggestion": result.suggestion,
    }


def _hit_for_machines(hit: Hit) -> dict[str, object]:
    passage, document = hit.passage, hit.document
    return {
        "rank": hit.rank,
        "score": round(hit.score, 6),
        "doc_id": document.doc_id,
        "passage_id": passage.passage_id,
        "title": document.title,
        "quote": passage.text,
        "start": passage.start,
        "end": passage.end,
        "locator": dataclasses.asdict(passage.locator),
        "citation": cite(citation_of(passage, document), Style.GBT7714_2025, accessed=date.today()),
        "source": dataclasses.asdict(document.source),
        "metadata": document.metadata.values(),
        "highlights": [dataclasses.asdict(span) for span in hit.highlights],
        "why": _why_for_machines(hit.why),
        "others": [_span_for_machines(other.passage) for other in hit.others],
        "duplicates": [_duplicate_for_machines(one) for one in hit.duplicates],
    }


def _why_for_machines(why: Why) -> dict[str, object]:
    shares = {name: round(getattr(why, name), 6) for name in ("passage", "document", "dense", "exact")}
    return {**shares, "reasons": [{"group": one.group, "share": round(one.share, 6)} for one in why.reasons]}


def _duplicate_for_machines(one: Duplicate) -> dict[str, object]:
    return {
        "doc_id": one.document.doc_id,
        "title": one.document.title,
        "file_name": one.document.source.file_name,
        "relation": one.relation,
        "similarity": one.similarity,
        "dated": one.dated,
        "passage": _span_for_machines(one.passage) if one.passage else None,
    }


def _span_for_machines(passage: Passage) -> dict[str, int]:
    return {"passage_id": passage.passage_id, "start": passage.start, "end": passage.end}


def _in_words(hit: Hit) -> str:
    where = locator_text(hit.passage.locator, start=hit.passage.start, end=hit.passage.end)
    also = "".join(f"\n   {_DUPLICATES[one.relation]}: {_duplicate_in_words(one)}" for one in hit.duplicates)
    head = f"{hit.rank}. {one_line(hit.document.title)}\n   {where}\n   {hit.document.doc_id}"
    return f"{head}{also}\n{hit.passage.text}"


def _duplicate_in_words(one: Duplicate) -> str:
    at = f" {one.passage.start}–{one.passage.end}" if one.passage else ""
    name = f"{one.document.title} ({one.document.source.file_name}{', ' + one.dated if one.dated else ''})"
    return f"{one_line(name)} {one.document.doc_id}{at}"


def _quote(options: argparse.Namespace) -> int:
    if options.file is not None:
        return _quotations_of(options)
    with Catalog.open_readonly(resolve_home(options.home)) as catalog:
        matches = verify(options.quotation, stored(catalog))
    if options.json:
        found = [dataclasses.asdict(match) for match in matches]
        print(to_json({"quote": options.quotation, "found": bool(matches), "matches": found}))
    else:
        print("\n\n".join(map(_match_in_words, matches)) or "not found: no document holds these words or nearly these")
    return DONE if matches else FAILED


def _quotations_of(options: argparse.Namespace) -> int:
    """Check an exported file; done if every quotation is exact."""
    from search.collections.export.reading import quotations  # what reads DOCX and XLSX takes a while to load

    recorded = quotations(options.file)
    with Catalog.open_readonly(resolve_home(options.home)) as catalog:
        checked = sought_elsewhere(check(recorded, catalog), catalog)
    failed = sum(not one.holds for one in checked)
    if options.json:
        found = [checked_for_machines(one) for one in checked]
        told = {"file": str(options.file), "checked": len(checked), "failed": failed, "quotations": found}
        print(to_json(told))
    else:
        print("\n".join(map(checked_in_words, checked)) or "no quotation to check")
        print(f"{len(checked)} quotations checked, {failed} failed", file=sys.stderr)
    return FAILED if failed else DONE


def _concordance(options: argparse.Namespace) -> int:
    home, terms, filters = resolve_home(options.home), parse_terms(options.term), parse_filters(options.filter)
    with Catalog.open_readonly(home) as catalog:
        documents = catalog.summaries()
        if filters:
            fitting = Facets(documents).accepted(filters)
            documents = tuple(one for one, fits in zip(documents, fitting, strict=True) if fits)
        texts = FoldedTexts(catalog)
        wanted = with_variants(terms, synonyms_at(home.synonyms)) if options.variants else terms
        found = concordance(documents, wanted, texts)
        order = ordered(found, options.sort, texts, collation=options.collation)[: options.limit]
        shown = list(lines(catalog, found, order, width=options.width))
    form = "json" if options.json else options.format
    if form == "text":
        made = f"{aligned(shown)}\n".lstrip("\n").encode()
        print(f"{len(found)} occurrences in {len(found.documents)} of {len(documents)} documents", file=sys.stderr)
    elif form == "json":
        made = f"{to_json(for_machines(found, shown))}\n".encode()
    else:
        made = (csv_bytes if form == "csv" else xlsx_bytes)(COLUMNS, rows(shown))
    if options.output:
        options.output.write_bytes(made)
    else:
        print(made.decode("utf-8"), end="")
    return DONE if len(found) else FAILED


def _match_in_words(match: QuoteMatch) -> str:
    lines = [
        f"{match.agreement}: {one_line(match.title)} ({match.doc_id}) {match.start}–{match.end}",
        f"  {match.found}",
    ]
    differences = differences_text(match)
    lines += [f"  {line}" for line in differences.splitlines()]
    return "\n".join(lines)


if __name__ == "__main__":
    run(main)
