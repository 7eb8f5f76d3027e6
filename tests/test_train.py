"""Training: the pieces by hand-computed values, and the whole recipe on generated text, twice."""

from __future__ import annotations

import copy
import functools
import gzip
import itertools
import json
import random
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import Unigram

from corpus.errors import EncoderError
from indexing.__main__ import parser
from indexing.encoder import Interaction, PieceEncoder, StaticEncoder, load_encoder, unit
from indexing.pieces import Half
from indexing.sentences import SentenceVectors, packed, sentence_vectors
from indexing.train import TrainOptions, train
from indexing.train.contrastive import ContrastiveOptions, Mixture, cosine, info_nce
from indexing.train.copies import copies
from indexing.train.interaction import Comparison, Contest, InteractionOptions, train_interaction
from indexing.train.model import Bag, StaticModel, bag_of, smooth_inverse_frequency
from indexing.train.pairs import Kind, Pair, Statutes, law_pairs, number, prose_pairs, short_title
from indexing.train.practice import practice_questions
from indexing.train.questions import FOLDS, QuestionSet, measure, rank, read_questions
from indexing.train.recipe import Asked, in_common
from indexing.train.rewrites import LayWords, clauses, gapped, plain_questions, read_lay_words
from indexing.train.store import Pairs, Parted, Passages, Texts, gather
from indexing.train.supervised import Asking, Reading, SupervisedOptions, Task, answer_loss, pools, train_supervised
from indexing.train.texts import Prose, bucket, parse_law, read_laws, sentences
from indexing.train.tokenizer import UNKNOWN, Cutting, train_tokenizer
from indexing.train.written import COMPOSED, read_composed, read_written, spans, written_questions

LAW = """## 第一章 总则
第一条 为了保护水源,制定本条例。
## 第二章 用水
第二条 本条例所称中水,是指经过处理后可以再次使用的污水。
第三条 擅自打开消防水栓取水的,责令改正,可以处一千元以下罚款。
接续的一行。
第十二条 违反本条例第三条规定,造成损失的,依照《民法典》第五条处理,并且依法赔偿。"""


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("五", 5),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零三", 103),
        ("一千二百六十", 1260),
        ("〇", 0),
        ("47", 47),
    ],
)
def test_numerals(numeral, value):
    assert number(numeral) == value


def test_a_numeral_must_be_one():
    assert number("甲") is None


def test_a_law_is_cut_at_its_articles():
    law = parse_law("某市供水条例", LAW)
    assert [article.number for article in law.articles] == ["一", "二", "三", "十二"]
    assert [article.chapter for article in law.articles] == ["总则", "用水", "用水", "用水"]
    assert law.articles[2].text == "擅自打开消防水栓取水的,责令改正,可以处一千元以下罚款。\n接续的一行。"


def test_articles_of_taiwan_are_cut_alike():
    law = parse_law("某法", "第 一 章 总则\n第 1 条 为保护水源,制定本法。\n第 12-1 条 本法自公布日施行。")
    assert [(a.number, a.chapter) for a in law.articles] == [("1", "总则"), ("12-1", "总则")]


def test_sentences_lose_blanks_and_scraps():
    assert sentences("第一句 话 在这里。短。\n第二句话在那里!") == ["第一句话在这里。", "第二句话在那里!"]


def test_titles_are_shortened_to_what_people_cite():
    assert short_title("中华人民共和国民法典(2020年)") == "民法典"


@pytest.fixture
def statutes():
    civil = parse_law("中华人民共和国民法典", "第五条 民事主体从事民事活动,应当遵循自愿原则,按照自己的意思行事。")
    laws = [civil, parse_law("某市供水条例", LAW)]
    return laws, Statutes(laws)


def test_pairs_follow_the_structure_of_a_law(statutes):
    laws, known = statutes
    pairs = list(law_pairs(laws, known))
    by_kind = {kind: [(p.query, p.document) for p in pairs if p.kind == kind] for kind in Kind}
    terms = [query for query, _ in by_kind[Kind.DEFINITION]]
    assert len(terms) == 1 and "中水" in terms[0]
    assert any("擅自打开消防水栓取水" in query for query, _ in by_kind[Kind.CONDITION])
    cited = {document.split("\n")[0]: document for _, document in by_kind[Kind.REFERENCE]}
    assert cited["某市供水条例"].startswith("某市供水条例\n擅自打开消防水栓")
    assert cited["民法典"].startswith("民法典\n民事主体")


def test_facts_in_the_news_lead_to_the_article_cited(statutes):
    _, known = statutes
    text = "八月三日晚上,两名男子在街上吵了起来。后来双方自愿签了和解书。根据《中华人民共和国民法典》第五条,双方和解。"
    pairs = list(prose_pairs([Prose("", text)], known))
    assert {pair.kind for pair in pairs} == {Kind.REFERENCE}
    assert "两名男子在街上吵了起来" in pairs[0].query
    assert all(pair.document.startswith("民法典\n民事主体") for pair in pairs)


def test_statements_of_laws_are_put_as_questions_to_their_article():
    articles = "".join(f"第{n}条 用人单位拖欠第{n}批劳动报酬的{'不得' * (n % 2)}超过{n}%。\n" for n in range(1, 40))
    law = parse_law("某市供水条例", articles)
    pairs = list(law_pairs([law], Statutes([law])))
    for kind in (Kind.GAP, Kind.PLAIN):
        some = [pair for pair in pairs if pair.kind == kind]
        assert len(some) >= 5
        for pair in some:
            assert pair.query not in pair.document
            assert pair.document.startswith("某市供水条例\n用人单位拖欠第")
            assert re.search(r"第\d+批", pair.query)[0] in pair.document
    assert all("用人单位" not in pair.query for pair in pairs if pair.kind == Kind.PLAIN)
    assert all("%" not in pair.query for pair in pairs if pair.kind == Kind.GAP)


def test_statements_of_prose_are_put_as_questions_to_those_around_them():
    told = [f"第{n}批用人单位拖欠劳动报酬{n}%以上。" for n in range(10, 50)]
    pairs = list(prose_pairs([Prose("", "".join(told))], Statutes([])))
    assert {pair.kind for pair in pairs} == {Kind.GAP, Kind.PLAIN}
    for pair in pairs:
        assert len(sentences(pair.document)) == 4
        assert re.search(r"第\d+批", pair.query)[0] in pair.document
        assert pair.query not in pair.document
    # Every other four: those between are for nobody.
    assert len({pair.document for pair in pairs}) <= 5


