"""The collections on the pages, run by Streamlit's own test harness over a small real library."""

# ruff: noqa: F811 - fixtures are arguments of the same name

from __future__ import annotations

import re
from datetime import date
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest
from test_pages import home, library, open_page, run  # noqa: F401 - fixtures are found by their names

from corpus.catalog import Catalog
from corpus.errors import CasebaseError, NotFoundError
from corpus.home import Home
from corpus.ingest import ingest_text
from corpus.workspace import OWNER, Person, Role, Workspace, history
from search.citation import Citation
from search.collections import (
    Collection,
    CollectionError,
    CollectionProblem,
    Collections,
    Contents,
    Item,
    Visibility,
)
from search.collections.export import Brief, Form, exported
from ui import collecting, labels, session
from ui.address import CollectionsAddress, ReaderAddress, SearchAddress, passage_href
from ui.log_page import in_words

WORDS = "反对的住户可以提出补偿"
EVIL = "<script>window.owned = true</script><img src=x onerror=alert(1)>**粗** $x$"


def text_of(app: AppTest) -> str:
    return " ".join(one.proto.body for one in app.get("html"))


def excerpt(home: Home, words: str = WORDS, title: str = "清溪区") -> Citation:
    with Catalog.open_readonly(home) as catalog:
        doc_id = next(one.doc_id for one in catalog.summaries() if one.title.startswith(title))
        document, passages = catalog.document(doc_id), catalog.passages(doc_id)
    at = document.text.index(words)
    locator = next(one.locator for one in passages if one.start <= at < one.end)
    source = document.source
    span = (at, at + len(words), words, source.sha256)
    return Citation(doc_id, *span, document.title, document.metadata, locator, source.file_name)


def made(home: Home, title: str = "加装电梯", *citations: Citation, person: Person = OWNER) -> Collection:
    with Workspace.open(home) as workspace:
        collection = Collections(workspace, person).make(title, "给老旧小区改造科。")
        for one in citations:
            Contents(workspace, person, collection.id).add_excerpt(one, f"备注{one.start}")
        return collection


def items(home: Home, collection: Collection, person: Person = OWNER) -> tuple[Item, ...]:
    with Workspace.open_readonly(home) as workspace:
        return Contents(workspace, person, collection.id).items()


def visible(home: Home, person: Person = OWNER) -> tuple[Collection, ...]:
    with Workspace.open_readonly(home) as workspace:
        return Collections(workspace, person).visible()


def press(app: AppTest, label: str, at: int = 0) -> AppTest:
    [one for one in app.button if one.label == label][at].click()
    return run(app)


@pytest.fixture
def pair(home: Home) -> Collection:
    return made(home, "加装电梯", excerpt(home), excerpt(home, "费用按楼层分担，一楼不出钱"))


# The list


def test_an_empty_list_says_how_to_begin(home: Home) -> None:
    app = open_page(CollectionsAddress().href)
    said = text_of(app)
    for words in (labels.COLLECTIONS_NONE, *labels.COLLECTIONS_NONE_DO, labels.COLLECTIONS_SEARCH):
        assert words in said
    assert not (home.path / "workspace.sqlite").exists()


def test_a_collection_is_made_by_its_title(home: Home) -> None:
    app = open_page(CollectionsAddress().href)
    app.text_input(key="collection-title").set_value("  加装电梯 ")
    press(app, labels.COLLECTION_MAKE)
    (collection,) = visible(home)
    assert (collection.title, collection.owner) == ("加装电梯", OWNER.name)
    assert collection.id in app.query_params["id"]
    assert labels.COLLECTION_EMPTY in text_of(app)
    assert f">{collection.title}</h1>" in text_of(app)


def test_ones_own_come_before_those_of_others(home: Home, pair: Collection) -> None:
    ben = Person("ben", Role.REVIEWER)
    shared, private = made(home, "本的分享", person=ben), made(home, "本的私藏", person=ben)
    with Workspace.open(home) as workspace:
        Collections(workspace, ben).share(shared.id, Visibility.SHARED)
    said = text_of(open_page(CollectionsAddress().href))
    assert said.index(labels.COLLECTIONS_OWN) < said.index(pair.title) < said.index(labels.COLLECTIONS_SHARED)
    assert said.index(labels.COLLECTIONS_SHARED) < said.index("本的分享")
    assert labels.collection_owner("ben") in said
    assert private.title not in said
    page = text_of(open_page(CollectionsAddress(private.id).href))
    assert "没有这个专题集" in page
    assert private.title not in page


