"""The whole way: files in, questions asked, passages out that can be checked."""

import contextlib
import json
import shutil
import subprocess
import sys
import threading
from datetime import date

import numpy as np
import pytest
from conftest import ROOT
from safetensors.numpy import load_file, save_file

from corpus.catalog import Catalog
from corpus.errors import CasebaseError, HomeError, LockedError, MismatchError
from corpus.home import Home, writing
from corpus.ingest import add_files, files_under, ingest_text
from corpus.script import fold
from evaluation.ranking.learn import flattened
from indexing.build import build
from indexing.encoder import BUNDLED_FOLDER, load_encoder
from indexing.generations import manifest_path, published
from indexing.manifest import EncoderChoice
from indexing.train.folder import save_folder
from indexing.train.tokenizer import train_tokenizer
from search.__main__ import main, parser, result_for_machines
from search.batch import IN_DOUBT, Options, Outcome, answers, table
from search.features import NAMES
from search.highlight import SpanKind
from search.query import Mode, Query, parse_filters
from search.ranking import Abstaining, Fusion, Ranking
from search.searcher import Searcher

DOCUMENTS = {
    "驿站": "某区依托党群服务中心建立暖心驿站。外卖骑手和快递员累了能歇脚，渴了有水喝，手机没电可以充电。",
    "電梯": "老舊小區加裝電梯，先由樓棟黨小組召集居民議事，再按樓層分攤費用，最後公示協議。",
    "网格": "全区划分为二百个网格，每个网格配备一名网格员，每天走访居民，收集问题并限时办结。",
}


@pytest.fixture
def home(tmp_path):
    home = Home(tmp_path / "home")
    with Catalog.open(home) as catalog:
        catalog.add_many([ingest_text(text, name=name, title=name) for name, text in DOCUMENTS.items()])
    build(home)
    return home


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize(
    ("question", "title"),
    [("快递员歇脚的地方", "驿站"), ("旧楼装电梯的费用怎么分摊", "電梯"), ("網格員每天做什麼", "网格")],
)
def test_the_right_passage_first_in_every_mode_and_script(home, mode, question, title):
    with Searcher.open(home) as searcher:
        result = searcher.search(Query(question, mode=mode, k=3))
    hit = result.hits[0]
    assert hit.document.title == title
    assert hit.rank == 1
    assert hit.passage.text == DOCUMENTS[title][hit.passage.start : hit.passage.end]
    assert [other.score for other in result.hits] == sorted((o.score for o in result.hits), reverse=True)
    if mode is not Mode.RERANKED:
        assert hit.score == pytest.approx(hit.why.passage + hit.why.document + hit.why.dense)
        assert hit.why.reasons == ()
    assert result.answered and result.cross_scored is None
    if mode is Mode.LEXICAL:
        assert hit.why.dense == 0
    if mode is Mode.DENSE:
        assert hit.why.passage == hit.why.document == 0


@pytest.mark.parametrize(
    ("formal", "title"), [("骑手歇脚充电", "驿站"), ("加装电梯分摊费用", "電梯"), ("网格员走访居民", "网格")]
)
def test_what_is_said_is_found_by_meaning_as_texts_put_it(home, formal, title):
    (home.path / "synonyms.txt").write_text(f"啥啥啥 => {formal}", encoding="utf-8")
    with Searcher.open(home) as searcher:
        assert searcher.search(Query("啥啥啥", mode=Mode.DENSE)).hits[0].document.title == title


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """A folder with an encoder of the bundled kind that knows pieces from each other and nothing else."""
    folder = tmp_path_factory.mktemp("tiny") / "tiny"
    tokenizer = train_tokenizer([fold(text) for text in DOCUMENTS.values()], pieces=120, max_piece_length=4)
    generator = np.random.default_rng(0)
    path, every = (generator.standard_normal((tokenizer.get_vocab_size(), 24)).astype(np.float32) for _ in range(2))
    save_folder(folder, tokenizer, path, every)
    return folder


def ranking_of(folder, *, feature, most=0.5, abstaining=None, revision=None):
    """A ranking for the encoder in `folder` that looks at one feature, the least first, and mixes half and half."""
    stump = {"split_feature": 0, "threshold": 0.0, "internal_value": 0.0}
    steps = [
        {**stump, "split_feature": NAMES.index(feature), "threshold": at / 20, "left_child": {"leaf_value": 0.1}}
        | {"right_child": {"leaf_value": -0.1}}
        for at in range(20)
    ]
    trees = flattened([{"tree_structure": step} for step in steps])
    fusion = Fusion(np.zeros(6, dtype=np.float32), 0.0, most)
    return Ranking(trees, fusion, abstaining, revision or load_encoder(str(folder)).revision, {})