def test_an_unknown_law_is_not_followed(statutes):
    assert list(statutes[1].references("依照《劳动法》第五条处理")) == []


def test_gather_is_slicing():
    ids = np.arange(100, dtype=np.int32)
    starts, lengths = np.array([90, 3, 50, 0]), np.array([2, 0, 3, 1])
    assert gather(ids, starts, lengths).tolist() == [90, 91, 50, 51, 52, 0]


@pytest.fixture(scope="module")
def tokenizer():
    return train_tokenizer(generated_sentences(300, seed=1), pieces=200, max_piece_length=4)


@pytest.fixture(scope="module")
def cut(tokenizer):
    return Cutting.of(tokenizer, Half.PATH)


@pytest.fixture(scope="module")
def cut_all(tokenizer):
    return Cutting.of(tokenizer, Half.ALL)


def test_pieces_keep_scripts_apart_and_drop_punctuation(tokenizer):
    tokens = tokenizer.encode("甲乙,,。 甲3乙!").tokens
    assert "".join(tokens).replace(UNKNOWN, "") != ""
    assert not any(set(token) & set(",。 !") for token in tokens if token != UNKNOWN)
    assert max(map(len, tokenizer.get_vocab())) == len(UNKNOWN)


@pytest.mark.parametrize("at_once", [7, 1000])
def test_the_path_half_is_what_the_tokenizer_gives(tokenizer, cut, monkeypatch, at_once):
    monkeypatch.setattr("indexing.train.tokenizer._AT_ONCE", at_once)
    texts = [*generated_sentences(25, seed=2), ""]
    assert rows_of(cut(texts)) == [[row for row in tokenizer.encode(text).ids if row] for text in texts]


def test_the_other_half_holds_every_piece_that_occurs(tokenizer, cut_all):
    texts = generated_sentences(25, seed=2)
    held = {row: piece for piece, row in tokenizer.get_vocab().items() if row}
    found = rows_of(cut_all(texts))
    for text, row in zip(texts, found, strict=True):
        assert sorted(row) == sorted(row for row, piece in held.items() for _ in range(text.count(piece)))
    assert sum(map(len, found)) > 1.2 * sum(map(len, rows_of(Cutting(cut_all.cutter, Half.PATH)(texts))))


def test_limits_are_doubled_where_there_are_twice_as_many_pieces(cut, cut_all):
    texts = generated_sentences(5, seed=5)
    assert (cut.density, cut_all.density) == (1, 2)
    for density, cutting in ((1, cut), (2, cut_all)):
        bag = Texts.of(cutting, texts).subset(np.array([3, 1])).bag(np.array([0, 1]), limit=2)
        assert [len(row) for row in rows_of(bag)] == [2 * density] * 2


def test_a_subset_is_the_texts_themselves(cut):
    texts = Texts.of(cut, generated_sentences(9, seed=5))
    whole = rows_of(texts.bag(np.arange(9)))
    assert rows_of(texts.subset(np.array([7, 0, 7])).bag(np.arange(3))) == [whole[7], whole[0], whole[7]]
    assert len(texts.subset(np.zeros(0, dtype=np.int64))) == 0


def test_contexts_surround_their_sentence(cut):
    documents = [generated_sentences(6, seed=seed) for seed in range(20)]
    passages = Passages.of(cut, documents)
    batch = passages.draw(np.random.default_rng(0), 40, overlap=0.0, reach=3)
    flat = rows_of(cut([sentence for document in documents for sentence in document]))
    owner = [row for row, document in enumerate(documents) for _ in document]
    for query, context in zip(rows_of(batch.queries), rows_of(batch.documents), strict=True):
        row = flat.index(query)
        near = [ids for ids, other in zip(flat, owner, strict=True) if other == owner[row] and ids != query]
        assert context and set(context) <= {piece for ids in near for piece in ids}


def test_overlap_keeps_the_sentence(cut):
    passages = Passages.of(cut, [generated_sentences(6, seed=seed) for seed in range(20)])
    batch = passages.draw(np.random.default_rng(0), 40, overlap=1.0, reach=2)
    for query, context in zip(rows_of(batch.queries), rows_of(batch.documents), strict=True):
        assert any(context[i : i + len(query)] == query for i in range(len(context)))


def test_pairs_are_drawn_in_runs_of_neighbours(cut):
    texts = generated_sentences(40, seed=3)
    batch = Pairs.of(cut, texts, texts).draw(np.random.default_rng(0), 8, run=4)
    drawn = [rows_of(cut(texts)).index(row) for row in rows_of(batch.queries)]
    assert rows_of(batch.queries) == rows_of(batch.documents)
    assert sum(b - a == 1 for a, b in itertools.pairwise(drawn)) >= len(drawn) - 2 >= 2


def test_a_text_is_the_weighted_sum_of_its_pieces():
    model = StaticModel(np.array([1, 10, 1000]), dimension=4, seed=0)
    vectors, weights = model.vectors.detach(), model.log_weights.detach().exp()
    expected = weights[1] * vectors[1] + 2 * weights[2] * vectors[2]
    found = model(bag_of(np.array([1, 2, 2], dtype=np.int32), np.array([3])))
    torch.testing.assert_close(found[0], expected / expected.norm())


def test_shipped_vectors_hold_the_weights_and_leave_out_the_unknown():
    model = StaticModel(np.array([1, 10, 1000]), dimension=4, seed=0)
    table = model.folded()
    assert not table[0].any()
    weight = float(model.log_weights.detach()[2].exp())
    np.testing.assert_allclose(table[2], model.vectors[2].detach().numpy() * weight, rtol=1e-6)


def test_frequent_pieces_begin_light():
    np.testing.assert_allclose(smooth_inverse_frequency(np.array([0, 1, 3]), a=0.25), [1, 0.5, 0.25])


def test_in_batch_loss_by_hand():
    eye = torch.eye(2)
    expected = -np.log(np.exp(2) / (np.exp(2) + 1))
    assert info_nce(eye, eye, torch.tensor([0, 1]), 0.5).item() == pytest.approx(expected)


