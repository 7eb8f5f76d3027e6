"""A question becomes hits. START READING HERE."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from typing import Self

from corpus.catalog import Catalog
from corpus.errors import DamagedIndexError, HomeError, IndexingError, LockedError, MismatchError, NoIndexError
from corpus.home import Home, writing
from corpus.model import DocumentSummary, Passage
from corpus.script import fold
from corpus.sentences import sentences
from indexing.analyzer import Dictionary, dictionary_at, terms_of_folded
from indexing.dense import Vectors
from indexing.encoder import BUNDLED, Encoder, PieceEncoder, StaticEncoder, unit
from indexing.engine import LocalEngine, Question
from indexing.generations import Generation, open_engine, published
from indexing.manifest import check_encoder, check_tools
from indexing.wordlists import WordListError
from search.candidates import Found, Sought, find
from search.cross import CrossReranker
from search.facets import Facets
from search.features import NAMES, Features, Lists, question_features
from search.fusion import Scored, convex_combination, dense_weight
from search.gather import Kin
from search.highlight import Span, meaning_span, spans_in_folded
from search.hits import Hit, Place, SearchResult, Why, arrange
from search.holdings import Holdings, Named
from search.ordering import FULL_DEPTH, by_date, relevant
from search.query import Filters, Mode, Order, Query
from search.ranking import Answered, Ranking, bundled_ranking
from search.rerank import BEHIND_DENSE, Asked, Examined, Shortlist, behind_shortlist, examine, explain, rerank
from search.signals import Readable
from search.similar import Likeness, Shelf, Similar, look, resembled
from search.suggestions import Vocabulary, suggest
from search.synonyms import SYNONYMS, Synonyms, synonyms_at
from search.understanding import NO_SYNONYMS, Understood, understand

CATCH_UP_LIMIT = 2_000  # documents: what the bundled encoder takes in within seconds
_DEPTH = 200  # passages that each side proposes at first
RESTATED = 0.5  # what the question in the words of texts counts beside its own, by meaning (docs/decisions.md)
_TERMS = NAMES.index("terms")
_ALL_TERMS = 0.999
_NO_FILTERS = Filters()
_FIRST_INDEX = 30.0  # seconds to wait for whoever is building the first one


@dataclass(frozen=True, slots=True)
class _State:
    """A generation in use, and how far the catalogue was ahead of it when last looked at.

    `dictionary` holds the words that the generation was built with.
    """

    generation: Generation
    engine: LocalEngine
    dictionary: Dictionary
    revision: int
    pending: int


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with all that was found out about it."""

    query: Query
    state: _State
    understood: Understood
    named: Named
    encoder: Encoder | None
    vector: Vectors | None
    found: Found
    refused: WordListError | None


@dataclass(frozen=True, slots=True)
class _Ordered:
    """The candidates by relevance, whether anything seems to answer, what is relevant enough, and what ordered them."""

    scored: Sequence[Scored]
    answers: Answered
    relevant: frozenset[int] = frozenset()
    shortlist: Shortlist | None = None
    ranking: Ranking | None = None


@dataclass(frozen=True, slots=True)
class _Marking:
    """What marking the hits needs to know of the question: the `words` to mark, and what it means.

    Of `also`, folded, which was looked for beside them, no single word is marked (search.highlight).
    """

    words: str
    encoder: Encoder | None
    vector: Vectors | None
    wanted: bool = True
    also: tuple[str, ...] = ()

    @classmethod
    def of(cls, asked: _Asked) -> Self:
        """Marked are the question's words, what was looked for beside them, articles as laws print them."""
        understood = asked.understood
        also = tuple(fold(other) for each in understood.synonyms for other in each.also)
        words = "\n".join([understood.text, *(article.printed for article in understood.articles)])
        return cls(words, asked.encoder, asked.vector, asked.query.highlight, also)


