"""The reader, run by Streamlit's own test harness: layouts, page pictures, corrections in place, notes, rights."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from pdf_files import lines, pdf
from streamlit.testing.v1 import AppTest
from test_pages import markup, open_page, run, words

from corpus.catalog import Catalog
from corpus.chunker import Paragraph
from corpus.home import Home
from corpus.ingest import add_files
from corpus.intake.assembly import ingest_text
from corpus.model import Document, Page, PageKind
from corpus.workspace import OWNER, Change, Person, Role, Workspace, history
from corpus.workspace.notes import NoteReach, notes_on, write_note
from indexing.build import build
from ui import labels, prose, session
from ui.address import ZOOMS, ConcordanceAddress, ReaderAddress, Reading, View, passage_href

PRINTED = ["第一章 社区食堂", "社区食堂由街道提供场地，企业负责经营。", "老人每餐付八元，差额由慈善基金补足。"]
NEXT = ["第二章 其他事项", "本办法自公布之日起施行，由街道办事处负责解释。"]
TALK = "# 议事会记\n\n停车的事商量了三次。停车位归学校所有。\n\n第三次商量停车，大家同意。\n"
READER = Person("reader", Role.READER)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Home:
    folder = tmp_path_factory.mktemp("files")
    (folder / "食堂.pdf").write_bytes(pdf([lines(PRINTED, size=14, step=30), lines(NEXT)]))
    (folder / "议事.md").write_text(TALK, encoding="utf-8")
    home = Home(tmp_path_factory.mktemp("home"))
    with Catalog.open(home) as catalog:
        assert all(result.error is None for result in add_files(catalog, sorted(folder.iterdir())))
    build(home)
    return home


@pytest.fixture
def home(made: Home, monkeypatch) -> Iterator[Home]:
    monkeypatch.setenv("CASEBASE_HOME", str(made.path))
    yield made
    Workspace.path(made).unlink(missing_ok=True)


def document(home: Home, name: str) -> Document:
    with Catalog.open_readonly(home) as catalog:
        return catalog.document(next(one.doc_id for one in catalog.summaries() if name in one.source.file_name))


def marked(document: Document, text: str) -> ReaderAddress:
    start = document.text.index(text)
    return ReaderAddress(document.doc_id, start, start + len(text))


def button(app: AppTest, label: str):
    return next(one for one in app.button if one.label == label)


def test_every_state_of_the_reader_is_in_its_address() -> None:
    full = ReaderAddress("d1", 3, 9, 4, Reading.SIMPLIFIED, "q=停车", View.BOTH, 2, ZOOMS[2], "title")
    query = full.href.partition("?")[2]
    assert ReaderAddress.read(parse_qs(query)) == full
    odd = parse_qs("doc=d1&view=sideways&leaf=-1&zoom=123&start=9&end=3")
    assert ReaderAddress.read(odd) == ReaderAddress("d1")
    assert full.turned_to(7).leaf is None and full.marking(1, 2).at is None


def test_a_document_without_pages_has_one_layout(home: Home) -> None:
    page = markup(open_page(replace(marked(document(home, "议事"), "停车的事"), view=View.BOTH).href))
    assert labels.VIEWS[View.BOTH] not in words(page)
    assert "data:image/webp" not in page
    assert '<mark class="passage">停车的事</mark>' in page


def test_the_page_stands_beside_the_text_with_a_box_a_line(home: Home) -> None:
    whole = document(home, "食堂")
    address = marked(whole, PRINTED[2])
    text = markup(open_page(address.href))
    assert "data:image/webp" not in text
    assert f'href="{html.escape(address.shown_as(View.PAGE).href)}"' in text
    both = markup(open_page(replace(address, view=View.BOTH).href))
    assert both.count('class="spot-box"') == 1
    assert f'<mark class="passage">{PRINTED[2]}</mark>' in both
    assert labels.page_picture(whole.title, 1, 1) in html.unescape(both)
    page = markup(open_page(replace(address, view=View.PAGE).href))
    assert page.count('class="spot-box"') == 1
    assert '<div class="prose"' not in page
    simplified = markup(open_page(replace(address, view=View.BOTH, reading=Reading.SIMPLIFIED).href))
    boxes = [re.findall(r'class="spot-box" style="([^"]*)"', one) for one in (both, page, simplified)]
    assert boxes[0] == boxes[1] == boxes[2]


def test_another_page_says_where_the_passage_is(home: Home) -> None:
    whole = document(home, "食堂")
    address = replace(marked(whole, PRINTED[2]), view=View.PAGE)
    page = markup(open_page(address.leafed_to(2, whole.pages[1].start).href))
    assert 'class="spot-box"' not in page
    assert labels.page_of(2, 2) in words(page)
    assert f"{labels.marked_on(1)} ›" in words(page)
    beyond = markup(open_page(replace(address, leaf=99).href))
    assert labels.page_of(1, 2) in words(beyond)


def test_without_the_original_the_text_is_still_there(home: Home) -> None:
    whole = document(home, "食堂")
    with Catalog.open_readonly(home) as catalog:
        source = catalog.source_path(whole.source)
    away = source.rename(source.with_suffix(".away"))
    try:
        page = words(markup(open_page(replace(marked(whole, PRINTED[2]), view=View.BOTH).href)))
    finally:
        away.rename(source)
    assert labels.ORIGINAL_MISSING in page
    assert PRINTED[2] in page


def test_a_passage_on_a_doubtful_page_says_so_beside_it() -> None:
    text = "第一页的字。\n第二页的字。\n"
    plain = ingest_text(text, name="x.txt").document
    for kind, said in ((PageKind.OCR, labels.IN_PASSAGE_OCR), (PageKind.GARBLED, labels.IN_PASSAGE_GARBLED)):
        whole = replace(plain, pages=(Page(1, 0, 7), Page(2, 7, 14, kind=kind)))
        shown = (Paragraph(1, 0, 6), Paragraph(2, 7, 13))

        def drawn(passage: tuple[int, int], whole: Document = whole, shown=shown) -> str:
            return prose.prose(whole, text, shown, script=whole.report.script, marks=[], passage=passage)

        assert said in drawn((8, 10))
        assert drawn((8, 10)).index(said) < drawn((8, 10)).index('id="o7"')
        assert said not in drawn((1, 3))


def test_one_value_is_corrected_where_it_is_read(home: Home) -> None:
    whole = document(home, "议事")
    address = marked(whole, "停车位归学校所有")
    assert f'href="{html.escape(address.fixing("title").href)}"' in markup(open_page(address.href))
    app = open_page(address.fixing("published_on").href)
    field = next(one for one in app.text_input if one.label == labels.FIX_VALUE)
    field.set_value("去年")
    button(app, labels.SAVE).click()
    run(app)
    assert labels.fields_with_bad_dates(["published_on"]) in words(markup(app))
    next(one for one in app.text_input if one.label == labels.FIX_VALUE).set_value("2023-05")
    button(app, labels.SAVE).click()
    run(app)
    assert document(home, "议事").metadata.get("published_on") == "2023-05"
    assert "fix" not in app.query_params
    with Workspace.open_readonly(home) as workspace:
        (entry,) = [one for one in history(workspace) if one.change == Change.CORRECTED]
    assert (entry.person, entry.target) == (OWNER.name, whole.doc_id)


def test_who_may_not_correct_is_not_offered_it(home: Home, monkeypatch) -> None:
    whole = document(home, "议事")
    assert 'class="fix"' in markup(open_page(ReaderAddress(whole.doc_id).href))
    monkeypatch.setattr(session, "person", lambda: READER)
    for module in ("ui.facts", "ui.noting"):
        monkeypatch.setattr(f"{module}.person", lambda: READER)
    app = open_page(ReaderAddress(whole.doc_id, fix="title").href)
    page = markup(app)
    assert labels.FIX_MORE not in words(page)
    assert 'class="fix"' not in page
    assert all(one.label != labels.FIX_VALUE for one in app.text_input)


def test_a_note_is_written_listed_changed_and_removed(home: Home) -> None:
    whole = document(home, "议事")
    address = marked(whole, "停车位归学校所有")
    app = open_page(address.href)
    button(app, labels.NOTE_SAVE).click()
    run(app)
    assert labels.NOTE_EMPTY in words(markup(app))
    hostile = "<script>window.owned=1</script> **要核对**"
    next(one for one in app.text_area if one.label == labels.NOTE_PROMPT).set_value(hostile)
    button(app, labels.NOTE_SAVE).click()
    run(app)
    page = markup(app)
    assert labels.NOTE_SAVED in words(page)
    assert "<script>window.owned" not in page
    assert page.count("&lt;script&gt;window.owned=1&lt;/script&gt; **要核对**") == 3  # by its words, below them, listed
    assert re.search(r'<mark class="passage noted"[^>]*>停车位归学校所有</mark>', page)
    with Workspace.open_readonly(home) as workspace:
        (note,) = notes_on(workspace, OWNER, whole.doc_id)
    assert (note.quote, note.text, note.reach) == ("停车位归学校所有", hostile, NoteReach.PRIVATE)

    app = open_page(ReaderAddress(whole.doc_id).href)
    button(app, labels.NOTE_EDIT).click()
    run(app)
    next(one for one in app.text_area if one.label == labels.NOTES).set_value("改过")
    next(one for one in app.checkbox if one.label == labels.NOTE_SHARE).check()
    next(one for one in app.button if one.key == f"note-save-{note.id}").click()
    run(app)
    with Workspace.open_readonly(home) as workspace:
        (note,) = notes_on(workspace, READER, whole.doc_id)
    assert (note.text, note.reach) == ("改过", NoteReach.SHARED)


def test_notes_of_others_are_read_where_shared_and_never_changed(home: Home) -> None:
    whole = document(home, "议事")
    place = marked(whole, "大家同意")
    other = Person("ben@example.org", Role.REVIEWER)
    with Workspace.open(home) as workspace:
        write_note(workspace, other, whole, (place.start, place.end), "私下的想法")
        write_note(workspace, other, whole, (place.start, place.end), "大家看看", NoteReach.SHARED)
    app = open_page(ReaderAddress(whole.doc_id).href)
    page = words(markup(app))
    assert "大家看看" in page and "ben@example.org" in page
    assert "私下的想法" not in markup(app)
    assert all(one.label != labels.NOTE_EDIT for one in app.button)


def test_a_note_whose_words_are_gone_says_so(home: Home) -> None:
    whole = document(home, "议事")
    earlier = replace(whole, text=whole.text.replace("大家同意", "大家反对"))
    at = earlier.text.index("大家反对")
    with Workspace.open(home) as workspace:
        write_note(workspace, OWNER, earlier, (at, at + 4), "为什么反对")
        longer = replace(whole, text="前言。\n" + whole.text)
        moved = longer.text.index("停车位归学校所有")
        write_note(workspace, OWNER, longer, (moved, moved + 8), "哪所学校")
    page = words(markup(open_page(ReaderAddress(whole.doc_id).href)))
    assert labels.NOTE_LOST in page and "为什么反对" in page
    assert labels.NOTE_MOVED in page


def test_the_occurrences_of_a_concordance_are_walked_through(home: Home) -> None:
    whole = document(home, "议事")
    starts = [found.start() for found in re.finditer("停车", whole.text)]
    asked = ConcordanceAddress(term="停车")
    href = passage_href(whole.doc_id, starts[1], starts[1] + 2, back=asked)
    page = markup(open_page(href))
    assert labels.hit_position(2, 3) in words(page)
    assert html.escape(passage_href(whole.doc_id, starts[2], starts[2] + 2, back=asked)) in page
    assert html.escape(passage_href(whole.doc_id, starts[0], starts[0] + 2, back=asked)) in page
    assert html.escape(asked.href) in page
    assert labels.BACK_TO_LINES in words(page)


def test_what_a_printed_page_says_of_itself(home: Home) -> None:
    whole = document(home, "食堂")
    page = markup(open_page(marked(whole, PRINTED[1]).href))
    paper = re.search(r'<dl class="on-paper">(.*?)</dl>', page, re.S)
    assert paper
    said = words(paper.group(1))
    assert whole.source.sha256 in said and "食堂.pdf" in said
    assert f"doc={whole.doc_id}&start=" in html.unescape(said)


def test_the_script_and_styles_are_there() -> None:
    folder = Path(prose.__file__).parent
    assert "@media print" in (folder / "style" / "print.css").read_text("utf-8")
    assert "data-aside" in (folder / "reader.js").read_text("utf-8")