def test_partners_of_one_key_are_no_negatives():
    eye = torch.eye(3)
    expected = -np.log(np.exp(2) / (np.exp(2) + 1))
    losses = [expected, expected, -np.log(np.exp(2) / (np.exp(2) + 2))]
    assert info_nce(eye, eye, torch.tensor([7, 7, 1]), 0.5).item() == pytest.approx(np.mean(losses))


def test_answer_loss_by_hand():
    scores = torch.tensor([[2.0, 1.0, 0.0], [0.0, 0.0, 3.0]])
    answers = torch.tensor([[True, True, False], [False, False, True]])
    first = (np.log1p(np.exp(-2)) + np.log1p(np.exp(-1))) / 2
    second = np.log1p(2 * np.exp(-3))
    assert answer_loss(scores, answers).item() == pytest.approx((first + second) / 2)


def parts_of(texts):
    return [texts.ids[start:end].tolist() for start, end in itertools.pairwise(texts.offsets)]


def test_documents_are_parted_into_what_stands_above_and_sentences(cut):
    first, second, third = generated_sentences(3, seed=5)
    documents = [f"{first}\n{second}。{third}；--\n", third, ""]
    parted = Parted.of(cut, documents, [len(first), 0, 0])
    assert parts_of(parted.parts) == parts_of(Texts.of(cut, [first, second, third, "", third, ""]))
    assert parted.first.tolist() == [0, 3, 5, 6]
    assert Parted.of(cut, documents[1:], []).first.tolist() == [0, 2, 3]
    bag, counts = parted.drawn(np.array([2, 0]))
    assert counts.tolist() == [1, 3]
    assert rows_of(bag) == parts_of(Texts.of(cut, ["", first, second, third]))


def test_documents_are_scored_in_training_as_they_are_in_search(tokenizer, cut):
    words = generated_sentences(12, seed=6)
    above = [words[0], "", words[1], words[2]]
    texts = [f"{words[3]}。{words[4]}！", words[5], "", f"{words[6]}\n{words[7]};{words[8]}"]
    model = StaticModel(np.arange(1, cut.cutter.size + 1), dimension=8, seed=3)
    with torch.no_grad():
        model.vectors[0] = 0  # what stands for no piece says nothing where texts are searched
        parted = Parted.of(cut, [a + "\n" + t for a, t in zip(above, texts, strict=True)], list(map(len, above)))
        reading = Reading.of(model, *parted.drawn(np.arange(4)), dropout=0.0)
        questions = model(Texts.of(cut, words[9:]).bag(np.arange(3)))
        scores = reading.scores(questions, 0.5).numpy()
        whole = reading.scores(questions, 0.0).numpy()
    encoder = StaticEncoder("small", "1", tokenizer, model.folded())
    asked = encoder.encode_queries(words[9:])
    documents = encoder.encode_documents([f"{a} {t}" for a, t in zip(above, texts, strict=True)])
    np.testing.assert_allclose(whole, asked @ documents.T, atol=1e-5)
    rows = [packed(i, some) for i, some in enumerate(sentence_vectors(encoder, above, texts))]
    said = SentenceVectors.of(np.concatenate(rows))
    for question, told, plain in zip(asked, scores, whole, strict=True):
        np.testing.assert_allclose(told, said.blended(question, np.arange(4), plain), atol=0.01)  # of eight bits
    assert np.abs(scores - whole).max() > 0.05
    np.testing.assert_allclose(scores[:, 2], whole[:, 2])  # no sentence


@pytest.fixture
def task(cut):
    texts = generated_sentences(40, seed=4)
    answers = [np.array([row + 20]) for row in range(20)]
    return Task.of(cut, QuestionSet(texts, texts[:20], texts[:20], answers), [np.arange(5)] * 20)


def taught(tasks, pieces):
    """A small model before and after the second stage on `tasks` alone."""
    model = StaticModel(np.ones(pieces, dtype=np.int64), dimension=8, seed=0)
    before = copy.deepcopy(model)
    alone = SupervisedOptions(steps=20, rate=3e-2, pull=0.0, rehearsal=0.0, dropout=0.0)
    train_supervised(model, tasks, Mixture((), ()), alone, seed=0, progress=print)
    return before, model


def answered(model, task):
    sides = (model.encode(side.ids, side.offsets) for side in (task.questions, task.documents))
    return measure(rank(*sides, k=40), task.relevant).ndcg_10


def test_the_second_stage_learns_the_answers(cut, task):
    before, after = taught([(task, Asking(batch=10, negatives=5, refresh=5))], cut.cutter.size)
    assert answered(after, task) > answered(before, task) + 0.2


def test_the_second_of_two_tasks_is_learnt_too(cut, task):
    first, second = task.subset(range(10)), task.subset(range(10, 20))
    tasks = [(first, Asking(batch=10)), (second, Asking(batch=10, weight=0.4))]
    before, after = taught(tasks, cut.cutter.size)
    assert answered(after, second) > answered(before, second) + 0.2


@pytest.mark.parametrize("nothing", ["weight", "questions"])
def test_a_task_of_no_weight_or_without_questions_moves_nothing(cut, task, nothing):
    pair = (task, Asking(weight=0.0)) if nothing == "weight" else (task.subset([]), Asking())
    before, after = taught([pair], cut.cutter.size)
    torch.testing.assert_close(after.vectors, before.vectors, rtol=0, atol=0)


def test_the_rate_rises_and_falls():
    shares = [cosine(step, 100, warm_up=10) for step in range(101)]
    assert shares[0] == pytest.approx(0.1) and max(shares) == 1.0 and shares[100] == pytest.approx(0.0)
    assert shares[55] == pytest.approx(0.5)


def test_rank_is_a_full_sort():
    generator = np.random.default_rng(0)
    questions = generator.standard_normal((3, 8)).astype(np.float32)
    documents = generator.standard_normal((50, 8)).astype(np.float32)
    expected = np.argsort(-(questions @ documents.T), axis=1)[:, :7]
    np.testing.assert_array_equal(rank(questions, documents, k=7, batch=2), expected)