class Searcher:
    """Searches one home directory. Use as a context manager; may be shared by threads.

    A generation that is published meanwhile is picked up with the next question.
    """

    def __init__(
        self, home: Home, catalog: Catalog, encoder: Encoder | None, cross: CrossReranker | None = None
    ) -> None:
        self._home = home
        self._given = encoder
        self._cross = cross
        self._ready: tuple[Generation, Encoder] | None = None
        self._state: _State | None = None
        self._holdings: tuple[int, Holdings] | None = None
        self._facets: tuple[int, Facets] | None = None
        self._guard = threading.RLock()
        self.catalog = catalog

    @classmethod
    def open(cls, home: Home | Path, *, encoder: Encoder | None = None, cross: CrossReranker | None = None) -> Self:
        """Open `home` for searching. `encoder` None loads the one that the index was built with, when it is needed.

        With `cross`, the first candidates of every question are put in the order of that cross-encoder at last.

        Where the index is behind the catalogue by little, the bundled encoder is in use and nobody else is writing,
        it catches up first; otherwise every result says how many documents are pending.

        Raises:
            HomeError: no catalogue there, or it cannot be read.
            NoIndexError: nothing is indexed and catching up is not possible.
            LockedError: nothing is indexed and somebody is writing.
            MismatchError: the index was built with other tools than are in use.
            DamagedIndexError: its files are missing or broken.
        """
        home = home if isinstance(home, Home) else Home(home)
        catalog = Catalog.open_readonly(home)
        try:
            _catch_up(home, catalog)
            searcher = cls(home, catalog, encoder, cross)
            searcher._current()
        except BaseException:
            catalog.close()
            raise
        return searcher

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the catalogue; searching afterwards is an error."""
        self.catalog.close()

    def through(self, catalog: Catalog) -> Searcher:
        """One that shares the index with this one and finds only what `catalog` holds, which is of the same home.

        This one must stay open for as long.
        """
        return _Narrowed(self, catalog)

    @property
    def generation(self) -> Generation:
        """The generation that answers now."""
        return self._current().generation

    @property
    def home(self) -> Home:
        """The home directory that is searched."""
        return self._home

    @property
    def encoder(self) -> Encoder:
        """The encoder that the generation in use was built with.

        Raises:
            EncoderError: it cannot be loaded.
            MismatchError: the one that was given is another.
        """
        return self._encoder(self._current().generation)

    @property
    def dictionary(self) -> Dictionary:
        """The words that the generation in use was built with."""
        return self._current().dictionary

    @property
    def facets(self) -> Facets:
        """All documents as the catalogue has them now, prepared for being filtered and counted."""
        with self._guard:
            revision = self.catalog.revision
            if self._facets is None or self._facets[0] != revision:
                self._facets = revision, Facets(self.catalog.summaries())
            return self._facets[1]

    def search(self, query: Query) -> SearchResult:
        """The best passages for `query`, best first.

        Raises:
            MismatchError: the encoder in use is not the one that the index was built with.
            EncoderError: it cannot be loaded (lexical questions need none).
            QueryError: it says only what is not wanted.
        """
        began = time.perf_counter()
        asked = self._ask(query)
        ordered = self._ordered(asked)
        crossed = self._cross.rerank(asked.understood.text, ordered.scored, self.catalog) if self._cross else None
        scored = crossed.scored if crossed else ordered.scored
        near = [one for one in scored if one.candidate.passage_id in ordered.relevant]
        listed = scored if query.order is Order.RELEVANCE else by_date(near, self._dates(near), query.order)
        kin = Kin(self.catalog)
        places = arrange(listed, len(listed) if query.gather else query.k, group=query.group)
        shown = kin.gather(places, query.k) if query.gather else places
        read = ordered.shortlist.read if ordered.shortlist else ()
        hits = self._hits(_Marking.of(asked), _explained(shown, ordered), kin, read)
        return SearchResult(
            query=query,
            hits=hits,
            passages=len(scored),
            documents=len({one.candidate.doc_id for one in scored}),
            took_ms=(time.perf_counter() - began) * 1000,
            pending=asked.state.pending,
            understood=asked.understood,
            unmet=asked.found.unmet,
            lacking=asked.found.lacking,
            suggestion=_suggestion(asked),
            answered=ordered.answers is not Answered.NO,
            doubtful=ordered.answers is Answered.PERHAPS,
            cross_scored=crossed.count if crossed else None,
            relevant=tuple(dict.fromkeys(one.candidate.doc_id for one in near)),
            relevant_passages=len(near),
            refused=asked.refused,
            dictionary_changed=self._dictionary_changed(asked.state),
        )

    def similar(self, like: Likeness, *, k: int = 10, filters: Filters = _NO_FILTERS, group: bool = True) -> Similar:
        """The `k` passages (with `group`, one a document) that resemble what `like` names, the most similar first.

        The document itself, its copies and its versions stay out.

        Raises:
            NotFoundError: there is no such document, or it does not reach that far.
            MismatchError, EncoderError: as `search`.
        """
        began = time.perf_counter()
        state = self._current()
        encoder = self._encoder(state.generation)
        shelf = Shelf(state.engine, self.catalog, state.dictionary, lambda: encoder)
        one = resembled(shelf, like)
        scored = look(shelf, one, self._passing(filters))
        kin = Kin(self.catalog)
        places = kin.gather(arrange(scored, len(scored), group=group), k)
        return Similar(
            like=one.like,
            document=one.document,
            text=one.text,
            hits=self._hits(_Marking("\n".join(one.words), encoder, one.vector), places, kin),
            words=one.words,
            left_out=len(one.without) - 1,
            passages=len(scored),
            documents=len({each.candidate.doc_id for each in scored}),
            took_ms=(time.perf_counter() - began) * 1000,
            pending=state.pending,
        )

    def examine(self, query: Query) -> Examined | None:
        """What the learned ranking sees of `query`, to learn from.

        None where nothing was found, or where the encoder in use is not of the bundled kind.
        """
        asked = self._ask(query)
        scored = self._fused(asked)
        if not scored or not isinstance(asked.encoder, PieceEncoder):
            return None
        return Examined(tuple(scored), self._shortlist(asked, scored, asked.encoder), _question(asked))

    def _ask(self, query: Query) -> _Asked:
        """Understand the question and find its candidates."""
        state = self._current()
        synonyms, refused = self._synonyms() if query.expand else (NO_SYNONYMS, None)
        understood = understand(query.text, expand=query.expand, synonyms=synonyms, dictionary=state.dictionary)
        encoder = None if query.mode is Mode.LEXICAL else self._encoder(state.generation)
        vector = _meaning(encoder, understood) if encoder else None
        within = self._within(query)
        named = self._named(understood, within)
        found = Found() if within == () else self._find(state, query, understood, named, vector, within)
        return _Asked(query, state, understood, named, encoder, vector, found, refused)

    def _synonyms(self) -> tuple[Synonyms, WordListError | None]:
        """The synonyms; without the person's own list, and with what is wrong with it, where it cannot be used."""
        try:
            return synonyms_at(self._home.synonyms), None
        except WordListError as error:
            return synonyms_at(SYNONYMS), error

    def _dictionary_changed(self, state: _State) -> bool:
        """Whether the person's own words are others than those of the index, or cannot be read."""
        try:
            return dictionary_at(self._home.dictionary).version != state.dictionary.version
        except WordListError:
            return True

    def _fused(self, asked: _Asked) -> list[Scored]:
        """The candidates by both sides together."""
        candidates, coverage = asked.found.findings.candidates, asked.found.findings.coverage
        weight = {Mode.LEXICAL: 0.0, Mode.DENSE: 1.0}.get(asked.query.mode)
        if weight is None and candidates:
            ranking = _ranking_for(asked.encoder)
            weight = ranking.fusion.dense_weight(_question(asked)) if ranking else dense_weight(coverage)
        return self._combined(asked, weight or 0.0)

    def _combined(self, asked: _Asked, dense_weight: float) -> list[Scored]:
        found = asked.found
        return convex_combination(
            found.findings.candidates, dense_weight=dense_weight, exact=found.exact, signals=found.signals
        )

    def _ordered(self, asked: _Asked) -> _Ordered:
        """The candidates in the order in which they are shown."""
        scored = self._fused(asked)
        ranking = _ranking_for(asked.encoder)
        if asked.query.mode is not Mode.RERANKED or not isinstance(asked.encoder, PieceEncoder) or ranking is None:
            return _Ordered(scored, Answered.YES if scored else Answered.NO, relevant(scored))
        some = self._shortlist(asked, scored, asked.encoder)
        said = ranking.trees.score(some.rows)
        again = rerank(behind_shortlist(self._combined(asked, BEHIND_DENSE)), some, ranking, said=said)
        return _Ordered(again, _answers(asked, some, ranking, said), relevant(scored), some, ranking)

    def _dates(self, scored: Sequence[Scored]) -> dict[str, str]:
        """When the documents of `scored` were made, as far as that is known."""
        documents = self.catalog.summaries_of(list({one.candidate.doc_id for one in scored}))
        return {doc_id: one.metadata.get("published_on") or "" for doc_id, one in documents.items()}

    def _shortlist(self, asked: _Asked, scored: Sequence[Scored], encoder: PieceEncoder) -> Shortlist:
        question = Asked(asked.understood, asked.named, encoder)
        return examine(scored, asked.found.findings.coverage, question, asked.state.engine, self.catalog)

    def _current(self) -> _State:
        """The published generation, opened when it is new, and how far the catalogue is ahead of it."""
        with self._guard:
            generation, revision = published(self._home), self.catalog.revision
            state = self._state
            if state and state.generation == generation and state.revision == revision:
                return state
            if state and state.generation == generation:
                engine, dictionary = state.engine, state.dictionary
            else:
                generation, engine, dictionary = self._open_published()
            behind_now = generation.manifest.catalog_revision != revision
            pending = _pending(self._home, self.catalog) if behind_now else 0
            self._state = _State(generation, engine, dictionary, revision, pending)
            return self._state

    def _open_published(self) -> tuple[Generation, LocalEngine, Dictionary]:
        generation = published(self._home)
        built, current = generation.manifest.catalog_id, self.catalog.catalog_id
        if built != current:
            raise MismatchError("catalogue", built, current, str(self._home.path))
        check_tools(generation.manifest, self._home)
        try:
            return generation, open_engine(generation, self._home), dictionary_at(self._home.dictionary)
        except DamagedIndexError:
            if published(self._home).folder == generation.folder:
                raise
            return self._open_published()  # two builds went by while it was being opened, and cleared it away

    def _encoder(self, generation: Generation) -> Encoder:
        """The encoder whose vectors `generation` holds; loaded anew when an index by another one is published."""
        with self._guard:
            if self._ready and self._ready[0] == generation:
                return self._ready[1]
            held = self._given or (self._ready[1] if self._ready else None)
            if held is None or (held is not self._given and held.revision != generation.manifest.encoder_revision):
                held = generation.manifest.choice.load()
            check_encoder(generation.manifest, held, self._home)
            self._ready = (generation, held)
            return held

    def _within(self, query: Query) -> tuple[str, ...] | None:
        """The documents that pass the filters; None without filters."""
        return self._passing(query.filters)

    def _passing(self, filters: Filters) -> tuple[str, ...] | None:
        if not filters:
            return None
        facets = self.facets
        rows = facets.accepted(filters).nonzero()[0].tolist()
        return tuple(facets.documents[row].doc_id for row in rows)

    def _find(
        self,
        state: _State,
        query: Query,
        understood: Understood,
        named: Named,
        vector: Vectors | None,
        within: tuple[str, ...] | None,
    ) -> Found:
        """The candidates within the filters, without documents that the catalogue has lost since."""
        dense_only = query.mode is Mode.DENSE
        wanted = query.k if query.order is Order.RELEVANCE else max(query.k, FULL_DEPTH)
        question = Question(
            terms=() if dense_only else understood.terms,
            vector=vector,
            depth=max(_DEPTH, 3 * wanted),
            documents=within,
            extra=() if dense_only else understood.extra,
            required=understood.required_terms,
        )
        held = self.catalog.versions() if state.pending else None
        return find(state.engine, self.catalog, Sought(question, understood, named, wanted, query.group, held))

    def _named(self, understood: Understood, within: Sequence[str] | None) -> Named:
        """The documents that the question names, of those `within` the filters."""
        if not understood.names_something:
            return Named()
        revision = self.catalog.revision
        if self._holdings is None or self._holdings[0] != revision:
            # Reading what there is takes a second at 60,000 documents: the filters may have done so already.
            facets = self._facets
            known = facets[1].documents if facets and facets[0] == revision else self.catalog.summaries()
            self._holdings = (revision, Holdings(known))
        named = self._holdings[1].named(understood)
        return named if within is None else named.within(within)

    def _hits(
        self, marking: _Marking, places: Sequence[Place], kin: Kin, read: Sequence[Readable] = ()
    ) -> tuple[Hit, ...]:
        """What is shown; passages and documents that were `read` for this question are not read a second time."""
        shown = [one.candidate for place in places for one in (place.leader, *place.followers, *place.twins)]
        passages = {one.passage.passage_id: one.passage for one in read}
        documents = {one.document.doc_id: one.document for one in read}
        doc_ids = {candidate.doc_id for candidate in shown}
        passages |= self.catalog.passages_by_id([c.passage_id for c in shown if c.passage_id not in passages])
        documents |= self.catalog.summaries_of(list((doc_ids | set(kin.linked_to(doc_ids))) - documents.keys()))
        # Between finding and reading, another process may have removed a document or cut it anew.
        present = [place for place in places if _is_present(place.leader, passages, documents)]
        leading = [passages[place.leader.candidate.passage_id] for place in present]
        folded = {one.passage.passage_id: one.folded for one in read}
        highlights = _highlights(marking, leading, [folded.get(p.passage_id) or fold(p.text) for p in leading])
        hits = []
        for rank, (place, spans) in enumerate(zip(present, highlights, strict=True), 1):
            others = [one for one in place.followers if _is_present(one, passages, documents)]
            further = tuple(_hit(i, one, passages, documents) for i, one in enumerate(others, 1))
            hit = _hit(rank, place.leader, passages, documents, spans, further)
            twins = [passages[one.candidate.passage_id] for one in place.twins if _is_present(one, passages, documents)]
            hits.append(replace(hit, duplicates=kin.duplicates(hit.document.doc_id, documents, twins)))
        return tuple(hits)