def test_an_address_that_names_none(home: Home) -> None:
    for name in ("nowhere", EVIL):
        said = text_of(open_page(CollectionsAddress(name).href))
        assert "没有这个专题集" in said
        assert "<script>window" not in said


# One collection


def test_a_collection_shows_its_items_with_source_and_note(home: Home, pair: Collection) -> None:
    app = open_page(CollectionsAddress(pair.id).href)
    said = text_of(app)
    first, second = items(home, pair)
    assert said.index(WORDS) < said.index("费用按楼层分担，一楼不出钱")
    assert first.note in said
    assert "一、怎样让住户坐到一起商量" in said
    assert "给老旧小区改造科。" in said
    for one in (first, second):
        href = passage_href(one.citation.doc_id, one.citation.start, one.citation.end)
        assert f'href="{href}"'.replace("&", "&amp;") in said
    assert labels.QUOTATION_FINDINGS["exact"] not in said


def test_items_are_moved_with_buttons(home: Home, pair: Collection) -> None:
    first, second = (one.number for one in items(home, pair))
    app = open_page(CollectionsAddress(pair.id).href)
    moves = [one for one in app.button if one.label in (labels.ITEM_UP, labels.ITEM_DOWN)]
    assert [one.disabled for one in moves] == [True, False, False, True]
    press(app, labels.ITEM_DOWN)
    assert [one.number for one in items(home, pair)] == [second, first]
    press(app, labels.ITEM_UP, at=1)
    assert [one.number for one in items(home, pair)] == [first, second]


def test_a_note_and_a_place_are_edited(home: Home, pair: Collection) -> None:
    first, second = (one.number for one in items(home, pair))
    app = press(open_page(CollectionsAddress(pair.id).href), labels.ITEM_NOTE)
    app.text_area(key=f"words-{first}").set_value("新的备注")
    app.number_input(key=f"position-{first}").set_value(2)
    press(app, labels.ITEM_SAVE)
    assert [(one.number, one.note) for one in items(home, pair)][1] == (first, "新的备注")
    assert items(home, pair)[0].number == second
    assert not app.text_area


def test_what_was_changed_meanwhile_is_said_and_nothing_is_saved(home: Home, pair: Collection) -> None:
    first, _ = (one.number for one in items(home, pair))
    app = press(open_page(CollectionsAddress(pair.id).href), labels.ITEM_NOTE)
    with Workspace.open(home) as workspace:
        Contents(workspace, OWNER, pair.id).annotate(first, "别人刚写的")
    app.text_area(key=f"words-{first}").set_value("我的备注")
    app.number_input(key=f"position-{first}").set_value(2)
    press(app, labels.ITEM_SAVE)
    assert labels.error_text(CollectionError(CollectionProblem.MEANWHILE, "the note")).what in text_of(app)
    above = items(home, pair)[0]
    assert (above.number, above.note) == (first, "别人刚写的")  # nor was it moved
    assert app.text_area(key=f"words-{first}").value == "我的备注"


def test_what_was_removed_comes_back(home: Home, pair: Collection) -> None:
    before = items(home, pair)
    app = press(open_page(CollectionsAddress(pair.id).href), labels.ITEM_REMOVE)
    assert items(home, pair)[0].number == before[1].number
    assert labels.item_removed(WORDS) in text_of(app)
    press(app, labels.ITEM_UNDO)
    assert items(home, pair) == before
    assert labels.ITEM_UNDO not in [one.label for one in app.button]


def test_headings_and_texts_give_it_a_structure(home: Home, pair: Collection) -> None:
    app = open_page(CollectionsAddress(pair.id).href)
    app.session_state["add-heading"] = True
    run(app)
    app.text_input(key="add-heading-words").set_value(EVIL)
    press(app, labels.ADD_ITEM)
    app.session_state["add-text"] = True
    run(app)
    app.text_area(key="add-text-words").set_value("自己的话")
    press(app, labels.ADD_ITEM)
    assert [one.text for one in items(home, pair)][2:] == [EVIL, "自己的话"]
    assert "<script>window" not in text_of(app)
    assert "&lt;script&gt;window" in text_of(app)


def test_a_long_collection_is_shown_in_parts(home: Home, pair: Collection) -> None:
    with Workspace.open(home) as workspace:
        for number in range(40):
            Contents(workspace, OWNER, pair.id).add_text(f"第{number}段话。")
    first = open_page(CollectionsAddress(pair.id).href)
    assert WORDS in text_of(first)
    assert "第39段话。" not in text_of(first)
    assert labels.pages(1, 2) in text_of(first)
    for page in (2, 99):
        second = open_page(CollectionsAddress(pair.id, page).href)
        assert WORDS not in text_of(second)
        assert "第39段话。" in text_of(second)
    first.session_state["add-heading"] = True
    run(first)
    first.text_input(key="add-heading-words").set_value("末尾的小标题")
    press(first, labels.ADD_ITEM)
    assert "末尾的小标题" in text_of(first)


