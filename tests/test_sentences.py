import numpy as np
import pytest

from indexing.encoder import SentenceTransformerEncoder, load_encoder, unit
from indexing.sentences import SENTENCE_WEIGHT, SentenceVectors, packed, sentence_vectors, sentences_of


@pytest.fixture(scope="module")
def encoder():
    return load_encoder()


def directions(*rows):
    return unit(np.array(rows, dtype=np.float32))


def held(**passages):
    rows = [packed(int(name[1:]), vectors) for name, vectors in passages.items()]
    return SentenceVectors.empty(3).updated(remove=np.zeros(0, dtype=np.int64), add=rows)


def test_sentences_end_at_marks_and_lines_and_next_to_nothing_is_none():
    assert sentences_of("居民提议。\n一、\n街道受理；社区反馈？完") == ["居民提议", "街道受理", "社区反馈"]
    assert sentences_of("") == [] == sentences_of("。。\n")


def test_what_one_sentence_says_is_found_in_a_long_passage(encoder):
    rest = "。".join(["街道召开会议部署全年工作", "各社区汇报党建情况", "财务公开按季度张贴", "垃圾分类有专人督导"])
    texts = [f"{rest}。独居老人每天有人上门送饭。", f"{rest}。"]
    asked = encoder.encode_queries(["谁给一个人住的老人送饭"])[0]
    whole = encoder.encode_documents(texts) @ asked
    rows = [packed(i, vectors) for i, vectors in enumerate(sentence_vectors(encoder, ["", ""], texts))]
    some = SentenceVectors.empty(encoder.dimension).updated(remove=np.zeros(0, dtype=np.int64), add=rows)
    long, short = some.blended(asked, np.arange(2), whole)
    assert long > whole[0] + 0.1 and short < whole[1] + 0.1


def test_a_sentence_is_one_about_what_its_heading_names(encoder):
    asked = encoder.encode_queries(["养老服务中心几点开门"])[0]
    (bare,), (named,) = sentence_vectors(encoder, ["", "养老服务中心"], ["每天八点开放。", "每天八点开放。"])
    assert named @ asked > bare @ asked + 0.1


def test_the_vectors_are_of_length_one_and_those_of_nothing_are_none(encoder):
    some, nothing, unknown = sentence_vectors(
        encoder, ["标题", "标题", ""], ["居民提议。街道受理。", "。", "、、、、。"]
    )
    np.testing.assert_allclose(np.linalg.norm(some, axis=1), [1, 1], atol=1e-5)
    assert nothing.shape == unknown.shape == (0, encoder.dimension)
    assert sentence_vectors(encoder, [], []) == []


def test_an_encoder_that_reads_sentences_whole_has_none(monkeypatch):
    monkeypatch.setattr(SentenceTransformerEncoder, "__init__", lambda self: setattr(self, "dimension", 4))
    found = sentence_vectors(SentenceTransformerEncoder(), ["", ""], ["居民提议。", "街道受理。"])
    assert [one.shape for one in found] == [(0, 4), (0, 4)]


def test_a_passage_counts_as_a_whole_and_by_its_best_sentence():
    some = held(p7=directions([1, 0, 0], [0, 1, 0]), p3=directions([0, 0, 1]))
    whole = np.array([0.2, 0.4, 0.6], dtype=np.float32)
    found = some.blended(directions([0, 1, 0])[0], np.array([7, 3, 5]), whole)
    expected = [SENTENCE_WEIGHT * 1 + (1 - SENTENCE_WEIGHT) * 0.2, (1 - SENTENCE_WEIGHT) * 0.4, 0.6]
    np.testing.assert_allclose(found, expected, atol=1e-2)
    np.testing.assert_array_equal(whole, np.array([0.2, 0.4, 0.6], dtype=np.float32))


def test_eight_bits_are_enough():
    vectors = unit(np.random.default_rng(0).normal(size=(50, 512)).astype(np.float32))
    rows = packed(1, vectors)
    again = rows["vector"].astype(np.float32) * rows["scale"][:, None]
    assert (np.abs(again - vectors) <= rows["scale"][:, None] * 0.501).all()
    assert np.abs(again @ vectors.T - vectors @ vectors.T).max() < 2e-3


def test_what_is_removed_is_gone_and_what_is_added_is_there(tmp_path):
    held(p7=directions([1, 0, 0]), p3=directions([0, 0, 1], [0, 1, 0])).save(tmp_path / "before.npy")
    some = SentenceVectors.load(tmp_path / "before.npy", 3)
    changed = some.updated(remove=np.array([3]), add=[packed(2, directions([0, 1, 0]))])
    assert changed.passages.tolist() == [2, 7] and changed.offsets.tolist() == [0, 1, 2]
    changed.save(tmp_path / "sentences.npy")
    again = SentenceVectors.load(tmp_path / "sentences.npy", 3)
    np.testing.assert_array_equal(again.rows, changed.rows)
    none = again.updated(remove=np.array([2, 7]), add=[])
    whole = np.array([0.5], dtype=np.float32)
    np.testing.assert_array_equal(none.blended(directions([1, 0, 0])[0], np.array([7]), whole), whole)


@pytest.mark.parametrize(
    "content", [b"", b"no vectors", b"\x93NUMPY\x01\x00", b"PK\x03\x04", bytes(200), b"\xff" * 200]
)
def test_a_damaged_file_is_said_to_be_one(tmp_path, content):
    (tmp_path / "sentences.npy").write_bytes(content)
    with pytest.raises(ValueError):
        SentenceVectors.load(tmp_path / "sentences.npy", 3)


@pytest.mark.parametrize("place", range(0, 118, 3))
def test_whatever_byte_of_the_header_is_wrong(tmp_path, place):
    path = tmp_path / "sentences.npy"
    held(p1=directions([1, 0, 0])).save(path)
    content = bytearray(path.read_bytes())
    content[place] ^= 0x5D
    path.write_bytes(content)
    try:
        SentenceVectors.load(path, 3)
    except ValueError as error:
        assert "unsafely" not in str(error)


def test_a_file_cut_short_or_of_another_encoder_is_refused(tmp_path):
    path = tmp_path / "sentences.npy"
    held(p1=directions([1, 0, 0], [0, 1, 0])).save(path)
    with pytest.raises(ValueError, match="dimension 4"):
        SentenceVectors.load(path, 4)
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(ValueError):
        SentenceVectors.load(path, 3)
    with pytest.raises(OSError):
        SentenceVectors.load(tmp_path / "none.npy", 3)