class _Narrowed(Searcher):
    """A searcher in a part of the library; see `Searcher.through`."""

    def __init__(self, whole: Searcher, catalog: Catalog) -> None:
        super().__init__(whole._home, catalog, None, whole._cross)
        self._whole = whole

    def _current(self) -> _State:
        return self._whole._current()

    def _encoder(self, generation: Generation) -> Encoder:
        return self._whole._encoder(generation)

    def _passing(self, filters: Filters) -> tuple[str, ...]:
        rows = self.facets.accepted(filters).nonzero()[0].tolist()
        return tuple(self.facets.documents[row].doc_id for row in rows)


def _explained(places: Sequence[Place], ordered: _Ordered) -> Sequence[Place]:
    """With the reasons of those that lead, which are the ones shown; a cross-encoder has given its own already."""
    if ordered.shortlist is None or ordered.ranking is None:
        return places
    leading = {place.leader.candidate.passage_id for place in places if not place.leader.reasons}
    found = explain(leading, ordered.shortlist, ordered.ranking.trees)
    return [
        replace(place, leader=place.leader._replace(reasons=found[place.leader.candidate.passage_id]))
        if place.leader.candidate.passage_id in found
        else place
        for place in places
    ]


def _is_present(one: Scored, passages: Mapping[int, Passage], documents: Mapping[str, DocumentSummary]) -> bool:
    return one.candidate.passage_id in passages and one.candidate.doc_id in documents


