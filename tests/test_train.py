"""Training: the pieces by hand-computed values, and the whole recipe on generated text, twice."""

from __future__ import annotations

import gzip
import itertools
import json
import random
from dataclasses import replace

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from corpus.errors import EncoderError
from indexing.encoder import load_encoder
from indexing.train import TrainOptions, train
from indexing.train.contrastive import ContrastiveOptions, cosine, info_nce
from indexing.train.model import StaticModel, bag_of, smooth_inverse_frequency
from indexing.train.pairs import Kind, Statutes, law_pairs, number, prose_pairs, short_title
from indexing.train.questions import QuestionSet, measure, rank
from indexing.train.store import Pairs, Passages, Texts, gather
from indexing.train.supervised import SupervisedOptions, answer_loss
from indexing.train.texts import Prose, bucket, parse_law, read_laws, sentences
from indexing.train.tokenizer import UNKNOWN, tokenize, train_tokenizer

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
    cited = {document.split(" ")[0]: document for _, document in by_kind[Kind.REFERENCE]}
    assert cited["某市供水条例"].startswith("某市供水条例 擅自打开消防水栓")
    assert cited["民法典"].startswith("民法典 民事主体")


def test_facts_in_the_news_lead_to_the_article_cited(statutes):
    _, known = statutes
    text = "八月三日晚上,两名男子在街上吵了起来。后来双方自愿签了和解书。根据《中华人民共和国民法典》第五条,双方和解。"
    pairs = list(prose_pairs([Prose("", text)], known))
    assert {pair.kind for pair in pairs} == {Kind.REFERENCE}
    assert "两名男子在街上吵了起来" in pairs[0].query
    assert all(pair.document.startswith("民法典 民事主体") for pair in pairs)


def test_an_unknown_law_is_not_followed(statutes):
    assert list(statutes[1].references("依照《劳动法》第五条处理")) == []


def test_gather_is_slicing():
    ids = np.arange(100, dtype=np.int32)
    starts, lengths = np.array([90, 3, 50, 0]), np.array([2, 0, 3, 1])
    assert gather(ids, starts, lengths).tolist() == [90, 91, 50, 51, 52, 0]


@pytest.fixture(scope="module")
def tokenizer():
    return train_tokenizer(generated_sentences(300, seed=1), pieces=200, max_piece_length=4)


def test_pieces_keep_scripts_apart_and_drop_punctuation(tokenizer):
    tokens = tokenizer.encode("甲乙,,。 甲3乙!").tokens
    assert "".join(tokens).replace(UNKNOWN, "") != ""
    assert not any(set(token) & set(",。 !") for token in tokens if token != UNKNOWN)
    assert max(map(len, tokenizer.get_vocab())) == len(UNKNOWN)


def test_tokenize_gives_what_the_tokenizer_gives(tokenizer):
    texts = [*generated_sentences(25, seed=2), ""]
    ids, offsets = tokenize(tokenizer, texts, batch=7)
    cut = [ids[a:b].tolist() for a, b in itertools.pairwise(offsets)]
    assert cut == [tokenizer.encode(text).ids for text in texts]


def test_contexts_surround_their_sentence(tokenizer):
    documents = [generated_sentences(6, seed=seed) for seed in range(20)]
    passages = Passages.of(tokenizer, documents)
    batch = passages.draw(np.random.default_rng(0), 40, overlap=0.0, reach=3)
    flat = [tokenizer.encode(sentence).ids for document in documents for sentence in document]
    owner = [row for row, document in enumerate(documents) for _ in document]
    for query, context in zip(rows_of(batch.queries), rows_of(batch.documents), strict=True):
        row = flat.index(query)
        near = [ids for ids, other in zip(flat, owner, strict=True) if other == owner[row] and ids != query]
        assert context and set(context) <= {piece for ids in near for piece in ids}


def test_overlap_keeps_the_sentence(tokenizer):
    passages = Passages.of(tokenizer, [generated_sentences(6, seed=seed) for seed in range(20)])
    batch = passages.draw(np.random.default_rng(0), 40, overlap=1.0, reach=2)
    for query, context in zip(rows_of(batch.queries), rows_of(batch.documents), strict=True):
        assert any(context[i : i + len(query)] == query for i in range(len(context)))


def test_pairs_are_drawn_in_runs_of_neighbours(tokenizer):
    texts = generated_sentences(40, seed=3)
    batch = Pairs.of(tokenizer, texts, texts).draw(np.random.default_rng(0), 8, run=4)
    drawn = [[tokenizer.encode(text).ids for text in texts].index(row) for row in rows_of(batch.queries)]
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


def test_held_back_questions_are_fixed_by_their_ids():
    names = [f"q{i}" for i in range(500)]
    asked = QuestionSet(["a"], names, names, [np.array([0])] * 500)
    trained, held = asked.split()
    assert not set(trained.question_ids) & set(held.question_ids)
    assert set(trained.question_ids) | set(held.question_ids) == set(names)
    assert held.question_ids == [name for name in names if bucket(name, 5) == 0]
    assert 60 <= len(held.question_ids) <= 140


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
    ids, offsets = bag.ids.tolist(), [*bag.offsets.tolist(), len(bag.ids)]
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
    supervised=SupervisedOptions(steps=10, batch=16, refresh=5, negatives=4),
)


@pytest.fixture(scope="module")
def trained(data, tmp_path_factory):
    lines = []
    out = tmp_path_factory.mktemp("model") / "tiny"
    return train(data, out, options=SMALL, progress=lines.append), lines


def test_the_recipe_learns_what_belongs_together(trained):
    report, lines = trained
    encoder = load_encoder(str(report.folder))
    queries = encoder.encode_queries(["水库供水", "道路車輛", "学生考试", "医师处方"])
    documents = encoder.encode_documents(["节水污水", "停车行人", "招生教材", "门诊护士"])
    # No pair shares a character beyond its topic's own: only learning can put the diagonal first.
    np.testing.assert_array_equal((queries @ documents.T).argmax(axis=1), range(4))
    assert report.measures["statutes"]["ndcg_10"] > 0.8
    assert any(line.startswith("tokenizer:") for line in lines)


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
    assert load_encoder(str(report.folder)).dimension == 16


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


def test_texts_are_cut_at_the_limit(tokenizer):
    texts = Texts.of(tokenizer, generated_sentences(5, seed=5))
    assert [len(row) for row in rows_of(texts.bag(np.array([4, 0]), limit=3))] == [3, 3]