def test_every_quotation_is_checked_on_demand(home: Home, pair: Collection) -> None:
    app = press(open_page(CollectionsAddress(pair.id).href), labels.CHECK_ALL)
    assert labels.checked_all(2, 0) in text_of(app)
    assert text_of(app).count(f"</span>{labels.QUOTATION_FINDINGS['exact']}</p>") == 2


def test_what_changed_or_is_gone_says_so_unasked(home: Home) -> None:
    one = excerpt(home)
    changed = Citation(
        **{name: getattr(one, name) for name in Citation.__slots__} | {"quote": "反对的住户可以提出赔偿"}
    )
    alley = excerpt(home, "決議張貼在弄堂口", "臨江")
    collection = made(home, "变了的", changed, alley)
    with Catalog.open(home) as catalog:
        catalog.remove(alley.doc_id)
        catalog.add_many([ingest_text("決議張貼在弄堂口", name="抄录.txt", title="抄录")])
    app = open_page(CollectionsAddress(collection.id).href)
    said = text_of(app)
    assert labels.QUOTATION_FINDINGS["changed"] in said
    assert labels.finding_difference("赔", "补") in said
    assert labels.QUOTATION_FINDINGS["document gone"] in said
    assert labels.finding_elsewhere("抄录") not in said  # nothing is sought until somebody asks
    press(app, labels.CHECK_ALL)
    assert labels.checked_all(2, 2) in text_of(app)
    assert labels.finding_elsewhere("抄录") in text_of(app)


def test_title_and_sharing_are_changed_in_a_dialog(home: Home, pair: Collection) -> None:
    app = press(open_page(CollectionsAddress(pair.id).href), labels.COLLECTION_SETTINGS)
    app.text_input(key="settings-title").set_value("另一个名字")
    app.radio(key="settings-visibility").set_value(Visibility.SHARED)
    press(app, labels.COLLECTION_SAVE)
    (after,) = visible(home)
    assert (after.title, after.description, after.visibility) == ("另一个名字", "给老旧小区改造科。", Visibility.SHARED)
    assert ">另一个名字</h1>" in text_of(app)


def test_deleting_asks_first(home: Home, pair: Collection) -> None:
    app = press(open_page(CollectionsAddress(pair.id).href), labels.COLLECTION_SETTINGS)
    delete = next(one for one in app.button if one.label == labels.COLLECTION_DELETE)
    assert delete.disabled  # what it does is in tests/test_browser_collections.py: the harness draws no dialog twice
    assert visible(home)


def test_what_cannot_be_done_is_worded() -> None:
    fallback = labels.error_text(CasebaseError("x")).what
    errors = [
        *(CollectionError(problem, "the note", 20_000) for problem in CollectionProblem),
        NotFoundError("collection", "x", "y"),
        NotFoundError("item", "7", "y"),
    ]
    said = [labels.error_text(error) for error in errors]
    assert len({one.what for one in said}) == len(errors) - 1
    assert fallback not in {one.what for one in said}
    assert "20,000" in said[2].what


@pytest.mark.parametrize(("role", "adds"), [(Role.READER, False), (Role.REVIEWER, True)])
def test_an_open_collection_of_somebody_else(
    home: Home,
    pair: Collection,
    monkeypatch: pytest.MonkeyPatch,
    role: Role,
    adds: bool,
) -> None:
    with Workspace.open(home) as workspace:
        Collections(workspace, OWNER).share(pair.id, Visibility.OPEN)
    monkeypatch.setattr(session, "person", lambda: Person("eve", role))
    app = open_page(CollectionsAddress(pair.id).href)
    shown = {one.label for one in app.button}
    assert not shown & {labels.ITEM_UP, labels.ITEM_NOTE, labels.ITEM_REMOVE, labels.COLLECTION_SETTINGS}
    assert labels.CHECK_ALL in shown
    assert ("add-heading" in app.session_state) is adds
    assert WORDS in text_of(app)


def test_every_format_is_on_offer(home: Home, pair: Collection) -> None:
    app = open_page(CollectionsAddress(pair.id).href)
    assert not app.get("download_button")
    app.session_state[f"briefing-{pair.id}"] = True
    run(app)
    offered = [one.proto.label for one in app.get("download_button")]
    assert [one.split("（")[0] for one in offered] == [labels.FORMS[form].split("（")[0] for form in Form]


# Taking passages in