def _highlights(marking: _Marking, passages: Sequence[Passage], folded: Sequence[str]) -> list[tuple[Span, ...]]:
    """The words that matched, and the sentence nearest in meaning where encoding sentences costs little.

    `folded` are the texts of `passages`.
    """
    if not marking.wanted:
        return [()] * len(passages)
    words = [spans_in_folded(marking.words, text, marking.also) for text in folded]
    encoder, vector = marking.encoder, marking.vector
    if vector is None or not isinstance(encoder, (StaticEncoder, PieceEncoder)):
        return words
    spans = [sentences(passage.text, 0, len(passage.text)) for passage in passages]
    texts = [text[start:end] for text, some in zip(folded, spans, strict=True) for start, end in some]
    vectors = encoder.encode_folded(texts)
    ends = list(accumulate(len(some) for some in spans))
    meanings = [
        meaning_span(vector, some, vectors[end - len(some) : end]) for some, end in zip(spans, ends, strict=True)
    ]
    return [(*w, m) if m else w for w, m in zip(words, meanings, strict=True)]


def _meaning(encoder: Encoder, understood: Understood) -> Vectors:
    """The vector (d,) of a question: as it was put, and beside that as texts would put it.

    A model that has read everything knows everyday words; the bundled one has seen few of them.
    """
    restated = understood.restated if isinstance(encoder, PieceEncoder) else None
    texts = [understood.text] if restated is None else [understood.text, restated]
    own, *formal = encoder.encode_queries(texts)
    found: Vectors = unit((own + RESTATED * formal[0])[None])[0] if formal else own
    return found


