"""Learning the ranking: practice questions, fusion and measures by hand, and the whole way on generated text, twice."""

from __future__ import annotations

import gzip
import json
import random
from itertools import pairwise

import numpy as np
import pytest

from corpus.catalog import Catalog
from corpus.home import Home
from corpus.ingest import ingest_text
from corpus.script import fold
from evaluation.__main__ import parser
from evaluation.beir import BeirError
from evaluation.ranking.examples import Example, shelf_examples
from evaluation.ranking.learn import (
    LearnOptions,
    Others,
    _written,
    cross_validate,
    fit_abstaining,
    fit_fusion,
    fit_trees,
    learn,
    mixed,
    ranked_documents,
    sides,
)
from evaluation.ranking.practice import RECIPES, practice_sets, shelves, written_set
from indexing.build import build
from indexing.encoder import PieceEncoder, load_encoder
from indexing.manifest import EncoderChoice
from indexing.train.folder import save_folder
from indexing.train.questions import FOLDS
from indexing.train.texts import bucket
from indexing.train.tokenizer import train_tokenizer
from search.features import NAMES, QUESTION_NAMES, RISING
from search.query import Mode, Query
from search.ranking import Answered, Ranking
from search.rerank import SHORTLIST
from search.searcher import Searcher

WORDS = {
    "水": ["水库", "供水", "水源", "取水", "用水", "节水", "污水", "水质", "水价", "水表"],
    "路": ["道路", "车辆", "驾驶", "行人", "路口", "停车", "交通", "路灯", "桥梁", "公交"],
    "书": ["学校", "教师", "学生", "教材", "课程", "考试", "招生", "教室", "学籍", "学费"],
    "药": ["医院", "医师", "病人", "药品", "处方", "护士", "门诊", "病历", "药价", "急救"],
}
VERBS = ["应当管理", "不得破坏", "可以建设", "负责检查", "必须登记", "有权监督"]
SMALL = LearnOptions(trees=12, leaves=4, smallest=5, practice_share=0.02, shelf=2)


def sentence(chooser, topic):
    words = [*chooser.sample(WORDS[topic], 4), *chooser.sample(VERBS, 1), *chooser.sample(WORDS[topic], 3)]
    return f"{''.join(words[:3])}，{''.join(words[3:])}，共{chooser.randrange(10, 999)}处。"


def text_of(seed, *, lines=12):
    chooser = random.Random(seed)
    topic = list(WORDS)[seed % len(WORDS)]
    return "\n".join(sentence(chooser, topic) for _ in range(lines))


