"""The management page, run by Streamlit's own harness over small real libraries; and what it is made of."""

from __future__ import annotations

import shutil
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_pages import markup, open_page, run, words

from corpus.backup import list_backups
from corpus.catalog import Catalog
from corpus.differences import Row, Same, differences
from corpus.doubts import context, doubts
from corpus.errors import EncoderError, NotFoundError
from corpus.home import Home
from corpus.ingest import add_files
from corpus.jobs import BOARD, Lane
from corpus.model import Confidence, MetadataValue, Origin
from corpus.script import fold
from corpus.workspace import OWNER, Change, NotAllowedError, Person, Role, Workspace, history
from indexing.build import behind, build
from indexing.choices import disk_use, encoder_in_use, known_encoders, local_encoder
from ui import actions, jobs, labels, session
from ui.address import ManageAddress, ReaderAddress, Section
from ui.manage import index

REPORT = """2021年度社区议事工作总结

落款之前没有日期的正文，说明社区议事会全年召开十二次会议，形成决议三十条，全部张榜公布。

<script>window.owned=1</script>区民政局
2021年12月20日
"""
ARTICLES = "".join(
    f"第{n}条　社区议事会每{n}个月召开一次，由居民代表参加，议题提前三天公布，结果张榜公示，接受居民监督。\n\n"
    for n in "一二三四五六七八九"
)
EARLIER = f"---\ntitle: 云岭市社区议事管理办法\npublished_on: 2019-03-01\n---\n# 云岭市社区议事管理办法\n\n{ARTICLES}"
LATER = (
    EARLIER.replace("2019-03-01", "2023-05-01").replace("三天公布", "五天公布").replace("居民代表", "居民和物业代表")
)
FILES = {
    "总结.txt": REPORT,
    "办法2019.md": EARLIER,
    "办法2023.md": LATER,
    '<img src=x onerror="x()">.txt': REPORT + "。",
}
READER = Person("li", Role.READER)
EDITOR = Person("wang", Role.EDITOR)


@pytest.fixture(scope="module")
def library(tmp_path_factory) -> Home:
    folder = tmp_path_factory.mktemp("files")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    home = Home(tmp_path_factory.mktemp("home"))
    with Catalog.open(home) as catalog:
        assert all(result.error is None for result in add_files(catalog, sorted(folder.iterdir())))
    build(home)
    return home


@pytest.fixture
def home(library, tmp_path, monkeypatch) -> Home:
    copy = Home(tmp_path / "home")
    shutil.copytree(library.path, copy.path)
    monkeypatch.setenv("CASEBASE_HOME", str(copy.path))
    return copy


def as_person(monkeypatch, person: Person) -> None:
    monkeypatch.setattr(session, "person", lambda: person)


def queue(home: Home):
    with Catalog.open_readonly(home) as catalog:
        return doubts(catalog.summaries())


def finish(home: Home) -> None:
    for lane in Lane:
        if job := BOARD.running(home, lane):
            assert job.wait(120)


def button(app, label):
    (found,) = [one for one in app.button if one.label == label]
    return found


def log(home: Home):
    with Workspace.open_readonly(home) as workspace:
        return history(workspace)


# Sections and rights


@pytest.mark.parametrize("section", [one for one in Section if one not in (Section.PEOPLE, Section.LOG)])
def test_every_section_has_an_address_and_draws(home, section) -> None:
    page = markup(open_page(ManageAddress(section).href))
    assert f"<h1>{labels.SECTIONS[section]}</h1>" in page
    assert page.count('aria-current="page"') == 2  # in the masthead, and among the sections


@pytest.mark.parametrize("section", [one for one in Section if one not in (Section.PEOPLE, Section.LOG)])
def test_every_section_draws_without_a_library(tmp_path, monkeypatch, section) -> None:
    monkeypatch.setenv("CASEBASE_HOME", str(tmp_path / "none"))
    open_page(ManageAddress(section).href)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    "address",
    [
        ManageAddress(),
        ManageAddress(Section.REVIEW, "d", "region"),
        ManageAddress(Section.KIN, "a", other="b"),
        ManageAddress(Section.KIN, remove="x", page=3),
    ],
)
def test_an_address_is_read_as_it_was_written(address) -> None:
    from urllib.parse import parse_qs

    assert ManageAddress.read(parse_qs(address.href.partition("?")[2])) == address


