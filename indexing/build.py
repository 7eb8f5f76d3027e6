"""The catalogue becomes a searchable index: incremental, atomic, always repeatable. START READING HERE."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.catalog import Catalog
from corpus.errors import HomeError, HomeProblem, IndexingError
from corpus.home import Home, storage_errors, utc_now, writing
from corpus.ingest import recut
from corpus.model import DocumentSummary, Passage
from corpus.official.titles import law_of
from corpus.script import fold
from indexing.analyzer import Dictionary, analyze, dictionary_at
from indexing.encoder import BUNDLED, Encoder
from indexing.engine import EngineDocument, EnginePassage, LocalEngine
from indexing.generations import Generation, next_generation, open_engine, publish, published, versions
from indexing.manifest import EncoderChoice, Manifest, check_encoder, check_tools, tools
from indexing.sentences import sentence_vectors
from indexing.vectors import VectorCache

Progress = Callable[[int, int], None]
"""Called with the number of documents done and the number to do."""

_PASSAGES_AT_ONCE = 2048
_WAIT = 10.0  # seconds for another writer to finish: searching may be catching up


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: documents added or refreshed, documents dropped, what the index now holds."""

    generation: str
    updated: int
    dropped: int
    documents: int
    passages: int
    rebuilt: bool


def build(
    home: Home, *, encoder: EncoderChoice | None = None, anew: bool = False, progress: Progress | None = None
) -> BuildReport:
    """Bring the index of `home` up to date with its catalogue and publish it.

    `encoder` None keeps the one that the index was built with, at first the bundled one. What changed is indexed
    anew; everything is with `anew`, and when the encoder or the tools are not those of the published index.

    Raises:
        LockedError: another process is writing.
        HomeError: there is no catalogue, or the directory cannot be read or written.
        EncoderError: the encoder cannot be loaded.
    """
    Catalog.open_readonly(home).close()
    with writing(home, "python -m indexing build", wait=_WAIT), Catalog.open(home) as catalog:
        return build_locked(home, catalog, encoder=encoder, anew=anew, progress=progress)


def build_locked(
    home: Home,
    catalog: Catalog,
    *,
    encoder: EncoderChoice | None = None,
    anew: bool = False,
    progress: Progress | None = None,
) -> BuildReport:
    """The same for a caller that holds the lock already."""
    recut(catalog)
    catalog.relink()
    previous = _published_or_none(home)
    choice = _choose(encoder, previous)
    dictionary = dictionary_at(home.dictionary)
    model = choice.load()
    base = previous if previous and not anew and _can_extend(previous, catalog, choice, model, home) else None
    plan = _plan(catalog, base, home)
    if base and not plan.stale and not plan.gone and base.manifest.catalog_revision == catalog.revision:
        return _report(base.manifest, plan, rebuilt=False)
    with _writing_errors(home), next_generation(home, base) as folder:
        engine = LocalEngine.open(folder) if base else LocalEngine.create(folder, model.dimension)
        with VectorCache.open(home, model) as cache:
            documents = _engine_documents(catalog, plan, model, cache, dictionary, progress)
            engine.update(remove=[*plan.gone, *plan.stale] if base else [], add=documents)
        used = tools(dictionary)
        manifest = _manifest(folder.name, catalog.catalog_id, plan.revision, choice, model, engine, used)
        publish(home, folder, manifest)
    return _report(manifest, plan, rebuilt=base is None)


@contextlib.contextmanager
def _writing_errors(home: Home) -> Iterator[None]:
    """Say in one sentence that the disk is full or read-only, whichever library met it."""
    try:
        with storage_errors(home):
            yield
    except (sqlite3.Error, ValueError) as error:  # tantivy raises ValueError for what the system refuses
        detail = f"the index cannot be written ({' '.join(str(error).split())[:160]}): check free space and permissions"
        raise HomeError(str(home.path), HomeProblem.UNUSABLE, detail) from error


def _choose(wanted: EncoderChoice | None, previous: Generation | None) -> EncoderChoice:
    """What was asked for, else what was used before. A folder is kept by its full path, to be found from anywhere."""
    if wanted is None:
        return previous.manifest.choice if previous else EncoderChoice(BUNDLED)
    folder = Path(wanted.name).expanduser()
    return EncoderChoice(str(folder.resolve()), wanted.query_prompt) if folder.is_dir() else wanted


@dataclass(frozen=True, slots=True)
class _Plan:
    """What separates an index from the catalogue at `revision`: versions to index, documents to drop."""

    revision: int
    stale: dict[str, int]
    gone: tuple[str, ...]