@pytest.fixture
def ranked(home, tiny, monkeypatch):
    """Open the library by the tiny encoder with the ranking that is given to it."""
    build(home, encoder=EncoderChoice(str(tiny)))

    @contextlib.contextmanager
    def opened(**options):
        ranking = ranking_of(tiny, **options)
        monkeypatch.setattr("search.searcher.bundled_ranking", lambda: ranking)
        with Searcher.open(home) as searcher:
            yield searcher

    return opened


def test_the_learned_ranking_orders_and_says_why(ranked):
    # A ranking that puts first whatever holds the fewest of the question's pairs of characters.
    with ranked(feature="bigrams") as searcher:
        hybrid = searcher.search(Query("网格员每天走访居民", mode=Mode.HYBRID))
        found = searcher.search(Query("网格员每天走访居民"))
    assert hybrid.hits[0].document.title == "网格" == found.hits[-1].document.title
    assert len(found.hits) == len(hybrid.hits) == 3
    assert all(1 < hit.score < 2 for hit in found.hits)
    assert [hit.score for hit in found.hits] == sorted((hit.score for hit in found.hits), reverse=True)
    assert [(one.group, one.share) for one in found.hits[0].why.reasons] == [("words", pytest.approx(1.0))]
    assert found.hits[-1].why.reasons[0].share == pytest.approx(-1.0)
    # What it was found by is told as before.
    shares = {hit.document.title: hit.why.passage + hit.why.document + hit.why.dense for hit in found.hits}
    assert shares == pytest.approx({hit.document.title: hit.score for hit in hybrid.hits})


def test_the_learned_fusion_is_used_by_both_modes(ranked):
    for most, side in ((0.0, "dense"), (2.0, "passage")):
        with ranked(feature="bigrams", most=most) as searcher:
            for mode in (Mode.HYBRID, Mode.RERANKED):
                hits = searcher.search(Query("网格员走访", mode=mode)).hits
                assert [getattr(hit.why, side) for hit in hits] == [0.0] * 3
                assert any(hit.why.passage + hit.why.dense > 0 for hit in hits)


def test_what_was_learned_from_another_encoder_is_not_used(ranked):
    with ranked(feature="bigrams", revision="0" * 32) as searcher:
        reranked, hybrid = (searcher.search(Query("网格员走访", mode=mode)) for mode in (Mode.RERANKED, Mode.HYBRID))
    assert [(hit.passage, hit.score) for hit in reranked.hits] == [(hit.passage, hit.score) for hit in hybrid.hits]
    assert reranked.hits[0].document.title == "网格" and reranked.hits[0].why.reasons == ()


def test_an_exact_reference_stays_on_top_of_the_learned_ranking(ranked, home, tiny):
    with Catalog.open(home) as catalog:
        catalog.add(ingest_text("第一条 网格员每天走访居民。\n第二条 网格员收集问题。", name="办法", title="网格办法"))
    build(home, encoder=EncoderChoice(str(tiny)))
    with ranked(feature="bigrams") as searcher:
        result = searcher.search(Query("《网格办法》第一条网格员每天走访居民"))
    assert result.hits[0].document.title == "网格办法"
    assert result.hits[0].why.exact >= 1 and result.hits[0].score > 2
    assert result.answered


def test_nothing_that_answers_is_told(ranked):
    columns = np.array([NAMES.index("longest")], dtype=np.int32)
    rule = Abstaining(columns, np.array([1.0, 0.0, 0.0], dtype=np.float32), -2.5)  # three characters in a row
    with ranked(feature="bigrams", abstaining=rule) as searcher:
        assert searcher.search(Query("网格员走访")).answered
        nothing = searcher.search(Query("走马观花的人"))
        assert nothing.hits and not nothing.answered
        assert searcher.search(Query("走马观花的人", mode=Mode.HYBRID)).answered
        none = searcher.search(Query("居民", filters=parse_filters(["region=拉萨"])))
        assert (none.hits, none.answered) == ((), False)