def reader_at(one: Citation) -> tuple[AppTest, str]:
    """The reader with the form open, and the key of its button."""
    app = open_page(passage_href(one.doc_id, one.start, one.end))
    key = f"passage-{one.start}-{one.end}"
    app.session_state[f"collect-{key}"] = True
    return run(app), key


def test_a_passage_is_taken_in_from_the_reader(home: Home) -> None:
    app, key = reader_at(excerpt(home))
    app.text_input(key=f"title-{key}").set_value(EVIL)
    app.text_area(key=f"note-{key}").set_value("为什么收它")
    press(app, labels.COLLECT_SAVE)
    (collection,) = visible(home)
    assert (collection.title, collection.excerpts) == (EVIL, 1)
    (item,) = items(home, collection)
    assert (item.citation.quote, item.note) == (WORDS, "为什么收它")
    assert item.citation.locator.heading_path
    assert "&lt;script&gt;window" in text_of(app)
    assert "<script>window.owned" not in text_of(app)
    assert not app.session_state[f"collect-{key}"]
    with Workspace.open_readonly(home) as workspace:
        assert len(history(workspace)) == 2


def test_the_same_passage_again_says_so(home: Home, pair: Collection) -> None:
    app, key = reader_at(excerpt(home))
    assert app.selectbox(key=f"into-{key}").options == [pair.title, labels.COLLECT_NEW]
    press(app, labels.COLLECT_SAVE)
    assert labels.collected_already(pair.title) in text_of(app)
    assert len(items(home, pair)) == 2


def test_a_hit_is_taken_in_from_its_card(home: Home) -> None:
    app = open_page(SearchAddress("反对加装电梯的住户能得到补偿吗").href)
    key = re.search(r'data-act="collect" data-of="(\d+)"', text_of(app))[1]
    app.session_state["collecting"] = key  # as a click on the button leaves it
    run(app)
    press(app, labels.COLLECT_SAVE)
    (collection,) = visible(home)
    assert collection.title == labels.COLLECTION_UNTITLED
    (item,) = items(home, collection)
    with Catalog.open_readonly(home) as catalog:
        assert catalog.text(item.citation.doc_id)[item.citation.start : item.citation.end] == item.citation.quote


def test_cards_read_no_collections_before_they_are_asked(
    home: Home,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("the collections were read")

    monkeypatch.setattr(collecting, "Collections", never)
    app = open_page(SearchAddress("电梯").href)
    assert WORDS in text_of(app)


def test_what_keeps_a_passage_out_is_said_in_the_form(home: Home, pair: Collection) -> None:
    app, key = reader_at(excerpt(home))
    app.text_area(key=f"note-{key}").set_value("长" * 20_001)
    press(app, labels.COLLECT_SAVE)
    assert "20,000" in text_of(app)
    assert app.session_state[f"collect-{key}"]
    assert len(items(home, pair)) == 2


def test_no_passage_nothing_to_take_in(home: Home) -> None:
    app = open_page(ReaderAddress(excerpt(home).doc_id).href)
    assert labels.COLLECT not in [one.proto.popover.label for one in app.get("popover")]


def test_addresses_of_collections() -> None:
    for address in (CollectionsAddress(), CollectionsAddress("a1", 3), CollectionsAddress(EVIL)):
        assert CollectionsAddress.read(parse_qs(address.href.partition("?")[2])) == address


def test_exports_of_hostile_words_are_made(home: Home) -> None:
    collection = made(home, EVIL, excerpt(home))
    with Workspace.open(home) as workspace:
        Contents(workspace, OWNER, collection.id).add_text(EVIL)
        brief = Brief(collection, Contents(workspace, OWNER, collection.id).items(), date.today())
    for form in Form:
        assert exported(brief, form)
    assert b"<script" not in exported(brief, Form.MARKDOWN).replace(b"\\<", b"")


def test_the_log_words_every_change_of_a_collection(home: Home, pair: Collection) -> None:
    with Workspace.open(home) as workspace:
        contents = Contents(workspace, OWNER, pair.id)
        heading, text = contents.add_heading("一、背景"), contents.add_text("按语")
        contents.annotate(contents.items()[0].number, "备注")
        contents.reword(text.number, "按语二")
        contents.move(heading.number, 0)
        contents.remove(heading.number)
        contents.restore(heading.number)
        collections = Collections(workspace, OWNER)
        collections.describe(pair.id, "新名", "说明")
        collections.share(pair.id, Visibility.OPEN)
        told = [in_words(one.detail) for one in history(workspace)]
    assert len(told) >= 9
    assert not [one for one in told if re.search("[a-z]", one)]
