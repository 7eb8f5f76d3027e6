"""The engine: hand-computed BM25 and inner products, explicit ids, and nothing left behind by a removal."""

import math

import numpy as np
import pytest

from indexing.dense import COARSE_FROM, DenseIndex, factory_for
from indexing.engine import EngineDocument, EnginePassage, Findings, LocalEngine, Question
from indexing.lexical import LexicalIndex, LexicalItem
from indexing.sentences import SENTENCE_WEIGHT, SentenceVectors, packed


def unit(*values):
    vector = np.array(values, dtype=np.float32)
    return vector / np.linalg.norm(vector)


def bm25(tf, df, n, length, average, k1=1.2, b=0.75):
    """Robertson's BM25 with the idf that never gets negative, as Lucene and tantivy have it."""
    idf = math.log(1 + (n - df + 0.5) / (df + 0.5))
    return idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / average))


def test_bm25_by_hand(tmp_path):
    index = LexicalIndex.create(tmp_path / "lexical")
    texts = [["社区", "治理"], ["社区", "社区", "服务"], ["街道"]]
    with index.writing() as writer:
        for key, terms in enumerate(texts):
            writer.add(LexicalItem(key, f"d{key}", terms))
    found = index.search(["社区"], 10)
    expected = {0: bm25(1, 2, 3, 2, 2), 1: bm25(2, 2, 3, 3, 2)}
    assert [key for key, _ in found] == sorted(expected, key=lambda key: -expected[key])
    assert dict(found) == pytest.approx(expected, rel=1e-5)
    doubled = dict(index.search(["社区", "社区"], 10))
    assert doubled == pytest.approx({key: 2 * score for key, score in expected.items()}, rel=1e-5)
    assert index.score(["社区"], [1, 2]) == pytest.approx({1: expected[1]}, rel=1e-5)
    assert [key for key, _ in index.search(["社区"], 10, documents=["d0"])] == [0]
    assert index.search([], 10) == []


def test_an_interrupted_write_changes_nothing(tmp_path):
    index = LexicalIndex.create(tmp_path / "lexical")
    with pytest.raises(RuntimeError), index.writing() as writer:
        writer.add(LexicalItem(1, "d", ["社区"]))
        raise RuntimeError
    assert len(index) == 0
    assert len(LexicalIndex.open(tmp_path / "lexical")) == 0