def _question(asked: _Asked) -> Features:
    """The question's own features; they need a candidate."""
    findings = asked.found.findings
    return question_features(Lists.of(findings.candidates, findings.coverage), len(asked.understood.text))


def _ranking_for(encoder: Encoder | None) -> Ranking | None:
    """What was learned from the scores of `encoder`; None for every other one."""
    ranking = bundled_ranking()
    return ranking if ranking and encoder and encoder.revision == ranking.revision else None


def _suggestion(asked: _Asked) -> str | None:
    known = tuple(each.word for each in asked.understood.synonyms)
    coverage = 1.0 if asked.query.mode is Mode.DENSE else asked.found.findings.coverage
    return suggest(asked.query.text, Vocabulary(asked.state.engine.frequency, known, coverage))


def _answers(asked: _Asked, some: Shortlist, ranking: Ranking, said: Features) -> Answered:
    """Whether something in the shortlist, of which the trees say `said`, seems to answer.

    What the question refers to, or a passage that holds all of its words under its headings, or synonyms of them, is an
    answer; where the library has none of its words, or not what it refers to, there is none.
    """
    if not some.chosen or _lacks_reference(asked, some):
        return Answered.NO
    if any(one.exact_share > 0 for one in some.chosen) or some.rows[:, _TERMS].max() > _ALL_TERMS:
        return Answered.YES
    if _said_otherwise(asked.understood, some):
        return Answered.YES
    if not asked.found.findings.coverage > 0:
        return Answered.NO
    return ranking.answered(some.rows, said)