def test_measures_by_hand():
    ranked = np.array([[4, 1, 2, *range(10, 107)], [9, 8, 7, *range(10, 107)]])
    found = measure(ranked, [np.array([1, 2]), np.array([20])])
    dcg = 1 / np.log2(3) + 1 / np.log2(4)
    assert found.ndcg_10 == pytest.approx(dcg / (1 + 1 / np.log2(3)) / 2)
    assert found.recall_10 == 0.5
    assert found.recall_100 == 1.0


def test_folds_are_fixed_by_the_ids_of_the_questions():
    names = [f"q{i}" for i in range(500)]
    asked = QuestionSet(["a"], names, names, [np.array([0])] * 500)
    held = [asked.split(fold)[1] for fold in range(5)]
    assert sorted(itertools.chain(*held)) == list(range(500))
    for fold, rows in enumerate(held):
        assert rows == [row for row in range(500) if bucket(names[row], 5) == fold]
        assert asked.split(fold)[0] == sorted(set(range(500)) - set(rows))
        assert 60 <= len(rows) <= 140


LAY = LayWords([("用人单位", ("公司", "老板")), ("劳动报酬", ("工资",)), ("用人", ("招人",))])


def test_formal_words_are_said_plainly_the_longest_first():
    assert LAY.reword("用人单位拖欠劳动报酬", 0) == "公司拖欠工资"
    assert LAY.reword("用人单位拖欠劳动报酬", 1) == "老板拖欠工资"
    assert (LAY.count("用人单位拖欠劳动报酬"), LAY.count("森林防火")) == (2, 0)


def test_the_list_of_words_is_whole():
    rows = read_lay_words()
    formal = [word for word, _ in rows]
    assert len(formal) == len(set(formal)) > 200
    assert [len(word) for word in formal] == sorted(map(len, formal), reverse=True)
    assert all(said and set(said) != {word} for word, said in rows)


def test_clauses_are_whole_and_within_their_length():
    sentence = "甲乙丙丁,戊己庚辛壬癸,子丑寅卯,辰巳午未。"
    found = clauses(sentence, most=12)
    assert len(found) <= 12 and found in sentence
    assert sentence[sentence.index(found) + len(found)] in ",。"
    assert clauses(sentence, most=12) == found
    assert clauses("没有标点" * 30, most=9) == ("没有标点" * 30)[:9]


@pytest.mark.parametrize(
    ("sentence", "left_out", "asked"),
    [
        ("城镇登记失业率控制在5.5%左右", "5.5%", {"百分之多少", "多少", "占多大比例"}),
        ("全市新增就业12万人的任务已完成", "12万", {"多少", "几"}),
        ("依照《供水条例》的规定给予处罚", "《供水条例》", {"哪部文件", "什么文件", "什么"}),
        ("申请人可以在三十日内提出复议", "三十", {"多少", "几"}),
    ],
)
def test_a_gap_is_left_where_the_answer_stands(sentence, left_out, asked):
    question = gapped(sentence)
    assert left_out not in question
    assert question in {sentence.replace(left_out, words) for words in asked}


def test_a_statement_without_an_answer_leaves_no_gap():
    assert gapped("各级机关应当依法履行自己的职责") is None
    assert gapped("占5%") is None


def test_plain_questions_hold_no_term_that_has_a_plain_word():
    (asked,) = plain_questions("用人单位拖欠劳动报酬的", LAY)
    assert not LAY.count(asked)
    assert "工资" in asked and ("公司" in asked or "老板" in asked)
    assert list(plain_questions("森林防火期内禁止在野外用火", LAY)) == []


@given(st.text("用人单位劳动报酬应当不得可以的,。5%年内0123456789", max_size=80))
def test_rewrites_are_short_and_always_the_same(sentence):
    for made in ([gapped(sentence)], list(plain_questions(sentence, LAY))):
        assert all(question is None or 0 < len(question) <= 80 for question in made)
    assert gapped(sentence) == gapped(sentence)
    assert list(plain_questions(sentence, LAY)) == list(plain_questions(sentence, LAY))


def test_practice_knows_every_article_that_answers_a_question():
    laws = [Pair(Kind.PLAIN, f"第{i}种情况公司应该怎么办", f"某法\n第{i % 7}条正文") for i in range(60)]
    laws += [Pair(Kind.HEADING, "某法 总则与通则", "正文"), Pair(Kind.PLAIN, "短问题", "某法\n第8条正文")]
    laws += [Pair(Kind.REFERENCE, "第3种情况公司应该怎么办", "某法\n第1条正文")]
    prose = [
        Pair(Kind.REFERENCE, "两名男子在街上吵了起来", "某法\n第6条正文"),
        Pair(Kind.GAP, "报道里的问题有几个", "报道"),
    ]
    found = practice_questions(laws, prose, count=29, seed=0)
    asked = dict(zip(found.questions, found.relevant, strict=True))
    assert len(asked) == 11 and set(asked) <= {pair.query for pair in laws[:60]} | {"两名男子在街上吵了起来"}
    assert found.documents == sorted({f"某法\n第{i}条正文" for i in (*range(7), 8)})
    for question, rows in asked.items():
        known = {pair.document for pair in (*laws, *prose) if pair.query == question}
        assert {found.documents[row] for row in rows} == known
    again = practice_questions(laws[::-1], prose, count=29, seed=0)
    assert again.questions == found.questions
    assert practice_questions(laws, prose, count=29, seed=1).questions != found.questions


def test_practice_needs_laws():
    found = practice_questions([], [], count=10, seed=0)
    assert found.questions == found.documents == []


def test_passages_of_prose_are_whole_sentences():
    sentence = "社区每月开一次议事会，居民都可以来。"
    text = sentence * 25 + "短。\n" + "没有句号的一长段" * 80
    found = list(spans(text))
    assert [text[start:end] for start, end in found] == [sentence * 9] * 2  # what is left is too short, or too long
    assert found[1][0] == found[0][1]