def _plan(catalog: Catalog, base: Generation | None, home: Home) -> _Plan:
    revision, wanted = catalog.revision, catalog.versions()
    held = versions(base, home) if base else {}
    stale = {doc_id: version for doc_id, version in wanted.items() if held.get(doc_id) != version}
    return _Plan(revision, stale, tuple(held.keys() - wanted.keys()))


def behind(home: Home, catalog: Catalog) -> tuple[int, int]:
    """How many documents the published index has yet to take in, and to drop; all and none where it is damaged."""
    try:
        plan = _plan(catalog, _published_or_none(home), home)
    except IndexingError:
        plan = _plan(catalog, None, home)
    return len(plan.stale), len(plan.gone)


def _published_or_none(home: Home) -> Generation | None:
    try:
        return published(home)
    except IndexingError:
        return None


def _can_extend(generation: Generation, catalog: Catalog, choice: EncoderChoice, encoder: Encoder, home: Home) -> bool:
    try:
        check_tools(generation.manifest, home)
        check_encoder(generation.manifest, encoder, home)
        open_engine(generation, home)
    except IndexingError:
        return False
    same_prompt = generation.manifest.query_prompt == choice.query_prompt
    return same_prompt and generation.manifest.catalog_id == catalog.catalog_id


def _engine_documents(
    catalog: Catalog,
    plan: _Plan,
    model: Encoder,
    cache: VectorCache,
    dictionary: Dictionary,
    progress: Progress | None,
) -> Iterator[EngineDocument]:
    done = 0
    for batch in _batches(catalog, plan.stale):
        texts = [text_in_context(summary.title, passage) for summary, passages in batch for passage in passages]
        above = [headings_above(summary.title, passage) for summary, passages in batch for passage in passages]
        bare = [passage.text for _, passages in batch for passage in passages]
        embedded = zip(texts, cache.encode(texts), sentence_vectors(model, above, bare), strict=True)
        for summary, passages in batch:
            held = tuple(
                EnginePassage(passage.passage_id, analyze(text, dictionary), vector, sentences)
                for passage, (text, vector, sentences) in zip(passages, embedded, strict=False)
            )
            whole = analyze("\n".join([summary.title, *(p.text for p in passages)]), dictionary)
            yield EngineDocument(summary.doc_id, plan.stale[summary.doc_id], whole, held, law_of(summary.title))
        done += len(batch)
        if progress:
            progress(done, len(plan.stale))


def worth_finding(title: str, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages without those that say nothing but the title, which would beat every passage that answers.

    A document that says nothing else keeps them.
    """
    name = _letters(title)
    telling = tuple(passage for passage in passages if _letters(passage.text) != name)
    return telling or tuple(passages)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text)))


def text_in_context(title: str, passage: Passage) -> str:
    """What is indexed for a passage: its words under its document's title and those headings it does not hold."""
    return f"{headings_above(title, passage)}\n{passage.text}"


def headings_above(title: str, passage: Passage) -> str:
    """The title of a passage's document and those headings that it does not hold, one a line."""
    return "\n".join([title, *(heading for heading in passage.locator.heading_path if heading not in passage.text)])


def _batches(catalog: Catalog, doc_ids: Iterable[str]) -> Iterator[list[tuple[DocumentSummary, tuple[Passage, ...]]]]:
    """Documents with their passages, grouped so that an encoder gets about _PASSAGES_AT_ONCE of them."""
    batch: list[tuple[DocumentSummary, tuple[Passage, ...]]] = []
    count = 0
    summaries = catalog.summaries_of(list(doc_ids))
    for doc_id, summary in summaries.items():
        passages = worth_finding(summary.title, catalog.passages(doc_id))
        batch.append((summary, passages))
        count += len(passages)
        if count >= _PASSAGES_AT_ONCE:
            yield batch
            batch, count = [], 0
    if batch:
        yield batch


def _manifest(
    generation: str,
    catalog_id: str,
    revision: int,
    choice: EncoderChoice,
    model: Encoder,
    engine: LocalEngine,
    tool_versions: Mapping[str, str],
) -> Manifest:
    documents, passages = engine.counts()
    return Manifest(
        generation=generation,
        catalog_id=catalog_id,
        catalog_revision=revision,
        encoder=choice.name,
        query_prompt=choice.query_prompt,
        encoder_revision=model.revision,
        dimension=model.dimension,
        dense=engine.factory,
        documents=documents,
        passages=passages,
        built_at=utc_now(),
        schema=tool_versions["schema"],
        analyzer=tool_versions["analyzer"],
        lexical=tool_versions["lexical"],
        opencc=tool_versions["opencc"],
    )


def _report(manifest: Manifest, plan: _Plan, *, rebuilt: bool) -> BuildReport:
    counts = (manifest.documents, manifest.passages)
    return BuildReport(manifest.generation, len(plan.stale), len(plan.gone), *counts, rebuilt)