def test_what_answers_only_just_is_in_doubt(ranked, capsys, home):
    columns = np.array([NAMES.index("longest")], dtype=np.int32)
    rule = Abstaining(columns, np.array([1.0, 0.0, 0.0], dtype=np.float32), -2.5, doubt=1.0)
    with ranked(feature="bigrams", abstaining=rule) as searcher:
        doubtful, clear = searcher.search(Query("巡视网格员工作")), searcher.search(Query("怎么收集问题并限时办好"))
        nothing = searcher.search(Query("走马观花的人"))
        assert [(one.answered, one.doubtful) for one in (doubtful, clear, nothing)] == [
            (True, True),
            (True, False),
            (False, False),
        ]
        assert result_for_machines(doubtful)["doubtful"] is True
        assert not searcher.search(Query("巡视网格员工作", mode=Mode.HYBRID)).doubtful
        (one,) = answers(searcher, ["巡视网格员工作"], Options())
        assert one.outcome is Outcome.IN_DOUBT and one.hits
        assert next(iter(table([one], on=date(2026, 3, 1))))[2] == IN_DOUBT
    with ranked(feature="bigrams", abstaining=rule):
        assert main(["巡视网格员工作", "--home", str(home.path)]) == 0
    assert "none of them clearly answers it" in capsys.readouterr().err


@pytest.fixture
def silent(ranked):
    """A searcher over the three documents and a regulation, whose learned rule always says that nothing answers."""
    rule = Abstaining(np.array([0], dtype=np.int32), np.zeros(3, dtype=np.float32), -1.0)
    with ranked(feature="bigrams", abstaining=rule) as searcher:
        yield searcher


def test_what_is_found_by_a_synonym_is_an_answer(silent, home):
    home.synonyms.write_text("上门管片的人 = 网格员\n", encoding="utf-8")
    assert silent.search(Query("上门管片的人 走访")).answered  # one passage has 网格员 and 走访
    assert not silent.search(Query("上门管片的人 歇脚")).answered  # none has both


def test_what_is_referred_to_and_not_held_is_no_answer(ranked, home, tiny):
    with Catalog.open(home) as catalog:
        text = "第一条 网格员每天走访居民。\n第二条 网格员收集问题。"
        catalog.add(ingest_text(f"青政发〔2021〕15号\n{text}", name="办法.txt", title="网格管理办法"))
    build(home, encoder=EncoderChoice(str(tiny)))
    with ranked(feature="bigrams") as searcher:  # without a rule everything else is answered
        held, other = (searcher.search(Query(f"青政发〔2021〕{n}号")) for n in (15, 99))
        assert held.answered and other.hits and not other.answered
        assert searcher.search(Query("网格管理办法第二条")).answered
        assert not searcher.search(Query("网格管理办法第九十九条")).answered
        assert searcher.search(Query("青政发〔2021〕99号 走访居民")).answered  # something else is asked too


def test_what_is_examined_is_what_is_ranked(ranked):
    with ranked(feature="bigrams") as searcher:
        found = searcher.examine(Query("网格员每天走访居民"))
        hybrid = searcher.search(Query("网格员每天走访居民", mode=Mode.HYBRID))
        none = searcher.examine(Query("居民", filters=parse_filters(["region=拉萨"])))
        wordless = searcher.examine(Query("居民", mode=Mode.LEXICAL))
    assert [one.score for one in found.scored] == [hit.score for hit in hybrid.hits]
    assert found.shortlist.rows.shape == (3, len(NAMES))
    assert found.question.tolist() == found.shortlist.rows[0, -6:].tolist()
    assert none is wordless is None


@pytest.mark.parametrize("mode", list(Mode))
def test_a_result_is_json_with_its_reasons(ranked, mode):
    with ranked(feature="bigrams") as searcher:
        result = searcher.search(Query("网格员每天走访居民", mode=mode))
    told = json.loads(json.dumps(result_for_machines(result)))
    assert (told["answered"], told["cross_scored"]) == (True, None)
    why = told["hits"][0]["why"]
    assert set(why) == {"passage", "document", "dense", "exact", "reasons"}
    assert why["reasons"] == ([{"group": "words", "share": 1.0}] if mode is Mode.RERANKED else [])


def test_the_command_line_reranks_unless_told_otherwise(capsys, ranked, home):
    assert parser().parse_args(["问题"]).mode is Query("问题").mode is Mode.RERANKED
    columns = np.array([NAMES.index("longest")], dtype=np.int32)
    with ranked(feature="bigrams", abstaining=Abstaining(columns, np.array([1, 0, 0], dtype=np.float32), -2.5)):
        assert main(["走马观花的人", "--home", str(home.path)]) == 0
    said = capsys.readouterr()
    assert "nothing here seems to answer the question" in said.err
    assert "1. " in said.out