def test_only_what_the_visitor_may_do_is_shown(home, monkeypatch) -> None:
    as_person(monkeypatch, EDITOR)
    page = words(markup(open_page(ManageAddress().href)))
    assert labels.SECTIONS[Section.REVIEW] in page
    assert labels.SECTIONS[Section.BACKUP] not in page
    assert labels.ADD_FOLDER not in page  # it shows what is on the disk of the server
    app = open_page(ManageAddress(Section.BACKUP).href)
    assert labels.NOT_THIS_SECTION in words(markup(app))
    assert not [one for one in app.button if one.label == labels.BACKUP_MAKE]
    assert labels.ENCODERS_NOTE not in words(markup(open_page(ManageAddress(Section.INDEX).href)))
    as_person(monkeypatch, READER)
    for section in Section:
        assert labels.NOTHING_TO_MANAGE in words(markup(open_page(ManageAddress(section).href)))


# The queue


def test_what_is_least_certain_comes_first(home) -> None:
    levels = [one.value.confidence for one in queue(home)]
    assert levels
    assert levels == sorted(levels, key=[Confidence.LOW, Confidence.MEDIUM].index)


def test_a_value_stands_among_the_words_it_came_from() -> None:
    text = "前" * 60 + "区民政局" + "后" * 10
    found = context(text, MetadataValue("区民政局", Origin.TEXT, 60, 64))
    assert (found.words, len(found.before), found.after) == ("区民政局", 48, "后" * 10)
    assert (found.cut_before, found.cut_after) == (True, False)
    for value in (MetadataValue("x", Origin.FILE), MetadataValue("x", Origin.TEXT, 60, 600)):
        assert context(text, value) is None


def test_what_is_accepted_is_a_persons_word_and_never_comes_again(home) -> None:
    before = queue(home)
    first, second = before[:2]
    app = open_page(ManageAddress(Section.REVIEW).href)
    page = markup(app)
    assert labels.review_position(1, len(before)) in words(page)
    assert "<script>window" not in page
    button(app, labels.ACCEPT).click()
    run(app)
    page = words(markup(app))
    assert labels.CONFIRMED in page
    assert second.document.doc_id in app.query_params["doc"]
    left = queue(home)
    assert len(left) == len(before) - 1
    assert (first.document.doc_id, first.field) not in {(one.document.doc_id, one.field) for one in left}
    with Catalog.open_readonly(home) as catalog:
        kept = getattr(catalog.summaries_of([first.document.doc_id])[first.document.doc_id].metadata, first.field)
        assert (kept.value, kept.origin, kept.confidence) == (first.value.value, Origin.PERSON, Confidence.HIGH)
        assert behind(home, catalog) == (0, 0)  # nothing needs to be indexed for that
    line = log(home)[0]
    assert (line.change, line.target, line.detail["confirmed"]) == (Change.CORRECTED, first.document.doc_id, True)


def test_skipping_goes_on_and_round(home) -> None:
    before = queue(home)
    app = open_page(ManageAddress(Section.REVIEW, before[-1].document.doc_id, before[-1].field).href)
    button(app, labels.SKIP_ONE).click()
    run(app)
    assert before[0].document.doc_id in app.query_params["doc"]
    assert queue(home) == before


def test_a_wrong_value_is_corrected_or_cleared(home) -> None:
    before = queue(home)
    one = next(each for each in before if each.field != "kind")
    app = open_page(ManageAddress(Section.REVIEW, one.document.doc_id, one.field).href)
    button(app, labels.CORRECT_BUTTON).click()
    run(app)
    assert labels.REVIEW_TYPE_ANOTHER in words(markup(app))
    value = "2020-01-02" if "_on" in one.field else "云岭市"
    app.text_input[0].set_value(value)
    button(app, labels.CORRECT_BUTTON).click()
    run(app)
    with Catalog.open_readonly(home) as catalog:
        assert catalog.summaries_of([one.document.doc_id])[one.document.doc_id].metadata.get(one.field) == value
    other = queue(home)[0]
    app = open_page(ManageAddress(Section.REVIEW, other.document.doc_id, other.field).href)
    button(app, labels.CLEAR_VALUE).click()
    run(app)
    with Catalog.open_readonly(home) as catalog:
        assert catalog.summaries_of([other.document.doc_id])[other.document.doc_id].metadata.get(other.field) is None
    assert len(queue(home)) == len(before) - 2


def test_confirming_needs_the_right_and_a_value(home) -> None:
    one = queue(home)[0]
    with pytest.raises(NotAllowedError):
        actions.confirm(home, READER, one.document.doc_id, one.field)
    with pytest.raises(NotFoundError):
        actions.confirm(home, EDITOR, one.document.doc_id, "journal")
    assert len(queue(home)) == len(doubts(Catalog.open_readonly(home).summaries()))


