"""The whole way: files in, questions asked, passages out that can be checked."""

import json
import shutil
import subprocess
import sys
import threading

import pytest
from conftest import ROOT
from safetensors.numpy import load_file, save_file

from corpus.catalog import Catalog
from corpus.errors import HomeError, LockedError, MismatchError
from corpus.home import Home, writing
from corpus.ingest import add_files, files_under, ingest_text
from indexing.build import build
from indexing.encoder import BUNDLED_FOLDER, load_encoder
from indexing.generations import manifest_path, published
from indexing.manifest import EncoderChoice
from search.highlight import SpanKind
from search.query import Mode, Query, parse_filters
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
    assert hit.score == pytest.approx(hit.why.passage + hit.why.document + hit.why.dense)
    if mode is Mode.LEXICAL:
        assert hit.why.dense == 0
    if mode is Mode.DENSE:
        assert hit.why.passage == hit.why.document == 0


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
    save_file({name: tensor[:, :64].copy() for name, tensor in weights.items()}, other / "model.safetensors")
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