def test_a_damaged_ranking_is_one_sentence(monkeypatch, home, tmp_path):
    (tmp_path / "ranking.safetensors").write_bytes(b"no tensors")
    monkeypatch.setattr("search.searcher.bundled_ranking", lambda: Ranking.load(tmp_path / "ranking.safetensors"))
    with Searcher.open(home) as searcher, pytest.raises(CasebaseError, match="missing or damaged"):
        searcher.search(Query("电梯"))


def test_a_simplified_question_marks_traditional_text(home):
    with Searcher.open(home) as searcher:
        hit = searcher.search(Query("加装电梯")).hits[0]
    marked = [hit.passage.text[span.start : span.end] for span in hit.highlights if span.kind is SpanKind.WORDS]
    assert any("加裝電梯" in words for words in marked)


def test_filters(home):
    with Searcher.open(home) as searcher:
        only = searcher.search(Query("居民", filters=parse_filters(["title=网格"])))
        none = searcher.search(Query("居民", filters=parse_filters(["region=拉萨"])))
    assert {hit.document.title for hit in only.hits} == {"网格"}
    assert none.hits == ()
    assert none.passages == 0


def test_grouping_keeps_the_best_passage_and_lists_the_others(tmp_path):
    home = Home(tmp_path / "home")
    long = "\n".join(
        f"第{i}条 社区网格员应当定期走访居民，做好第{i}类服务登记工作，并按月报告情况。" for i in range(1, 9)
    )
    with Catalog.open(home) as catalog:
        catalog.add_many([ingest_text(long, name="长", title="长"), ingest_text("网格员走访。", name="短", title="短")])
    build(home)
    with Searcher.open(home) as searcher:
        grouped = searcher.search(Query("网格员走访居民", k=2, group=True)).hits
        flat = searcher.search(Query("网格员走访居民", k=5)).hits
    assert len({hit.document.doc_id for hit in grouped}) == 2
    others = next(hit for hit in grouped if hit.document.title == "长").others
    assert others
    assert {other.document.title for other in others} == {"长"}
    assert len(flat) == 5


def test_a_small_gap_is_caught_up_on_opening(home):
    with Catalog.open(home) as catalog:
        catalog.add(ingest_text("志愿者每周清理楼道杂物。", name="楼道", title="楼道"))
    with Searcher.open(home) as searcher:
        result = searcher.search(Query("清理楼道杂物"))
    assert result.hits[0].document.title == "楼道"
    assert result.pending == 0


def test_without_an_index_it_is_built_on_opening(tmp_path):
    home = Home(tmp_path / "home")
    with Catalog.open(home) as catalog:
        catalog.add(ingest_text("志愿者每周清理楼道杂物。", name="楼道", title="楼道"))
    with Searcher.open(home) as searcher:
        assert searcher.search(Query("楼道")).hits


def test_a_gap_that_cannot_be_closed_is_told_and_no_phantom_is_shown(home):
    with Searcher.open(home) as searcher, writing(home, "a long import"):
        with Catalog.open(home) as catalog:
            removed = next(s for s in catalog.summaries() if s.title == "驿站")
            catalog.remove(removed.doc_id)
        with Searcher.open(home) as second:
            for one in (searcher, second):
                result = one.search(Query("快递员歇脚"))
                assert result.pending == 1
                assert "驿站" not in {hit.document.title for hit in result.hits}


def test_a_new_generation_is_picked_up_while_open(home):
    with Searcher.open(home) as searcher:
        before = searcher.generation.folder
        with Catalog.open(home) as catalog:
            catalog.add(ingest_text("志愿者每周清理楼道杂物。", name="楼道", title="楼道"))
        build(home)
        assert searcher.search(Query("清理楼道杂物")).hits[0].document.title == "楼道"
        assert searcher.generation.folder != before


def test_nothing_there(tmp_path):
    with pytest.raises(HomeError, match="python -m corpus add"):
        Searcher.open(tmp_path / "nowhere")


def test_an_index_of_another_encoder_says_what_to_run_and_lexical_still_works(home):
    path = manifest_path(published(home).folder)
    manifest = json.loads(path.read_text())
    path.write_text(json.dumps({**manifest, "encoder_revision": "0" * 32}))
    with Searcher.open(home) as searcher:
        with pytest.raises(MismatchError, match="python -m indexing build"):
            searcher.search(Query("电梯"))
        assert searcher.search(Query("电梯", mode=Mode.LEXICAL)).hits