def composed():
    """Eight documents of eight passages on one matter each; two questions a passage, each a part of it."""
    for n in range(64):
        told = sentence(random.Random(4000 + n), list(WORDS)[n // 8 % len(WORDS)])
        first, second, _ = told.split("，")
        yield f"composed/{n}", (f"第{n}支队伍说{told}", [first, second])


COMPOSED = dict(composed())


def write(path, records):
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A folder like ../shared/data with some generated documents of each kind."""
    folder = tmp_path_factory.mktemp("data")
    for place, recipe in enumerate(RECIPES.values()):
        seeds = range(1000 * place, 1000 * place + 25)
        records = [{"_id": f"{i}", "title": f"某省第{i}号工作报告（2021年）", "text": text_of(i)} for i in seeds]
        write(folder / "train" / recipe.file, records)
    articles = [{"_id": f"d{i}", "title": "", "text": text_of(5000 + i, lines=2)} for i in range(60)]
    write(folder / "dev/statutes/corpus.jsonl.gz", articles)
    # Each question is a part of the article that answers it.
    asked = [{"_id": f"q{i}", "text": articles[i]["text"].split("，")[1]} for i in range(30)]
    write(folder / "dev/statutes/queries.jsonl", asked)
    judged = "".join(f"q{i}\td{i}\t1\n" for i in range(30))
    (folder / "dev/statutes/qrels").mkdir()
    (folder / "dev/statutes/qrels/test.tsv").write_text(f"query-id\tcorpus-id\tscore\n{judged}")
    return folder


def written():
    """A question about the second line of each generated news item, and one about a text that is not there."""
    for i in range(25):
        text = text_of(i)
        line = text.split("\n")[1]
        yield f"news/{i}/{text.index(line)}-{text.index(line) + len(line)}", line.split("，")[1]
    yield "news/gone/0-40", "还有什么没有写"


@pytest.fixture(scope="module")
def encoders(tmp_path_factory):
    """An encoder for each fold and one for all, which know pieces from each other and nothing else."""
    folder = tmp_path_factory.mktemp("encoders")
    tokenizer = train_tokenizer([fold(text_of(i)) for i in range(60)], pieces=300, max_piece_length=4)
    for seed, name in enumerate([*map(str, range(FOLDS)), "all"]):
        generator = np.random.default_rng(seed)
        tables = [generator.standard_normal((tokenizer.get_vocab_size(), 24)).astype(np.float32) for _ in range(2)]
        save_folder(folder / name, tokenizer, *tables)
    return folder


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """A starter library and calibration questions of its own, some of which nothing answers."""
    folder = tmp_path_factory.mktemp("own")
    texts = {f"cases/{i}.txt": text_of(7000 + i, lines=6) for i in range(12)}
    for name, text in texts.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(f"第{name[6:-4]}个案例\n{text}", encoding="utf-8")
    anchors = [(name, text.split("\n")[3]) for name, text in texts.items()]
    rows = [
        {
            "id": f"a{i}",
            "user": "official",
            "question": anchor.split("，")[1],
            "answers": [{"document": n, "anchor": anchor}],
        }
        for i, (n, anchor) in enumerate(anchors)
    ]
    strange = [
        "火星移民补贴怎样申领",
        "鲸鱼迁徙路线图",
        "量子计算机租赁价格",
        "古琴考级报名",
        "南极科考队伙食",
        "恐龙化石拍卖",
    ]
    rows += [{"id": f"n{i}", "user": "official", "question": text, "answers": []} for i, text in enumerate(strange)]
    write(folder / "calibration.jsonl", rows)
    return folder


def put_in_place(patch, encoders, library):
    """The generated encoder and library in the place of the bundled ones."""
    patch.setattr("indexing.encoder.BUNDLED_FOLDER", encoders / "all")
    patch.setattr("evaluation.own.STARTER", library)
    patch.setattr("evaluation.own.STARTER_FOLDERS", ("cases",))
    patch.setattr("evaluation.ranking.learn.FOLDER", library)
    patch.setattr("evaluation.ranking.practice.read_written", lambda: list(written()))
    patch.setattr("evaluation.ranking.practice.read_composed", lambda: dict(COMPOSED))


@pytest.fixture
def product(monkeypatch, encoders, library):
    put_in_place(monkeypatch, encoders, library)


def test_practice_questions_are_always_the_same_and_stand_in_their_documents(data):
    made = list(practice_sets(data / "train", share=0.02))
    assert [one.name for one in made] == list(RECIPES)
    for one, recipe in zip(made, RECIPES.values(), strict=True):
        assert len(one.documents) == min(25, round(0.02 * recipe.documents))
        assert 0.5 * 0.02 * recipe.questions < len(one.questions) <= round(0.02 * recipe.questions)
        known = ["".join(fold(document.text).split()) for document in one.documents]
        for question in one.questions:
            assert any(question.statements[0] in text for text in known)
            assert len(question.text) >= 6
    assert list(practice_sets(data / "train", share=0.02)) == made
    other = list(practice_sets(data / "train", share=0.02, seed=1))
    assert [one.questions for one in other] != [one.questions for one in made]


def test_practice_questions_resemble_their_statement_and_are_not_all_of_it(data):
    asked = [question for one in practice_sets(data / "train", share=0.05) for question in one.questions]
    shared = [len(set(q.text) & set(q.statements[0])) / len(set(q.text)) for q in asked]
    assert np.mean(shared) > 0.5
    assert not any(question.statements[0] in question.text for question in asked)


def test_questions_name_the_title_where_the_recipe_says_so(data):
    made = {one.name: one for one in practice_sets(data / "train", share=0.2)}

    def named(one):
        return sum(q.text.startswith(("某省", "2021年")) for q in one.questions) / len(one.questions)

    assert named(made["news"]) == 0
    assert 0.15 < named(made["laws"]) < 0.45
    assert 0.45 < named(made["reports"]) < 0.75


def test_written_questions_are_asked_of_their_documents_among_others(data, product):
    made = written_set(data / "train", most=40)
    assert 30 <= len(made.questions) <= 40  # some are about a text that is not there
    texts = {document.name: "".join(fold(document.text).split()) for document in made.documents}
    kinds = set()
    for question in made.questions:
        kind, record, *_ = question.name.split("/")
        kinds.add(kind)
        assert question.statements and all(one in texts[f"{kind}-{record}"] for one in question.statements)
        assert kind == "news" or question.statements[0].startswith(f"第{record}支")
    assert kinds == {"news", "composed"}
    assert len(made.documents) > len({"/".join(question.name.split("/")[:2]) for question in made.questions})
    assert made == written_set(data / "train", most=40)


def test_each_written_question_is_asked_of_the_encoder_that_did_not_learn_it(data, product, encoders, monkeypatch):
    asked = {}

    def note(home, practice, questions, encoder):
        asked[encoder.name] = [question.name for question in questions]
        return iter(())

    monkeypatch.setattr("evaluation.ranking.learn.practice_examples", note)
    assert list(_written(data / "train", encoders, LearnOptions(), lambda line: None)) == []
    assert asked.keys() == {str(encoders / str(number)) for number in range(FOLDS)}
    for number in range(FOLDS):
        assert all(bucket(name, FOLDS) == number for name in asked[str(encoders / str(number))])
    assert sum(map(len, asked.values())) == 25 + 2 * len(COMPOSED)


def test_shelves_hold_whole_cases_and_know_what_they_do_not_answer(product):
    made = list(shelves(size=2))
    assert [len(shelf.documents.documents) for shelf in made] == [2, 2, 2, 2]
    texts = ["".join(fold(document.text).split()) for shelf in made for document in shelf.documents.documents]
    assert [text.count("支队伍") for text in texts] == [8] * 8
    for number, shelf in enumerate(made):
        own = "".join("".join(fold(document.text).split()) for document in shelf.documents.documents)
        assert all(one in own for question in shelf.documents.questions for one in question.statements)
        assert not any(one in own for question in shelf.foreign for one in question.statements)
        assert shelf.foreign == made[(number + 1) % 4].documents.questions
    assert list(shelves(size=9)) == []


def test_a_shelf_is_asked_of_the_encoder_that_did_not_learn_it(product, encoders, tmp_path):
    [shelf, *_] = shelves(size=2)
    folds = ({bucket(one.name, FOLDS) for one in some} for some in (shelf.documents.questions, shelf.foreign))
    number = min(set.intersection(*folds))
    found = list(shelf_examples(Home(tmp_path), shelf, number, EncoderChoice(str(encoders / str(number)))))
    assert {bucket(one.question_id, FOLDS) for one, _ in found} == {number}
    assert {answered for _, answered in found} == {True, False}
    assert all(one.answers.any() == answered for one, answered in found)


def test_what_is_written_counts_less_than_what_was_asked():
    one = example("q", [(1, 0, 0.1)], [1])
    others = Others([one, one], [one])
    assert others.examples == [one, one, one]
    options = LearnOptions(written_weight=0.5, practice_weight=0.25)
    assert others.weights(2, options).tolist() == [1, 1, 0.5, 0.5, 0.25]


def test_missing_training_text_makes_empty_sets(tmp_path):
    made = list(practice_sets(tmp_path))
    assert [(one.documents, one.questions) for one in made] == [((), ())] * len(RECIPES)


def example(question_id, scores, answers, *, names=None, rows=None, relevant=1, question=None):
    """One question whose whole list is its shortlist."""
    return Example(
        question_id=question_id,
        question=np.zeros(6, dtype=np.float32) if question is None else np.array(question, dtype=np.float32),
        scores=np.array(scores, dtype=np.float32),
        answers=np.array(answers, dtype=bool),
        names=tuple(names or (f"d{i}" for i in range(len(scores)))),
        works=tuple(names or (f"d{i}" for i in range(len(scores)))),
        chosen=np.arange(len(scores)),
        rows=np.zeros((len(scores), len(NAMES)), dtype=np.float32) if rows is None else rows,
        relevant=relevant,
    )


def test_sides_and_their_mixture_by_hand():
    one = example("q", [(4, 1, 0.5), (2, 2, -0.5), (0, 0, 0.25)], [1, 0, 0])
    words, dense = sides(one)
    np.testing.assert_allclose(words, [0.75, 0.75, 0])
    np.testing.assert_allclose(dense, [1, 0, 0.5])
    np.testing.assert_allclose(mixed(words, dense, 0.2), [0.8, 0.6, 0.1])


def test_fusion_learns_whom_to_trust_from_the_question():
    # Meaning is right where the question's second feature is 0, words where it is 1.
    def asked(i, covered):
        by_words, by_meaning = (1, 0, 0.1), (0.1, 0, 1)
        return example(f"q{i}", [by_words, by_meaning], [covered, not covered], question=[2, covered, 0, 0, 0, 0])

    some = [asked(i, i % 2) for i in range(20)]
    fusion = fit_fusion(some, np.ones(20, dtype=np.float32), LearnOptions())
    # Two candidates are in balance where the mixture weighs both sides alike.
    assert fusion.dense_weight(some[0].question) > 0.6
    assert fusion.dense_weight(some[1].question) < 0.4
    assert fusion.most == LearnOptions().most
    # A question that weighs nothing changes nothing.
    wrong = example("w", [(1, 0, 0.1), (0.1, 0, 1)], [1, 0], question=[2, 0, 0, 0, 0, 0])
    again = fit_fusion([*some, wrong], np.array([1.0] * 20 + [1e-9], dtype=np.float32), LearnOptions())
    assert again.dense_weight(some[0].question) > 0.6


def rows_with(**columns):
    count = len(next(iter(columns.values())))
    rows = np.zeros((count, len(NAMES)), dtype=np.float32)
    for name, values in columns.items():
        rows[:, NAMES.index(name)] = values
    return rows


def test_trees_learn_what_speaks_for_an_answer():
    generator = np.random.default_rng(0)
    some = []
    for i in range(40):
        pieces, noise = generator.random(12), generator.random(12)
        answers = pieces == pieces.max()
        rows = rows_with(pieces=pieces, digits=noise)
        some.append(example(f"q{i}", [(0, 0, 0)] * 12, answers, rows=rows))
    trees = fit_trees(some, np.ones(40, dtype=np.float32), SMALL)
    said = trees.score(rows_with(pieces=[0.0, 0.5, 0.99], digits=[0.9, 0.5, 0.1]))
    assert said[2] > said[1] >= said[0]


def test_what_speaks_for_a_passage_never_speaks_against_it():
    generator = np.random.default_rng(0)
    some = []
    for i in range(40):
        terms = generator.random(12)
        some.append(example(f"q{i}", [(0, 0, 0)] * 12, terms == terms.min(), rows=rows_with(terms=terms)))
    trees = fit_trees(some, np.ones(40, dtype=np.float32), SMALL)
    said = trees.score(rows_with(terms=np.linspace(0, 1, 50)))
    assert (np.diff(said) >= -1e-6).all()


def test_abstaining_learns_from_the_best_of_each_feature():
    generator = np.random.default_rng(0)
    one_leaf = fit_trees(
        [example("q", [(0, 0, 0)] * 8, [1, *[0] * 7])], np.ones(1, dtype=np.float32), LearnOptions(trees=1)
    )
    asked = []
    for i in range(40):
        best = 0.9 if i % 4 == 0 else 0.4
        values = best - generator.random(5) * 0.1
        asked.append(
            (example(f"q{i}", [(0, 0, 0)] * 5, [i % 4 == 0, 0, 0, 0, 0], rows=rows_with(pieces=values)), i % 4 == 0)
        )
    rule = fit_abstaining(asked, one_leaf, LearnOptions(wrongly_silent=0.0, wrongly_doubted=0.5))
    found = [(rule.answered(one.rows, one_leaf.score(one.rows)), answered) for one, answered in asked]
    assert all((said is not Answered.NO) is answered for said, answered in found)
    doubted = [said is Answered.PERHAPS for said, answered in found if answered]
    assert sum(doubted) == len(doubted) // 2


def test_cross_validation_by_hand():
    # Nothing can be learned from rows of zeros, so the learned ways are those of the sides that agree.
    def asked(i):
        scores = [(3, 0, 0.3), (2, 0, 0.2), (1, 0, 0.1)]
        return example(f"q{i}", scores, [0, 1, 0], names=["a", "b", "a"])

    some = [asked(i) for i in range(40)]
    assert {bucket(one.question_id, FOLDS) for one in some} == set(range(FOLDS))
    found = cross_validate(some, Others([], []), LearnOptions(trees=2, smallest=1))
    assert found.keys() == {"lexical", "dense", "hybrid", "reranked"}
    for rankings in found.values():
        assert {tuple(doc for doc, _ in ranking) for ranking in rankings.values()} == {("a", "b")}
        assert rankings.keys() == {one.question_id for one in some}


def test_rankings_hold_each_document_once_at_its_best_place():
    names = ["a", "a", "b", "c", *(f"z{i}" for i in range(120)), "e"]
    scores = [(200 - i, 0, 0.001 * (200 - i)) for i in range(len(names))]
    one = example("q", scores, [name in "abe" for name in names], names=names, relevant=4)
    ranking = ranked_documents(one, sides(one)[0])
    assert [doc for doc, _ in ranking] == ["a", "b", "c", *(f"z{i}" for i in range(97))]
    assert ranking[0][1] == pytest.approx(0.5)  # no document scores: half of the words' side


@pytest.fixture(scope="module")
def learned(data, encoders, library, tmp_path_factory):
    lines: list[str] = []
    out = tmp_path_factory.mktemp("ranking") / "ranking.safetensors"
    with pytest.MonkeyPatch.context() as patch:
        put_in_place(patch, encoders, library)
        facts = learn(data, encoders, out, options=SMALL, progress=lines.append)
    return out, facts, lines


def test_the_file_says_how_it_was_made(learned, encoders):
    out, facts, lines = learned
    ranking = Ranking.load(out)
    assert ranking.facts == json.loads(json.dumps(facts))
    assert ranking.revision == load_encoder(str(encoders / "all")).revision
    assert (facts["labelled_questions"], facts["own_questions"]) == (30, 12)
    assert 20 <= facts["shelf_questions"] <= 64
    assert 30 <= facts["practice_questions"] <= 62
    assert 70 <= facts["written_questions"] <= 25 + 2 * len(COMPOSED)
    assert facts["options"]["trees"] == 12 == len(ranking.trees.feature) / 2  # strict and lenient
    assert facts["cross_validated"].keys() == {"lexical", "dense", "hybrid", "reranked"}
    assert facts["cross_validated"]["reranked"]["nDCG@10"] > 0.8
    assert sum(line.startswith("fold ") for line in lines) == FOLDS
    assert sum(line.startswith("written, fold ") for line in lines) == FOLDS
    assert "own questions: 12" in lines
    assert sum(line.startswith("shelf-") for line in lines) == 4
    assert sum("found their statement" in line for line in lines) == len(RECIPES)


def test_more_of_what_speaks_for_a_passage_is_better(learned):
    ranking = Ranking.load(learned[0])
    steps = np.linspace(0, 1, 11)
    rows = rows_with(**dict.fromkeys(RISING, steps))
    assert (np.diff(ranking.trees.score(rows)) >= 0).all()
    assert ranking.trees.score(rows)[-1] > ranking.trees.score(rows)[0]
    moved = ranking.trees.contributions(rows)[-1]
    assert moved[[NAMES.index(name) for name in RISING]].sum() > 0
    assert QUESTION_NAMES.isdisjoint(RISING)


def test_what_was_learned_orders_an_obvious_case_right(learned, product, monkeypatch, tmp_path):
    ranking = Ranking.load(learned[0])
    monkeypatch.setattr("search.searcher.bundled_ranking", lambda: ranking)
    texts = [text_of(9000 + i, lines=3) for i in range(20)]
    home = Home(tmp_path / "home")
    with Catalog.open(home) as catalog:
        catalog.add_many(ingest_text(text, name=f"{i}", title=f"文{i}") for i, text in enumerate(texts))
    build(home)
    with Searcher.open(home) as searcher:
        for place in (0, 7, 13):
            question = texts[place].split("\n")[1].split("，")[1]
            result = searcher.search(Query(question, mode=Mode.RERANKED, k=20))
            assert result.hits[0].document.title == f"文{place}"
            assert result.hits[0].why.reasons and 1 < result.hits[0].score < 2
            assert [a.score >= b.score for a, b in pairwise(result.hits)] == [True] * (len(result.hits) - 1)
            assert result.answered
            examined = searcher.examine(Query(question))
            assert len(examined.shortlist.chosen) == min(SHORTLIST, len(examined.scored))
            assert isinstance(searcher._encoder(searcher.generation), PieceEncoder)
        nothing = searcher.search(Query("火星移民补贴怎样申领", mode=Mode.RERANKED))
        assert nothing.hits and not nothing.answered
        assert searcher.search(Query("火星移民补贴怎样申领", mode=Mode.HYBRID)).answered


def test_a_second_run_gives_the_same_bytes(learned, product, data, encoders, tmp_path):
    out, facts, _ = learned
    again = learn(data, encoders, tmp_path / "again.safetensors", options=SMALL)
    assert again == facts
    assert (tmp_path / "again.safetensors").read_bytes() == out.read_bytes()


def test_without_labelled_questions_there_is_nothing_to_measure_by(product, encoders, data, tmp_path):
    (tmp_path / "train").mkdir()
    with pytest.raises(BeirError, match="statutes"):
        learn(tmp_path, encoders, tmp_path / "out", options=SMALL)


def test_the_command_line(command, tmp_path):
    options = parser().parse_args(["learn-ranking", "--data", "a", "--folds", "b"])
    assert (options.data.name, options.folds.name, str(options.out)) == ("a", "b", "search/ranking.safetensors")
    done = command(
        "evaluation", "learn-ranking", "--data", tmp_path, "--folds", tmp_path, "--out", tmp_path / "x" / "y"
    )
    assert done.returncode == 1
    assert "no such folder to write into" in done.stderr and "Traceback" not in done.stderr