# Copies and versions


def test_groups_say_why_and_lead_to_a_comparison(home) -> None:
    page = markup(open_page(ManageAddress(Section.KIN).href))
    assert labels.KIN_VERSIONS in page
    assert (labels.KIN_SAME in page, labels.KIN_NEAR in page) == (True, False)  # the letters are the same
    assert "<img src=x" not in page
    with Catalog.open_readonly(home) as catalog:
        old, new = (
            next(one.doc_id for one in catalog.summaries() if one.source.file_name == name)
            for name in ("办法2019.md", "办法2023.md")
        )
    assert ManageAddress(Section.KIN, old, other=new).href.replace("&", "&amp;") in page
    compared = markup(open_page(ManageAddress(Section.KIN, old, other=new).href))
    assert "<del>三</del>" in compared
    assert "<ins>五</ins>" in compared
    assert ReaderAddress(old).href.replace("&", "&amp;") in compared


def test_one_is_removed_only_after_a_yes(home) -> None:
    with Catalog.open_readonly(home) as catalog:
        gone, count = catalog.summaries()[0].doc_id, catalog.counts()[0]
    app = open_page(ManageAddress(Section.KIN, remove=gone).href)
    assert labels.REMOVE_ASK_DO in words(markup(app))
    with Catalog.open_readonly(home) as catalog:
        assert catalog.counts()[0] == count  # an address changes nothing
    button(app, labels.REMOVE_YES).click()
    run(app)
    with Catalog.open_readonly(home) as catalog:
        assert catalog.counts()[0] == count - 1
    assert [line.change for line in log(home)] == [Change.REMOVED]


def test_differences_are_of_paragraphs_then_of_characters() -> None:
    found = differences("甲段。\n\n议题提前三天公布。\n乙段。", "甲段。\n议题提前五天公布。\n乙段。\n丙段是新的。")
    same, row, other, added = found.parts
    assert isinstance(same, Same)
    assert isinstance(other, Same)
    assert [(piece.text, piece.changed) for piece in row.left] == [
        ("议题提前", False),
        ("三", True),
        ("天公布。", False),
    ]
    assert added == Row(right=(added.right[0],))
    assert (found.removed, found.inserted, found.whole) == (1, 7, True)
    assert differences("國家規定", "国家规定").removed == 0  # the script makes no difference


def test_what_is_compared_has_an_end_and_is_found_far_off_where_little_changed() -> None:
    unlike = [f"{chr(0x4E00 + 2 * n)}{chr(0x4E01 + 2 * n)}" * 60 for n in range(3_000)]
    began = time.process_time()
    found = differences("\n".join(unlike[:1500]), "\n".join(unlike[1500:]))
    assert time.process_time() - began < 5  # all pairs would take far longer
    assert len(found.parts) > 2_900  # all but those that are one character in two scripts
    few = differences("议题提前三天公布。\n末段。", "\n".join([*unlike[:1000], "议题提前五天公布。", "末段。"]))
    assert (few.removed, len(few.parts)) == (1, 1_002)


def test_the_room_that_is_taken_is_not_worked_out_at_every_click(home) -> None:
    before = index._disk_use(str(home.path))
    (home.sources / "more").write_bytes(b"x" * 1000)
    assert index._disk_use(str(home.path)) == before
    assert disk_use(home).sources == before.sources + 1000


LINES = st.lists(st.text("甲乙丙丁戊，。", min_size=1, max_size=12), max_size=8).map("\n".join)


@given(LINES, LINES)
def test_both_texts_can_be_read_off_their_differences(one, other) -> None:
    found = differences(one, other)
    for side, text in (("left", one), ("right", other)):
        rows = [part for part in found.parts if isinstance(part, Row)]
        shown = sum(len(piece.text) for row in rows for piece in getattr(row, side))
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        held = sum(part.count for part in found.parts if isinstance(part, Same))
        assert held + sum(bool(getattr(row, side)) for row in rows) == len(lines)
        same = [fold(part.first) for part in found.parts if isinstance(part, Same)]
        assert all(any(fold(line) == one_of for line in lines) for one_of in same)
        assert shown <= sum(map(len, lines))


# Index and encoder