def _lacks_reference(asked: _Asked, some: Shortlist) -> bool:
    """Whether what is asked for is not there: a document number or an article alone, or an article of a law that is."""
    understood = asked.understood
    if understood.articles and not understood.numbers and asked.named.with_articles:
        return not any(one.signals.article for one in some.chosen)
    return understood.is_reference and not any(one.signals.number or one.signals.article for one in some.chosen)


def _said_otherwise(understood: Understood, some: Shortlist) -> bool:
    """Whether a passage holds all of the question's words, some of them as the synonyms that were looked for."""
    if not understood.synonyms:
        return False
    rest = list(fold(understood.text))
    for each in understood.synonyms:
        rest[each.start : each.end] = " " * (each.end - each.start)
    terms = terms_of_folded("".join(rest))
    groups = [(each.word, *map(fold, each.also)) for each in understood.synonyms]
    return any(
        all(term in read.context for term in terms) and all(any(w in read.context for w in group) for group in groups)
        for read in some.read
    )


def _hit(
    rank: int,
    one: Scored,
    passages: Mapping[int, Passage],
    documents: Mapping[str, DocumentSummary],
    highlights: tuple[Span, ...] = (),
    others: tuple[Hit, ...] = (),
) -> Hit:
    why = Why(one.passage_share, one.document_share, one.dense_share, one.exact_share, one.reasons)
    passage, document = passages[one.candidate.passage_id], documents[one.candidate.doc_id]
    return Hit(rank, one.score, passage, document, highlights, why, others, one.signals)


def _pending(home: Home, catalog: Catalog) -> int:
    """How many documents the index has yet to take in or to drop."""
    from indexing.build import behind  # building brings the readers' modules along: most questions need none of them

    return sum(behind(home, catalog))


def _catch_up(home: Home, catalog: Catalog) -> None:
    """Take in what was added since the index was built, when that is quick and nobody else is at it."""
    try:
        generation = published(home)
        check_tools(generation.manifest, home)  # otherwise all is to be built anew: that is for a person to start
        if generation.manifest.encoder != BUNDLED or generation.manifest.catalog_revision == catalog.revision:
            return
        wait = 0.0
    except NoIndexError:
        wait = _FIRST_INDEX
    except IndexingError:
        return
    if _pending(home, catalog) + len(catalog.cut_otherwise()) > CATCH_UP_LIMIT:
        return
    from indexing.build import build_locked

    try:
        with writing(home, "python -m search (catching up)", wait=wait), Catalog.open(home) as writable:
            build_locked(home, writable)
    except LockedError:
        if wait:
            raise
    except (HomeError, IndexingError):
        return  # what is published still answers; where nothing is, opening it says so