def test_written_questions_find_their_passages_among_others(tmp_path):
    laws = [
        {"_id": f"甲/{i}.md", "title": f"第{i}号办法", "text": f"第一条 為{i}。\n第二条 公司應當付錢{i}。"}
        for i in range(30)
    ]
    write_lines(tmp_path / "laws.jsonl.gz", laws)
    news = "街道每天早上七點開門。" * 16
    write_lines(tmp_path / "news.jsonl.gz", [{"_id": "n", "text": news}, {"_id": "m", "text": news}])
    file = tmp_path / "written.tsv"
    lines = [
        "laws/甲/7.md/二\t老板不給錢怎麼辦",
        "news/n/0-165\t几点能办事",
        "news/n/1-9\t别处",
        "laws/甲/99.md/一\t没有",
    ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    composed = tmp_path / "composed.tsv"
    composed.write_text("", encoding="utf-8")
    found = written_questions(tmp_path, file, composed)
    assert found.question_ids == ["laws/甲/7.md/二", "news/n/0-165"]
    assert found.questions == ["老板不给钱怎么办", "几点能办事"]
    told = [[found.documents[row] for row in rows] for rows in found.relevant]
    assert told == [["第7号办法\n公司应当付钱7。"], [news[:165].replace("點", "点").replace("開門", "开门")]]
    assert len(found.documents) == len(set(found.documents))  # one text in two places is there once
    assert 3 < len(found.documents) < 20  # those that are asked for, and a few of the others


def test_composed_passages_need_no_training_text(tmp_path):
    for name in ("written.tsv", "composed.tsv"):
        (tmp_path / name).write_text("", encoding="utf-8")
    files = (tmp_path / "written.tsv", tmp_path / "composed.tsv")
    assert written_questions(tmp_path, *files).questions == []
    lines = ["網格員每天上門。\t片警多久來一次\t誰來家裡看", "食堂六点开饭。\t几点能吃上"]
    files[1].write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = written_questions(tmp_path, *files)
    assert found.questions == ["片警多久来一次", "谁来家里看", "几点能吃上"]
    told = [[found.documents[row] for row in rows] for rows in found.relevant]
    assert told == [["网格员每天上门。"], ["网格员每天上门。"], ["食堂六点开饭。"]]
    assert found.question_ids == [key for key, (_, asked) in read_composed(files[1]).items() for _ in asked]
    files[1].write_text("\n".join(["别的。\t什么", *lines]) + "\n", encoding="utf-8")
    assert written_questions(tmp_path, *files).question_ids[1:] == found.question_ids  # a place is no line number


def edited(text, share, *, seed):
    """`text` with that share of its sentences replaced."""
    parts, others = text.split("。")[:-1], generated_sentences(100, seed=seed)
    for at in range(round(len(parts) * share)):
        parts[at * len(parts) // max(1, round(len(parts) * share))] = others[at].rstrip("。")
    return "。".join(parts) + "。"


def test_copies_are_told_from_texts_that_share_some_of_their_words():
    told = "".join(generated_sentences(20, seed=5))
    texts = [told, f"据悉，{told}", edited(told, 0.1, seed=6), edited(told, 0.3, seed=7), "。", "！"]
    assert {row: rows.tolist() for row, rows in copies(texts, {0, 2, 4}).items()} == {
        0: [0, 1, 2],
        2: [0, 1, 2],
        4: [4],
    }
    assert copies([], set()) == {}


def test_what_says_nearly_the_same_answers_too(tmp_path):
    told, other = ("".join(generated_sentences(12, seed=seed)) for seed in (5, 6))
    article = f"第一条 {told}"
    laws = [
        {"_id": "甲/1.md", "title": "用水条例", "text": article},
        {"_id": "甲/2.md", "title": "用水条例(2018年修正)", "text": f"{article}另行规定。"},
        {"_id": "甲/3.md", "title": "别处用水条例", "text": article},
    ]
    write_lines(tmp_path / "laws.jsonl.gz", laws)
    (tmp_path / "written.tsv").write_text(
        "\n".join(f"laws/{law['_id']}/一\t问{n}怎么办" for n, law in enumerate(laws)) + "\n", encoding="utf-8"
    )
    (tmp_path / "composed.tsv").write_text(f"{other}\t甲问什么\n据悉{other}\n", encoding="utf-8")
    found = written_questions(tmp_path, tmp_path / "written.tsv", tmp_path / "composed.tsv")
    told = [[found.documents[row] for row in rows] for rows in found.relevant]
    assert [len(one) for one in told] == [2, 2, 1, 2]  # a version and a reprint that nobody asked about, no other law
    assert told[0] == told[1] and all(one.startswith("用水条例\n") for one in told[0])
    assert told[3] == [other, f"据悉{other}"]


def asking(documents, answers):
    """A question of its own fold for each name, answered by the rows given."""
    names = list(answers)
    rows = [np.array(answers[name], dtype=np.int64) for name in names]
    return QuestionSet(documents, names, [f"问{name}" for name in names], rows)


def named_for(fold):
    """A question's name that falls into the fold."""
    return next(f"q{n}" for n in itertools.count() if bucket(f"q{n}", FOLDS) == fold)


def test_a_fold_learns_from_no_passage_that_answers_its_questions():
    texts = ["".join(generated_sentences(12, seed=seed)) for seed in range(4)]
    asked = asking([texts[0], texts[3]], {named_for(0): [0], named_for(1): [1]})
    reprint = f"据悉，{texts[0]}"
    places = [f"p{n}" for n in range(200)]
    of = {fold: [place for place in places if bucket(place, FOLDS) == fold] for fold in range(FOLDS)}
    answers = {of[2][0]: [0], of[2][1]: [1], of[3][0]: [1, 2], of[3][1]: [2]}
    written = asking([reprint, texts[1], texts[2]], answers)
    common = in_common(asked, written)
    assert {row: found.tolist() for row, found in common.items()} == {0: [0], 1: []}
    questions = Asked(asked, [], written, [], asking([], {}), [], common)
    assert questions.rows(None) == ([0, 1], [0, 1, 2, 3])
    assert questions.rows(0) == ([1], [1, 2, 3])  # the reprint of what answers the question held back is gone
    assert questions.rows(1) == ([0], [0, 1, 2, 3])
    assert questions.rows(2) == ([0, 1], [3])  # of fold 3, one has an answer in common with fold 2
    assert questions.rows(3) == ([0, 1], [0])


def test_pieces_left_out_leave_each_text_its_own():
    torch.manual_seed(3)
    whole = bag_of(np.arange(3_000), np.array([1_000, 0, 2_000]))
    thinned = whole.thinned(0.3)
    first, second, third = thinned.offsets.tolist()
    assert first == 0
    assert second == third
    parts = thinned.ids[:second], thinned.ids[third:]
    for part, size in zip(parts, (1_000, 2_000), strict=True):
        assert len(part) == pytest.approx(0.7 * size, rel=0.1)
    assert parts[0].max() < 1_000 <= parts[1].min()
    assert torch.equal(thinned.ids, thinned.ids.unique())  # in order, each once


def test_every_written_question_finds_its_passage():
    train_texts = Path(__file__).parents[1].parent / "shared" / "data" / "train"
    if not train_texts.is_dir():
        pytest.skip("the training text is not beside this checkout (../shared/data/train)")
    found = written_questions(train_texts)
    composed = sum(len(questions) for _, questions in read_composed().values())
    assert len(found.questions) == len(read_written()) + composed
    kinds = {place.split("/")[0] for place in found.question_ids}
    assert kinds == {"laws", "taiwan_laws", "news", "gov_reports", "composed"}


def test_the_written_questions_name_passages_and_ask_something():
    lines = read_written()
    assert len(lines) > 15_000 and len(set(lines)) == len(lines)
    assert {key.split("/")[0] for key, _ in lines} == {"laws", "taiwan_laws", "news", "gov_reports"}
    for key, question in lines:
        assert key.count("/") >= 2 and 6 <= len(question) <= 30 and question == question.strip()


def test_the_composed_passages_say_something_and_are_asked_about():
    composed = read_composed()
    lines = COMPOSED.read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(composed) > 1_000
    for passage, questions in composed.values():
        assert 40 <= len(passage) <= 300 and len(questions) >= 2 and len(set(questions)) == len(questions)
        for question in questions:
            assert 4 <= len(question) <= 40 and question == question.strip()


def test_pools_look_like_answers_and_are_none(cut):
    texts = generated_sentences(30, seed=4)
    asked = QuestionSet(texts, ["a", "b"], texts[:2], [np.array([0, 5]), np.array([1])])
    task = Task.of(cut, asked, [np.array([0, 7, 8, 9]), np.array([2, 1])])
    model = StaticModel(np.ones(cut.cutter.size, dtype=np.int64), dimension=8, seed=0)
    near = rank(*(model.encode(side.ids, side.offsets) for side in (task.questions, task.documents)), k=3)
    found = pools(model, task, Asking(lexical_depth=3, dense_depth=3))
    assert [set(row) for row in found] == [({*near[0]} | {7, 8}) - {0, 5}, ({*near[1]} | {2}) - {1}]
    only = task.subset([1])
    assert (len(only.questions), only.relevant[0].tolist(), only.lexical[0].tolist()) == (1, [1], [2, 1])


TOPICS = {
    "水": ["水库", "供水", "水源", "取水", "用水", "节水", "污水"],
    "路": ["道路", "车辆", "驾驶", "行人", "路口", "停车", "交通"],
    "书": ["学校", "教师", "学生", "教材", "课程", "考试", "招生"],
    "药": ["医院", "医师", "病人", "药品", "处方", "护士", "门诊"],
}
VERBS = ["应当", "不得", "可以", "负责", "必须", "有权"]


def generated_sentences(count, *, seed, topic=None):
    chooser = random.Random(seed)
    made = []
    for _ in range(count):
        words = TOPICS[topic or chooser.choice(list(TOPICS))]
        made.append("".join([*chooser.sample(words, 3), chooser.choice(VERBS), *chooser.sample(words, 2), "。"]))
    return made


def rows_of(bag):
    ids, offsets = bag.ids.tolist(), bag.offsets.tolist()
    if isinstance(bag, Bag):
        offsets.append(len(ids))
    return [ids[a:b] for a, b in itertools.pairwise(offsets)]


def write_lines(path, records):
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A folder like ../shared/data with a few hundred generated sentences about four topics."""
    folder = tmp_path_factory.mktemp("data")
    topics = list(TOPICS)
    laws = []
    for i in range(40):
        lines = generated_sentences(8, seed=i, topic=topics[i % 4])
        lines[0] = f"本条例所称{TOPICS[topics[i % 4]][0]},是指下列各项:{lines[0]}"
        lines[1] = f"用人单位拖欠{TOPICS[topics[i % 4]][i % 7]}劳动报酬的,责令改正;{lines[1]}"
        body = "\n".join(f"第{n}条 {line}{line}" for n, line in zip("一二三四五六七八", lines, strict=True))
        laws.append({"_id": f"law{i}", "title": f"第{i}号{topics[i % 4]}条例", "text": body})
    write_lines(folder / "train/laws.jsonl.gz", laws)
    news = [
        {"_id": f"n{i}", "title": "", "text": "".join(generated_sentences(8, seed=i + 100, topic=topics[i % 4]))}
        for i in range(40)
    ]
    write_lines(folder / "train/news.jsonl.gz", news)
    articles = [
        {"_id": f"d{i}", "title": "", "text": generated_sentences(1, seed=i + 500, topic=topics[i % 4])[0]}
        for i in range(80)
    ]
    write_lines(folder / "dev/statutes/corpus.jsonl.gz", articles)
    asked = [{"_id": f"q{i}", "text": generated_sentences(1, seed=i + 900, topic=topics[i % 4])[0]} for i in range(40)]
    write_lines(folder / "dev/statutes/queries.jsonl", asked)
    judged = [f"q{i}\td{j}\t1" for i in range(40) for j in range(80) if j % 4 == i % 4]
    (folder / "dev/statutes/qrels").mkdir()
    (folder / "dev/statutes/qrels/test.tsv").write_text("\n".join(["query-id\tcorpus-id\tscore", *judged]) + "\n")
    return folder


SMALL = TrainOptions(
    threads=1,
    tokenizer_share=1.0,
    pieces=150,
    max_piece_length=2,
    dimension=16,
    contrastive=ContrastiveOptions(steps=40, batch=32, rate=2e-2),
    practice=60,
    supervised=SupervisedOptions(
        steps=10,
        rehearsal_batch=32,
        questions=Asking(batch=16, negatives=4, refresh=5),
        written=Asking(batch=16, negatives=4, refresh=5),
        practice=Asking(batch=8, negatives=4, refresh=5, weight=0.4),
    ),
    interaction=InteractionOptions(steps=6, asked=4, written=8, negatives=4, depth=10),
)


@pytest.fixture(scope="module", autouse=True)
def written(tmp_path_factory):
    """Some questions written for the generated laws, in the place of those for the real ones."""
    file = tmp_path_factory.mktemp("written") / "written.tsv"
    topics = list(TOPICS)
    asked = (f"laws/law{i}/{n}\t{TOPICS[topics[i % 4]][i % 7]}怎么办\n" for i in range(20) for n in "三四")
    file.write_text("".join(asked), encoding="utf-8")
    composed = file.with_name("composed.tsv")
    composed.write_text("", encoding="utf-8")
    without = functools.partial(written_questions, file=file, composed=composed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("indexing.train.recipe.written_questions", without)
        yield


@pytest.fixture(scope="module")
def trained(data, tmp_path_factory):
    lines = []
    folder = tmp_path_factory.mktemp("model")
    report = train(data, folder / "tiny", options=SMALL, cross_validate=folder / "folds", progress=lines.append)
    return report, lines


def test_the_recipe_learns_what_belongs_together(trained):
    report, lines = trained
    encoder = load_encoder(str(report.folder))
    queries = encoder.encode_queries(["水库供水", "道路車輛", "学生考试", "医师处方"])
    documents = encoder.encode_documents(["节水污水", "停车行人", "招生教材", "门诊护士"])
    # No pair shares a character beyond its topic's own: only learning can put the diagonal first.
    np.testing.assert_array_equal((queries @ documents.T).argmax(axis=1), range(4))
    assert report.measures["statutes"]["ndcg_10"] > 0.8
    assert any(line.startswith("tokenizer:") for line in lines)
    counts = re.compile(r"questions: 40 asked, 40 written, (\d+) for practice")
    practised = next(int(match[1]) for line in lines if (match := counts.fullmatch(line)))
    assert practised > 20


def test_each_half_learns_on_its_own(trained):
    encoder = load_encoder(str(trained[0].folder))
    assert isinstance(encoder, PieceEncoder) and encoder.dimension == 32
    queries = encoder.encode_queries(["水库供水", "道路車輛", "学生考试", "医师处方"])
    documents = encoder.encode_documents(["节水污水", "停车行人", "招生教材", "门诊护士"])
    for half in (slice(0, 16), slice(16, 32)):
        np.testing.assert_array_equal((queries[:, half] @ documents[:, half].T).argmax(axis=1), range(4))


def test_what_a_question_looks_like_to_passages_is_learned_last(trained):
    encoder = load_encoder(str(trained[0].folder))
    assert isinstance(encoder, PieceEncoder)
    plain = Interaction.plain(encoder.every)
    assert np.abs(encoder.interaction.matrix - plain.matrix).max() > 1e-3
    known = plain.weights > 0.01  # half precision and the least weight at first are no learning
    assert np.abs(encoder.interaction.weights[known] / plain.weights[known] - 1).max() > 0.01


def words_and_passages(*documents):
    """An encoder of five pieces, 问 nearest to 甲, and questions of 问 that the second of `documents` answers."""
    table = np.array([(0, 0, 0), (1, 0, 0), (1, 0.2, 0), (0, 1, 0), (0, 0, 1), (0.7, 0.7, 0)], dtype=np.float32)
    tokenizer = Tokenizer(Unigram([(UNKNOWN, 0.0), *((piece, -1.0) for piece in "问甲乙的丙")], unk_id=0))
    cut = Cutting.of(tokenizer, Half.ALL)
    encoder = PieceEncoder("tiny", "0", cut.cutter, table, table)
    answers = [np.array([1])] * 3
    return encoder, cut, QuestionSet(list(documents), ["q0", "q1", "q2"], ["问", "问的", "的问"], answers, [])


def test_a_question_learns_to_look_for_what_answers():
    encoder, cut, some = words_and_passages("甲", "乙", "甲的")
    options = InteractionOptions(steps=60, asked=3, written=0, negatives=2, depth=3, rate=5e-2, pull=0.0)
    known = (some, [0, 1, 2]), (some, [])
    learned = train_interaction(encoder, cut, *known, options, seed=0, progress=lambda line: None)
    after = PieceEncoder("tiny", "0", cut.cutter, encoder.path, encoder.every, learned)
    pieces = np.array([1], dtype=np.int32)
    held = unit(encoder.every[2:4])  # 甲 and 乙
    assert (held @ encoder.asked(pieces)[0].T).argmax() == 0
    assert (held @ after.asked(pieces)[0].T).argmax() == 1


def test_what_tells_nothing_apart_loses_weight():
    encoder, cut, some = words_and_passages("乙的", "丙的", "的")  # 问 is nearer to 丙 than to 乙, 的 is everywhere
    options = InteractionOptions(steps=60, asked=2, written=0, negatives=2, depth=3, rate=0.0, pull=0.0)
    learned = train_interaction(encoder, cut, (some, [1, 2]), (some, []), options, seed=0, progress=lambda line: None)
    assert learned.weights[4] < learned.weights[1] / 1.5
    assert encoder.interaction.weights[4] == encoder.interaction.weights[1] == 1
    np.testing.assert_array_equal(learned.matrix, np.eye(3))


def test_passages_are_scored_in_training_as_in_search():
    encoder, cut, some = words_and_passages("甲的", "乙", "丙")
    weights = np.array([1, 2, 1, 1, 0.5, 1], dtype=np.float32)
    matrix = np.array([(0.2, 1, 0), (1, 0, 0.3), (0, 0.5, 1)], dtype=np.float32)
    compared = PieceEncoder("tiny", "0", cut.cutter, encoder.path, encoder.every, Interaction(matrix, weights))
    model = Comparison(encoder.every)
    with torch.no_grad():
        model.matrix.copy_(torch.from_numpy(matrix))
        model.log_weights.copy_(torch.from_numpy(weights).log())
        model.scales.copy_(torch.tensor([2.0, 3.0]))
    asked, *held = (cut([text]).ids for text in ("问的", *some.documents))
    dense = np.array([0.3, 0.1, 0.2], dtype=np.float32)
    vectors, shares = compared.asked(asked)
    nearest = [(unit(encoder.every[pieces]) @ vectors.T).max(axis=0) @ shares for pieces in held]
    told = np.exp(2 * dense + 3 * np.array(nearest))
    loss = model([Contest(asked, tuple(held), dense)])
    assert loss.item() == pytest.approx(-np.log(told[0] / told.sum()), rel=1e-5)


def test_without_questions_pieces_stay_as_they_are():
    encoder, cut, some = words_and_passages("甲", "乙")
    options = InteractionOptions(steps=3, depth=3)
    learned = train_interaction(encoder, cut, (some, []), (some, []), options, seed=0, progress=lambda line: None)
    np.testing.assert_array_equal(learned.matrix, np.eye(3))
    np.testing.assert_allclose(learned.weights[1:], np.linalg.norm(encoder.every, axis=1)[1:], rtol=1e-6)


def test_folds_are_measured_on_what_they_never_saw(data, trained):
    report, lines = trained
    asked = read_questions(data / "dev" / "statutes")
    means, counts = [], []
    for fold in range(5):
        folder = report.folder.parent / "folds" / str(fold)
        facts = json.loads((folder / "training.json").read_text(encoding="utf-8"))
        unseen = asked.subset(asked.split(fold)[1])
        encoder = load_encoder(str(folder))
        ranked = rank(encoder.encode_queries(unseen.questions), encoder.encode_documents(unseen.documents))
        found = measure(ranked, unseen.relevant)
        assert facts["fold"] == fold
        assert facts["measures"]["statutes"]["ndcg_10"] == pytest.approx(found.ndcg_10)
        means.append(found.ndcg_10)
        counts.append(len(unseen.questions))
    assert report.measures["statutes"]["ndcg_10"] == pytest.approx(np.average(means, weights=counts))
    assert report.measures["statutes"]["questions"] == sum(counts) == 40
    counted = r"(\d+) questions asked, (\d+) written"
    numbers, compared = (
        [(int(one[1]), int(one[2])) for line in lines if (one := re.fullmatch(f"{stage}: {counted}", line))]
        for stage in ("all half", "comparing pieces")
    )
    assert sorted(compared) == sorted(numbers)  # the third stage sees what the second saw
    assert [asked for asked, _ in numbers] == [40 - left_out for left_out in (0, *counts)]
    read = [count for _, count in numbers]
    assert read[0] == 40 and sum(read[1:]) == 4 * 40 and max(read[1:]) < 40  # each fold is without its own


def test_every_fold_is_another_model_and_none_is_that_of_all_questions(trained):
    folder = trained[0].folder
    folders = [folder, *(folder.parent / "folds" / str(fold) for fold in range(5))]
    assert len({(path / "model.safetensors").read_bytes() for path in folders}) == 6
    assert len({(path / "tokenizer.json").read_bytes() for path in folders}) == 1


def test_the_report_tells_what_is_there(trained):
    report, _ = trained
    files = {str(path.relative_to(report.folder)) for path in report.folder.rglob("*") if path.is_file()}
    assert files == {
        "modules.json",
        "tokenizer.json",
        "model.safetensors",
        "config_sentence_transformers.json",
        "training.json",
        "1_Normalize/config.json",
    }
    facts = json.loads((report.folder / "training.json").read_text(encoding="utf-8"))
    assert facts["measures"] == report.measures
    assert facts["options"]["contrastive"]["steps"] == 40
    assert report.size == sum(path.stat().st_size for path in report.folder.rglob("*") if path.is_file())


def test_the_same_seed_gives_the_same_model(data, trained, tmp_path):
    report, _ = trained
    again = train(data, tmp_path / "tiny", options=SMALL)
    assert "statutes" not in again.measures  # without folds there is none that never saw them
    for name in ("tokenizer.json", "model.safetensors"):
        assert (again.folder / name).read_bytes() == (report.folder / name).read_bytes(), name


def test_a_tokenizer_can_be_used_again(data, trained, tmp_path):
    report, _ = trained
    tokenizer = Tokenizer.from_file(str(report.folder / "tokenizer.json"))
    again = train(data, tmp_path / "tiny", options=replace(SMALL, tokenizer_share=0.0), tokenizer=tokenizer)
    assert (again.folder / "model.safetensors").read_bytes() == (report.folder / "model.safetensors").read_bytes()


def test_without_text_there_is_nothing_to_learn(tmp_path):
    with pytest.raises(EncoderError, match="no training text"):
        train(tmp_path, tmp_path / "model")


def test_without_questions_the_second_stage_is_left_out(data, tmp_path):
    (tmp_path / "train").symlink_to(data / "train")
    report = train(tmp_path, tmp_path / "model", options=SMALL)
    assert report.measures == {}
    assert load_encoder(str(report.folder)).dimension == 32


def test_without_questions_there_is_nothing_to_validate_with(data, tmp_path):
    (tmp_path / "train").symlink_to(data / "train")
    with pytest.raises(EncoderError, match=r"no labelled questions .* train without --folds"):
        train(tmp_path, tmp_path / "model", options=SMALL, cross_validate=tmp_path / "folds")


def test_the_command_line_takes_folds():
    options = parser().parse_args(["train", "--data", "a", "--out", "b", "--folds", "c"])
    assert (options.data.name, options.out.name, options.folds.name) == ("a", "b", "c")
    assert parser().parse_args(["train", "--data", "a", "--out", "b"]).folds is None


def test_laws_are_read_in_both_scripts(tmp_path):
    text = "第 1 條 為保護水源,\r\n特制定本法。\n第 2 條 左列事項：\r\n一、節水。\r\n二、供水。"
    write_lines(
        tmp_path / "laws.jsonl.gz", [{"_id": "1", "title": "水法", "text": text}, {"_id": "2", "title": "_index"}]
    )
    (law,) = read_laws(tmp_path / "laws.jsonl.gz")
    assert [article.text for article in law.articles] == [
        "为保护水源,特制定本法。",
        "左列事项:\n一、节水。\n二、供水。",
    ]


def test_texts_are_cut_at_the_limit(cut):
    texts = Texts.of(cut, generated_sentences(5, seed=5))
    assert [len(row) for row in rows_of(texts.bag(np.array([4, 0]), limit=3))] == [3, 3]