def test_many_threads_ask_at_once(home):
    with Searcher.open(home, encoder=load_encoder()) as searcher:
        expected = [hit.passage for hit in searcher.search(Query("居民议事")).hits]
        wrong = []

        def ask():
            for _ in range(10):
                if [hit.passage for hit in searcher.search(Query("居民议事")).hits] != expected:
                    wrong.append(1)

        threads = [threading.Thread(target=ask) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not wrong


@pytest.mark.parametrize(
    ("question", "name", "held"),
    [
        ("巴中有多少个城市社区建立了区域化大党委", "001", "73个城市社区"),
        ("润州通过双全社工考核的有多少人", "004", "245人"),
        ("給外賣騎手和快遞員歇腳的地方", "000", "暖蜂驿站"),
        ("需求、资源、项目三张清单怎么形成", "002", "清单"),
        ("把党组织建到网格里,打通最后一公里的例子", "003", "淮安市清河区"),
    ],
)
def test_the_seed_documents_answer(tmp_path_factory, seeds, question, name, held):
    home = Home(tmp_path_factory.getbasetemp() / "seed-library")
    with Catalog.open(home) as catalog:
        list(add_files(catalog, files_under([seeds])))
        assert catalog.counts()[0] == 5
        for summary in catalog.summaries():
            original = (seeds / summary.source.file_name).read_text(encoding="utf-8")
            for passage in catalog.passages(summary.doc_id):
                assert passage.text == original[passage.start : passage.end]
    with Searcher.open(home) as searcher:
        hit = searcher.search(Query(question)).hits[0]
    assert hit.document.source.file_name.startswith(name)
    assert held in hit.passage.text
    if name == "002":
        assert hit.passage.locator.heading_path[-1].startswith("(三)")


def test_a_document_of_many_passages_leaves_room_for_the_others(tmp_path):
    home = Home(tmp_path / "home")
    articles = "\n".join(f"第{i}条 网格员应当走访居民并登记第{i}类服务，党建引领社区治理。" for i in range(1, 400))
    with Catalog.open(home) as catalog:
        catalog.add(ingest_text(articles, name="条例", title="条例"))
        short = [ingest_text(f"第{i}社区由网格员走访居民。", name=f"短{i}", title=f"短{i}") for i in range(15)]
        catalog.add_many(short)
    build(home)
    with Searcher.open(home) as searcher:
        for mode in Mode:
            hits = searcher.search(Query("党建引领社区治理网格员走访居民", mode=mode, k=10, group=True)).hits
            assert len({hit.document.doc_id for hit in hits}) == 10


def test_searching_while_documents_come_and_go(home):
    failures: list[Exception] = []
    stop = threading.Event()

    def ask() -> None:
        with Searcher.open(home) as searcher:
            while not stop.is_set():
                try:
                    searcher.search(Query("居民网格员", group=True))
                except Exception as error:
                    failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for i in range(5):
        with Catalog.open(home) as catalog:
            catalog.remove(catalog.summaries()[0].doc_id)
            catalog.add(ingest_text(f"第{i}个网格的网格员走访居民。", name=f"来{i}", title=f"来{i}"))
        build(home)
    stop.set()
    for thread in threads:
        thread.join()
    assert not failures


def test_an_index_by_another_encoder_is_picked_up_while_open(home, tmp_path):
    other = tmp_path / "模型"
    shutil.copytree(BUNDLED_FOLDER, other)
    weights = load_file(other / "model.safetensors")
    narrower = {name: weights[name][:, :64].copy() for name in weights if not name.startswith("late")}
    save_file(narrower, other / "model.safetensors")
    with Searcher.open(home) as searcher:
        assert searcher.search(Query("加装电梯")).hits
        build(home, encoder=EncoderChoice(str(other)))
        assert searcher.search(Query("加装电梯")).hits[0].document.title == "電梯"


def test_the_first_index_that_somebody_else_is_building_is_not_called_missing(tmp_path, monkeypatch):
    monkeypatch.setattr("search.searcher._FIRST_INDEX", 0.2)
    home = Home(tmp_path / "home")
    with Catalog.open(home) as catalog:
        catalog.add(ingest_text("志愿者每周清理楼道杂物。", name="楼道", title="楼道"))
    code = (
        "import sys; from pathlib import Path; from corpus.home import Home, writing\n"
        "with writing(Home(Path(sys.argv[1])), 'a first build'): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(home.path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "held\n"
        with pytest.raises(LockedError, match="a first build"):
            Searcher.open(home)
        other.communicate("")