def test_many_vectors_are_looked_at_in_eight_bits_first_and_found_as_exactly():
    generator = np.random.default_rng(11)
    vectors = generator.normal(size=(COARSE_FROM, 64)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    ids = generator.permutation(10**6)[:COARSE_FROM]
    index = DenseIndex.build(vectors, ids)
    assert index.factory == "SQfp16"

    def exactly(vector, k):
        scores = index.score(vector, ids)
        order = np.argsort(-scores, kind="stable")[:k]
        return list(zip(ids[order].tolist(), scores[order].tolist(), strict=True))

    for vector in vectors[:20]:
        assert index.search(vector, 50) == exactly(vector, 50)
        assert index.search(vector, 3, within=ids[5:8])[0][0] in ids[5:8]
    index.update(remove=ids[:1], vectors=vectors[:0], ids=ids[:0])  # below the limit: exact from the beginning
    assert ids[0] not in [found for found, _ in index.search(vectors[0], 50)]
    index.update(remove=ids[:0], vectors=-vectors[:1], ids=ids[:1])
    assert index.search(-vectors[0], 1)[0][0] == ids[0]  # what was made for the old vectors is made anew


@pytest.mark.parametrize("factory", ["SQfp16", "IVF8,SQfp16"])
def test_dense_ids_are_explicit(tmp_path, factory):
    generator = np.random.default_rng(7)
    vectors = generator.normal(size=(600, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    ids = generator.integers(0, 2**62, 600)
    index = DenseIndex.build(vectors, ids, factory=factory)
    assert index.search(vectors[3], 1)[0] == (ids[3], pytest.approx(1.0, abs=1e-3))
    index.update(remove=ids[:300], vectors=vectors[:1], ids=np.array([5]))
    index.save(tmp_path / "dense.faiss")
    again = DenseIndex.load(tmp_path / "dense.faiss")
    assert again.factory == factory
    assert len(again) == 301
    assert again.search(vectors[0], 1)[0][0] == 5
    assert {i for i, _ in again.search(vectors[3], 301)}.isdisjoint(ids[:300].tolist())
    exact = vectors[400:410] @ vectors[3]
    assert again.score(vectors[3], ids[400:410]) == pytest.approx(exact, abs=2e-3)
    within = again.search(vectors[3], 5, within=ids[400:403])
    assert {i for i, _ in within} == set(ids[400:403].tolist())


def test_the_kind_of_dense_index_follows_the_size():
    assert factory_for(300_000) == "SQfp16"
    assert factory_for(300_001) == "IVF2048,SQfp16"


def document(name, version, *passages):
    held = tuple(EnginePassage(i, terms, vector) for i, terms, vector in passages)
    return EngineDocument(name, version, [term for _, terms, _ in passages for term in terms], held)


def test_a_passage_is_found_by_one_of_its_sentences(tmp_path):
    engine = LocalEngine.create(tmp_path / "engine", 2)
    sentences = np.stack([unit(0, 1), unit(1, 0)])
    held = (EnginePassage(1, ["社区"], unit(1, 0.2), sentences), EnginePassage(2, ["社区"], unit(1, 0.9)))
    engine.update(remove=[], add=[EngineDocument("a", 1, ["社区"], held)])
    for one in (engine, LocalEngine.open(tmp_path / "engine")):
        found = {c.passage_id: c.dense for c in one.search(Question((), unit(0, 1), depth=1)).candidates}
        assert found == {2: pytest.approx(unit(1, 0.9)[1], abs=1e-3)}
        found = {c.passage_id: c.dense for c in one.search(Question((), unit(0, 1), depth=2)).candidates}
        assert found[1] == pytest.approx((1 - SENTENCE_WEIGHT) * unit(1, 0.2)[1] + SENTENCE_WEIGHT, abs=1e-2)
        # Words propose it here, and the dense side is asked what it says of it.
        proposed = Question(("社区",), unit(0, 1), depth=1, whole=True)
        whole = {c.passage_id: c.dense for c in one.search(proposed).candidates}
        assert whole[1] == pytest.approx(unit(1, 0.2)[1], abs=1e-3)
    engine.update(remove=["a"], add=[])
    assert engine.search(Question((), unit(0, 1), depth=1)) == Findings()


def test_an_article_is_part_of_its_law_and_other_documents_of_none(tmp_path):
    engine = LocalEngine.create(tmp_path / "engine", 2)
    held = [(EnginePassage(i, ["社区"], unit(1, i)),) for i in range(2)]
    articles = [EngineDocument(name, 1, ["社区"], some, "民法典") for name, some in zip("ab", held, strict=True)]
    engine.update(remove=[], add=[*articles, document("c", 1, (7, ["社区"], unit(1, 0)))])
    for one in (engine, LocalEngine.open(tmp_path / "engine")):
        found = {c.doc_id: c.work for c in one.search(Question(("社区",), unit(0, 1), depth=9)).candidates}
        assert found == {"a": "民法典", "b": "民法典", "c": "c"}


def test_without_its_own_sentences_an_engine_is_damaged(tmp_path):
    LocalEngine.create(tmp_path / "engine", 2)
    path = tmp_path / "engine" / "sentences.npy"
    strange = SentenceVectors.empty(2).updated(remove=np.zeros(0, dtype=np.int64), add=[packed(9, unit(1, 0)[None])])
    strange.save(path)
    with pytest.raises(ValueError, match="sentences of passages"):
        LocalEngine.open(tmp_path / "engine")
    path.unlink()
    with pytest.raises(OSError):
        LocalEngine.open(tmp_path / "engine")


@pytest.fixture
def engine(tmp_path):
    engine = LocalEngine.create(tmp_path / "engine", 2)
    engine.update(
        remove=[],
        add=[
            document("a", 1, (11, ["社区"], unit(1, 0)), (12, ["街道"], unit(0, 1))),
            document("b", 2, (21, ["社区", "社区"], unit(1, 1))),
        ],
    )
    return engine


def test_each_candidate_has_the_scores_of_both_sides(engine):
    found = {c.passage_id: c for c in engine.search(Question(("社区",), unit(0, 1), depth=1)).candidates}
    # Depth 1: the lexical side proposes only 21, the dense side only 12; each is scored on both.
    assert set(found) == {21, 12}
    assert found[12].lexical == 0
    assert found[12].document > 0  # its document holds the word, in another passage
    assert found[12].dense == pytest.approx(1.0, abs=1e-3)
    assert found[21].lexical > 0
    assert found[21].dense == pytest.approx(math.sqrt(0.5), abs=1e-3)


def test_documents_limit_both_sides(engine):
    found = engine.search(Question(("社区",), unit(1, 1), depth=10, documents=("a",))).candidates
    assert {c.doc_id for c in found} == {"a"}
    assert engine.search(Question(("社区",), unit(1, 1), depth=10, documents=())) == Findings()


def test_one_side_alone(engine):
    assert all(c.dense == 0 for c in engine.search(Question(("社区",), None, depth=10)).candidates)
    assert all(c.lexical == c.document == 0 for c in engine.search(Question((), unit(1, 0), depth=10)).candidates)


def test_removal_leaves_no_phantoms_also_after_opening_again(engine, tmp_path):
    engine.update(remove=["a"], add=[document("c", 3, (31, ["街道"], unit(0, 1)))])
    for one in (engine, LocalEngine.open(tmp_path / "engine")):
        assert one.versions() == {"b": 2, "c": 3}
        assert one.counts() == (2, 2)
        assert one.sizes() == {"members": 2, "lexical": 2, "dense": 2}
        found = one.search(Question(("社区", "街道"), unit(0, 1), depth=10)).candidates
        assert {c.passage_id for c in found} == {21, 31}


def test_an_engine_with_nothing_in_it(tmp_path):
    engine = LocalEngine.create(tmp_path / "engine", 2)
    engine.update(remove=[], add=[])
    assert engine.search(Question(("社区",), unit(1, 0), depth=10)) == Findings()
    assert LocalEngine.open(tmp_path / "engine").counts() == (0, 0)


def test_coverage_by_hand(engine):
    # Three passages, 社区 in two of them (idf), one term (11), one term (12), two terms (21): average 4/3.
    best = bm25(2, 2, 3, 2, 4 / 3)
    idf = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    unknown = math.log(1 + (3 - 0 + 0.5) / (0 + 0.5))
    assert engine.search(Question(("社区",), None, depth=10)).coverage == pytest.approx(best / idf, rel=1e-5)
    half = engine.search(Question(("社区", "驿站"), None, depth=10)).coverage
    assert half == pytest.approx(best / (idf + unknown), rel=1e-5)
    assert engine.search(Question(("驿站",), unit(1, 0), depth=10)).coverage == 0


def test_the_dense_index_changes_its_kind_as_it_grows(monkeypatch):
    monkeypatch.setattr("indexing.dense.EXACT_UP_TO", 100)
    generator = np.random.default_rng(3)
    vectors = generator.normal(size=(3000, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    ids = np.arange(3000)
    small = DenseIndex.build(vectors[:90], ids[:90])
    none = np.zeros(0, dtype=np.int64)
    grown = small.updated(keep=ids[:90], remove=none, vectors=vectors[90:], ids=ids[90:])
    assert (small.factory, grown.factory, len(grown)) == ("SQfp16", factory_for(3000), 3000)
    assert grown.search(vectors[7], 1)[0][0] == 7
    shrunk = grown.updated(keep=ids[:50], remove=ids[50:], vectors=vectors[:0], ids=none)
    assert (shrunk.factory, len(shrunk)) == ("SQfp16", 50)


def test_extra_terms_count_by_their_weight_and_not_for_coverage(engine):
    plain = {c.passage_id: c for c in engine.search(Question(("社区",), None, depth=10)).candidates}
    more = engine.search(Question(("社区",), None, depth=10, extra=(("街道", 0.25),)))
    found = {c.passage_id: c for c in more.candidates}
    assert set(found) == {11, 12, 21}
    assert found[12].lexical == pytest.approx(0.25 * bm25(1, 1, 3, 1, 4 / 3), rel=1e-5)
    assert found[21].lexical == pytest.approx(plain[21].lexical, rel=1e-5)
    assert found[11].document == pytest.approx(plain[11].document + 0.25 * bm25(1, 1, 2, 2, 2), rel=1e-5)
    idf = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    assert more.coverage == pytest.approx(found[21].lexical / idf, rel=1e-5)


def test_an_extra_term_counts_for_what_only_the_dense_side_proposes(engine):
    found = {
        c.passage_id: c for c in engine.search(Question(("社区",), unit(0, 1), 1, extra=(("街道", 0.5),))).candidates
    }
    assert found[12].lexical == pytest.approx(0.5 * bm25(1, 1, 3, 1, 4 / 3), rel=1e-5)


def test_required_terms_limit_both_sides(engine):
    found = engine.search(Question(("社区", "街道"), unit(1, 1), depth=10, required=("街道",))).candidates
    assert {c.passage_id for c in found} == {12}
    both = Question((), unit(1, 1), depth=10, documents=("b",), required=("社区",))
    assert {c.passage_id for c in engine.search(both).candidates} == {21}
    nothing = Question(("社区",), unit(1, 1), depth=10, required=("社区", "街道"))
    assert engine.search(nothing) == Findings()


def test_what_is_included_is_scored_like_the_others(engine):
    found = {c.passage_id: c for c in engine.search(Question(("社区",), unit(1, 0), 1, include=(12, 999))).candidates}
    assert 12 in found
    assert 999 not in found
    assert found[12].lexical == 0
    assert found[12].document > 0


def test_how_many_passages_hold_a_term(engine):
    assert [engine.frequency(term) for term in ("社区", "街道", "驿站")] == [2, 1, 0]
