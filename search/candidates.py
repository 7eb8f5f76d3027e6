"""The candidates for a question that was understood: what the engine proposes, what is named, what is not allowed."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from corpus.catalog import Catalog
from corpus.errors import NotFoundError
from corpus.model import DocumentSummary, Passage
from corpus.script import fold
from indexing.engine import Candidate, Engine, Findings, Question
from search.holdings import Named
from search.references import article_key
from search.signals import Readable, Signals, allowed, exact_share, is_firm, lacking, signals_of
from search.understanding import Understood

DEEPEST = 6_400  # where looking for more, behind what is not wanted or of documents seen already, ends
_MOST_INCLUDED = 400  # passages of what is named
_BEGINNING = 3  # passages
_MOST_PHRASES = 10  # required phrases that are looked for one by one: more are a pasted text


@dataclass(frozen=True, slots=True)
class Found:
    """The candidates for a question.

    `exact` is what references add to a candidate's fused score and `signals` which ones it meets, by passage id.
    `unmet` are required phrases that were not required in the end: no passage holds any of them, or, where they are all
    there were, no passage holds them together. `lacking` are the document numbers and the articles of the question that
    no candidate has to do with; none are where phrases are required, for then not all that has was looked at.
    """

    findings: Findings = field(default_factory=Findings)
    exact: Mapping[int, float] = field(default_factory=lambda: MappingProxyType({}))
    signals: Mapping[int, Signals] = field(default_factory=lambda: MappingProxyType({}))
    unmet: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sought:
    """What is to be found: the question for the engine, what it says, the documents it names, and how many hits.

    `held` are the documents that the catalogue still has, None where the index is up to date; `group` counts
    documents rather than passages.
    """

    question: Question
    understood: Understood
    named: Named
    k: int
    group: bool
    held: Mapping[str, int] | None = None


def find(engine: Engine, catalog: Catalog, sought: Sought) -> Found:
    """The candidates for `sought`.

    Where no passage holds all required phrases, those that none holds by itself are not required; where none holds the
    others together either, no phrase is.
    """
    found = _find(engine, catalog, sought)
    phrases = sought.understood.required
    if found.findings.candidates or not phrases:
        return found
    kept = _held(engine, catalog, sought) if 1 < len(phrases) <= _MOST_PHRASES else ()
    if kept != phrases:
        found = _find(engine, catalog, _requiring(sought, kept))
    if kept and not found.findings.candidates:
        kept = ()
        found = _find(engine, catalog, _requiring(sought, kept))
    return replace(found, unmet=tuple(phrase for phrase in phrases if phrase not in kept))


def _held(engine: Engine, catalog: Catalog, sought: Sought) -> tuple[str, ...]:
    """Those of the required phrases that some passage holds."""
    one = replace(sought, k=1, group=False)
    phrases = sought.understood.required
    return tuple(p for p in phrases if _find(engine, catalog, _requiring(one, (p,))).findings.candidates)


def _requiring(sought: Sought, phrases: tuple[str, ...]) -> Sought:
    """With only `phrases` of the required ones; the others are hints."""
    others = (phrase for phrase in sought.understood.required if phrase not in phrases)
    understood = replace(sought.understood, required=phrases, stressed=(*sought.understood.stressed, *others))
    return replace(sought, understood=understood, question=replace(sought.question, required=understood.required_terms))


def _find(engine: Engine, catalog: Catalog, sought: Sought) -> Found:
    """As deep as it takes for `k` hits to be left."""
    question = replace(sought.question, include=_included(catalog, sought))
    most = min(DEEPEST, engine.counts()[1])
    while True:
        proposed = _proposed(engine, replace(sought, question=question))
        found = _judged(catalog, sought, proposed)
        enough = sought.k if sought.group or sought.understood.excluded else 0
        if question.depth >= most or _count(found.findings, sought) >= enough:
            return found
        question = replace(question, depth=2 * question.depth)


def _count(findings: Findings, sought: Sought) -> int:
    if sought.group:
        return len({candidate.doc_id for candidate in findings.candidates})
    return len(findings.candidates)


def _proposed(engine: Engine, sought: Sought) -> Findings:
    """What the engine proposes in the whole library and in the documents named, if the catalogue still has it."""
    findings = engine.search(sought.question)
    candidates = {candidate.passage_id: candidate for candidate in findings.candidates}
    if sought.named:
        within = engine.search(replace(sought.question, documents=sought.named.doc_ids))
        candidates |= {candidate.passage_id: candidate for candidate in within.candidates}
    kept = tuple(c for c in candidates.values() if sought.held is None or c.doc_id in sought.held)
    return replace(findings, candidates=kept)


def _included(catalog: Catalog, sought: Sought) -> tuple[int, ...]:
    """Passages of the documents named: those of the articles named, and where a number names one, its beginning."""
    wanted = {article.key for article in sought.understood.articles}
    documents = sorted(sought.named.with_articles | sought.named.by_number)
    held: list[int] = []
    for doc_id in documents:
        with contextlib.suppress(NotFoundError):  # removed meanwhile
            passages = catalog.passages(doc_id)
            held += [p.passage_id for p in passages if _is_article(p, wanted)]
            begins = doc_id in sought.named.by_number or len(passages) <= _BEGINNING
            held += [p.passage_id for p in passages[: _BEGINNING if begins else 0]]
    return tuple(dict.fromkeys(held))[:_MOST_INCLUDED]


def _is_article(passage: Passage, wanted: set[tuple[int, int]]) -> bool:
    printed = passage.locator.article
    return bool(printed and wanted) and article_key(fold(printed or "")) in wanted


def _judged(catalog: Catalog, sought: Sought, proposed: Findings) -> Found:
    """The candidates that are allowed, with what their references add."""
    if not sought.understood.reads_passages:
        title = {c.passage_id: Signals(title=1.0) for c in proposed.candidates if c.doc_id in sought.named.by_title}
        return Found(proposed, {i: exact_share(one, firm=True) for i, one in title.items()}, title)
    read = _read(catalog, proposed.candidates)
    kept = [c for c in proposed.candidates if c.passage_id in read and allowed(sought.understood, read[c.passage_id])]
    signals = {c.passage_id: signals_of(sought.understood, sought.named, read[c.passage_id]) for c in kept}
    missing = () if sought.understood.required else lacking(sought.understood, sought.named, read.values())
    firm = is_firm(sought.understood, sought.named)
    exact = {i: exact_share(one, firm=firm) for i, one in signals.items()}
    return Found(replace(proposed, candidates=tuple(kept)), exact, signals, lacking=missing)


def _read(catalog: Catalog, candidates: tuple[Candidate, ...]) -> dict[int, Readable]:
    passages: dict[int, Passage] = catalog.passages_by_id([candidate.passage_id for candidate in candidates])
    documents: dict[str, DocumentSummary] = catalog.summaries_of(list({c.doc_id for c in candidates}))
    return {i: Readable.of(p, documents[p.doc_id]) for i, p in passages.items() if p.doc_id in documents}
