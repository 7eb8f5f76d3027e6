"""Whether catalogue, kept files and index agree, finding by finding."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from corpus.catalog import Catalog
from corpus.errors import CasebaseError
from corpus.home import Home
from indexing.build import behind, headings_above, worth_finding
from indexing.encoder import Encoder
from indexing.engine import LocalEngine
from indexing.generations import open_engine, published
from indexing.manifest import check_encoder, check_tools
from indexing.sentences import sentence_vectors

_EIGHT_BITS = 0.01  # more than a number of a vector can be off for being kept in eight bits
_NAMED = 5  # documents


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: `good` or not, and in `detail` what is so, or what to do."""

    what: str
    good: bool
    detail: str


def examine(home: Home, *, thorough: bool) -> list[Finding]:
    """Look at the catalogue and the index; `thorough` also recomputes every passage, file, member and sentence.

    Raises:
        HomeError: there is no catalogue to look at.
    """
    with Catalog.open_readonly(home) as catalog:
        documents, passages = catalog.counts()
        held = f"{documents} documents, {passages} passages, revision {catalog.revision}"
        findings = [Finding("catalogue", good=True, detail=held)]
        if thorough:
            findings += [_passages(catalog), _sources(catalog)]
        findings += _index(home, catalog, thorough=thorough)
    return findings


def _passages(catalog: Catalog) -> Finding:
    """Every passage must lie within its document, after the one before it."""
    wrong = []
    for doc_id in catalog.versions():
        length, at = len(catalog.text(doc_id)), 0
        for passage in catalog.passages(doc_id):
            if not at <= passage.start < passage.end <= length:
                wrong.append(doc_id)
            at = passage.end
    detail = f"broken in {', '.join(sorted(set(wrong)))}: remove and add them" if wrong else "offsets are in order"
    return Finding("passages", good=not wrong, detail=detail)


def _sources(catalog: Catalog) -> Finding:
    """Every kept file must still have the bytes that were read."""
    wrong = []
    for doc_id, source in catalog.kept_sources().items():
        path = catalog.source_path(source)
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != source.sha256:
            wrong.append(doc_id)
    detail = (
        f"missing or changed: {', '.join(wrong)}; add the originals again with --reread" if wrong else "as they came"
    )
    return Finding("kept files", good=not wrong, detail=detail)


def _index(home: Home, catalog: Catalog, *, thorough: bool) -> Iterator[Finding]:
    try:
        generation = published(home)
        manifest = generation.manifest
        check_tools(manifest, home)
        engine = open_engine(generation, home)
        built = f"generation {manifest.generation} of {manifest.built_at}"
        yield Finding("index", good=True, detail=f"{built}: {manifest.passages} passages, {manifest.dense}")
        encoder = manifest.choice.load()
        check_encoder(manifest, encoder, home)
        yield Finding("encoder", good=True, detail=f"{manifest.encoder}, {manifest.dimension} dimensions")
        waiting, gone = behind(home, catalog)
        remedy = f"; run python -m indexing build --home {home.path}" if waiting or gone else ""
        detail = f"{waiting} documents to take in, {gone} to drop{remedy}"
        yield Finding("up to date", good=not (waiting or gone), detail=detail)
        if thorough:
            yield _members(catalog, engine)
            if not (waiting or gone):
                yield _sentences(catalog, engine, encoder)
    except CasebaseError as error:
        yield Finding("index", good=False, detail=str(error))


def _members(catalog: Catalog, engine: LocalEngine) -> Finding:
    """Every passage that can be found must be one that the catalogue has."""
    known = {passage.passage_id for doc_id in catalog.versions() for passage in catalog.passages(doc_id)}
    strangers = sum(passage_id not in known for passage_id in engine.passage_ids())
    sizes = ", ".join(f"{name} {count}" for name, count in engine.sizes().items())
    detail = f"{sizes}, {strangers} unknown to the catalogue" + ("; build the index anew" if strangers else "")
    return Finding("index members", good=not strangers, detail=detail)


def _sentences(catalog: Catalog, engine: LocalEngine, encoder: Encoder) -> Finding:
    """Every passage must have the vectors of its sentences, as the encoder makes them."""
    count, wrong = 0, set[str]()
    for doc_id, summary in catalog.summaries_of(list(catalog.versions())).items():
        passages = worth_finding(summary.title, catalog.passages(doc_id))
        above = [headings_above(summary.title, passage) for passage in passages]
        expected = sentence_vectors(encoder, above, [passage.text for passage in passages])
        for passage, vectors in zip(passages, expected, strict=True):
            held = engine.sentence_vectors(passage.passage_id)
            count += len(vectors)
            if held.shape != vectors.shape or not np.allclose(held, vectors, atol=_EIGHT_BITS):
                wrong.add(doc_id)
    named = ", ".join(sorted(wrong)[:_NAMED])
    where = f"{len(wrong)} documents ({named}, …)" if len(wrong) > _NAMED else named
    detail = f"missing or changed in {where}: build the index anew" if wrong else f"{count}, as the encoder makes them"
    return Finding("sentences", good=not wrong, detail=detail)