def test_the_index_is_described_updated_rebuilt_and_checked(home) -> None:
    app = open_page(ManageAddress(Section.INDEX).href)
    page = words(markup(app))
    assert labels.UP_TO_DATE in page
    assert "g000001" in page
    for label, expected in ((labels.REBUILD, "g000002"), (labels.EXAMINE, labels.FINDINGS["kept files"][0])):
        button(app, label).click()
        run(app)
        finish(home)
        run(app)
        assert expected in words(markup(app))
    assert [line.change for line in log(home)] == [Change.INDEXED]
    next(home.sources.iterdir()).write_bytes(b"changed")
    button(app, labels.EXAMINE).click()
    run(app)
    finish(home)
    run(app)
    assert labels.FINDINGS["kept files"][1] in words(markup(app))
    dismissals = [one for one in app.button if one.label == labels.DISMISS]
    assert len(dismissals) == 3
    dismissals[0].click()
    run(app)
    assert labels.FINDINGS["kept files"][1] not in words(markup(app))


def test_encoders_are_those_of_this_machine_only(home, tmp_path) -> None:
    assert known_encoders(home) == ("bundled",)
    assert encoder_in_use(home) == "bundled"
    (home.encoders / "mine").mkdir(parents=True)
    assert known_encoders(home) == ("bundled",)  # no model in it
    (home.encoders / "mine" / "config.json").write_text("{}", encoding="utf-8")
    assert known_encoders(home) == ("bundled", str(home.encoders / "mine"))
    for name in ("", "BAAI/bge-small-zh-v1.5", "../x", str(tmp_path), "/no/such", "~nobody/x", "\0"):
        with pytest.raises(EncoderError):
            local_encoder(name)
    used = disk_use(home)
    assert min(used.catalog, used.sources, used.index, used.vectors) > 0


def test_measuring_an_encoder_says_the_difference_and_changes_nothing(home) -> None:
    """The encoder in use against itself with another name: the same answers, so no difference, by a test."""
    copy = home.encoders / "same"
    from indexing.encoder import BUNDLED_FOLDER

    shutil.copytree(BUNDLED_FOLDER, copy)
    job = jobs.measure_encoder(home, OWNER, str(copy))
    assert job.wait(280)
    state = job.state()
    assert state.error is None
    compared = state.outcome
    assert compared.question_set == "own"  # nobody has labelled enough here
    assert compared.questions > 50
    for pairs in compared.pairs.values():
        assert {pair.measure for pair in pairs} == {"Success@5", "RR@10"}
        assert all(pair.difference == 0 and pair.p.value == 1 for pair in pairs)
    assert min(compared.first.passage_ms, compared.second.question_ms) > 0
    assert encoder_in_use(home) == "bundled"
    page = words(markup(open_page(ManageAddress(Section.INDEX).href)))
    assert labels.verdict(0, likely=False) in page
    assert ended_ok(jobs.switch_encoder(home, OWNER, str(copy)), home)
    assert encoder_in_use(home) == str(copy)
    assert log(home)[0].change == Change.ENCODER


def ended_ok(job, home) -> bool:
    return job.wait(120) and job.state().error is None


# Backups


def test_a_backup_is_made_and_restored_on_the_page(home) -> None:
    app = open_page(ManageAddress(Section.BACKUP).href)
    assert labels.BACKUPS_NONE in words(markup(app))
    button(app, labels.BACKUP_MAKE).click()
    run(app)
    finish(home)
    run(app)
    (kept,) = list_backups(home)
    assert kept.path.name in words(markup(app))
    with Catalog.open_readonly(home) as catalog:
        gone, count = catalog.summaries()[0], catalog.counts()[0]
    actions.remove(home, OWNER, [gone.doc_id])
    run(app)
    button(app, labels.RESTORE).click()
    run(app)
    assert labels.restore_says(kept.manifest.made_at, count, count - 1)[0] in words(markup(app))
    assert button(app, labels.RESTORE_YES).disabled
    job = jobs.restore(home, OWNER, kept.path)
    assert ended_ok(job, home)
    page = words(markup(open_page(ManageAddress(Section.BACKUP).href)))
    assert labels.RESTORED in page
    with Catalog.open_readonly(home) as catalog:
        assert catalog.counts()[0] == count
    assert gone.title in words(markup(open_page(ReaderAddress(gone.doc_id).href)))  # without a restart
    assert log(home)[0].change == Change.RESTORED


def test_a_damaged_backup_is_refused_on_the_page(home) -> None:
    home.backups.mkdir()
    (home.backups / "bad.zip").write_bytes(b"PK no zip")
    app = open_page(ManageAddress(Section.BACKUP).href)
    assert labels.BACKUP_BROKEN in words(markup(app))
    button(app, labels.RESTORE).click()
    run(app)
    assert labels.BACKUP_PROBLEMS["backup_damaged"][0] in words(markup(app))
