"""Collections: what is kept, who may see and change it, that people at the same time lose nothing, what is logged."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.catalog import Catalog
from corpus.errors import NotFoundError
from corpus.home import Home
from corpus.ingest import add_files
from corpus.model import Confidence, Locator, Metadata, MetadataValue, Origin
from corpus.workspace import Change, NotAllowedError, Person, Role, Workspace, history
from search.citation import Citation
from search.collections import CollectionError, CollectionProblem, Collections, Contents, ItemKind, Visibility, snapshot
from search.collections.checking import Finding, Quotation, check, sought_elsewhere
from search.collections.model import TITLE_LIMIT

ANNA = Person("anna", Role.READER)
BEN = Person("ben", Role.REVIEWER)
CARL = Person("carl", Role.EDITOR)
ROOT = Person("root", Role.ADMINISTRATOR)
TEXT = (
    "一、补偿\n反对的住户可以提出补偿，三天内答复，协商不成的不开工。\n"
    "二、费用\n费用按楼层分担，一楼不出钱并得到补偿。\n"
)


def citation(start: int = 5, end: int = 10, **changes: object) -> Citation:
    whole = Citation(
        doc_id="d1",
        start=start,
        end=end,
        quote="反对的住户",
        sha256="ab" * 32,
        title="清溪区加装电梯",
        metadata=Metadata(
            title=MetadataValue("清溪区加装电梯", Origin.TEXT, 0, 7),
            region=MetadataValue("浙江省杭州市", Origin.PERSON, confidence=Confidence.LOW),
        ),
        locator=Locator(3, "1", ("一、补偿", "（一）怎样提出"), "第二条", 4, ocr=True),
        file_name="电梯.md",
        ocr=True,
    )
    return replace(whole, **changes)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "home") as opened:
        yield opened


def test_a_citation_survives_being_stored() -> None:
    assert snapshot.from_json(snapshot.to_json(citation())) == citation()
    bare = citation(metadata=Metadata(), locator=Locator(), quote="换行\n与\t制表", ocr=False)
    assert snapshot.from_json(snapshot.to_json(bare)) == bare


def test_what_a_later_version_stores_is_read_without_what_is_unknown() -> None:
    stored = snapshot.to_json(citation()).replace('"region"', '"colour"').replace('"page_label"', '"shelf"')
    read = snapshot.from_json(stored)
    assert (read.metadata.region, read.locator.page_label) == (None, None)
    assert (read.quote, read.locator.page) == ("反对的住户", 3)


def test_a_collection_is_made_described_and_deleted(workspace: Workspace) -> None:
    mine = Collections(workspace, ANNA)
    made = mine.make("  加装电梯  ", "怎样补偿")
    assert (made.title, made.owner, made.visibility) == ("加装电梯", "anna", Visibility.PRIVATE)
    assert mine.visible() == (made,)
    assert mine.describe(made.id, "电梯", "").title == "电梯"
    Contents(workspace, ANNA, made.id).add_excerpt(citation())
    assert (mine.get(made.id).excerpts, mine.get(made.id).documents) == (1, 1)
    mine.delete(made.id)
    assert mine.visible() == ()
    assert workspace.select("SELECT * FROM collection_items") == []
    with pytest.raises(NotFoundError):
        mine.get(made.id)


@pytest.mark.parametrize(
    ("title", "problem"),
    [("", CollectionProblem.NO_WORDS), (" \n", CollectionProblem.NO_WORDS), ("题" * 121, CollectionProblem.TOO_LONG)],
)
def test_titles_that_cannot_be_kept(workspace: Workspace, title: str, problem: CollectionProblem) -> None:
    with pytest.raises(CollectionError) as raised:
        Collections(workspace, ANNA).make(title)
    assert raised.value.problem is problem
    assert Collections(workspace, ANNA).make("题" * TITLE_LIMIT).title == "题" * TITLE_LIMIT


def test_a_private_collection_is_not_there_for_others(workspace: Workspace) -> None:
    made = Collections(workspace, ANNA).make("只给自己看")
    item = Contents(workspace, ANNA, made.id).add_excerpt(citation()).item
    for other in (BEN, CARL, ROOT):
        theirs, contents = Collections(workspace, other), Contents(workspace, other, made.id)
        assert theirs.visible() == ()
        for reach in (
            lambda theirs=theirs: theirs.get(made.id),
            lambda theirs=theirs: theirs.describe(made.id, "x", ""),
            lambda theirs=theirs: theirs.delete(made.id),
            contents.items,
            lambda contents=contents: contents.add_excerpt(citation(30, 35)),
            lambda contents=contents: contents.add_heading("x"),
            lambda contents=contents: contents.annotate(item.number, "x"),
            lambda contents=contents: contents.move(item.number, 0),
            lambda contents=contents: contents.remove(item.number),
            lambda contents=contents: contents.restore(item.number),
        ):
            with pytest.raises(NotFoundError):
                reach()
    with pytest.raises(NotFoundError):
        Collections(workspace, CARL).share(made.id, Visibility.OPEN)
    assert Contents(workspace, ANNA, made.id).items() == (item,)


def test_items_of_another_collection_are_not_reached_through_ones_own(workspace: Workspace) -> None:
    hers = Collections(workspace, ANNA).make("安娜的")
    item = Contents(workspace, ANNA, hers.id).add_excerpt(citation()).item
    his = Contents(workspace, BEN, Collections(workspace, BEN).make("本的").id)
    for reach in (
        his.remove,
        his.restore,
        lambda number: his.annotate(number, "x"),
        lambda number: his.move(number, 0),
    ):
        with pytest.raises(NotFoundError):
            reach(item.number)


def test_sharing_needs_the_right_to_share(workspace: Workspace) -> None:
    hers, his = Collections(workspace, ANNA), Collections(workspace, BEN)
    kept, shared = hers.make("读者的"), his.make("评审的")
    with pytest.raises(NotAllowedError):
        hers.share(kept.id, Visibility.SHARED)
    assert hers.share(kept.id, Visibility.PRIVATE).visibility is Visibility.PRIVATE
    his.share(shared.id, Visibility.SHARED)
    assert [one.id for one in hers.visible()] == [kept.id, shared.id]
    assert hers.fillable() == (hers.get(kept.id),)
    with pytest.raises(CollectionError) as raised:
        Contents(workspace, CARL, shared.id).add_excerpt(citation())
    assert raised.value.problem is CollectionProblem.NOT_YOURS
    with pytest.raises(CollectionError):
        Collections(workspace, ROOT).delete(shared.id)


def test_an_open_collection_is_filled_by_whoever_may_share(workspace: Workspace) -> None:
    made = Collections(workspace, BEN).make("大家的")
    Collections(workspace, BEN).share(made.id, Visibility.OPEN)
    bens = Contents(workspace, BEN, made.id).add_excerpt(citation()).item
    carls, annas = Contents(workspace, CARL, made.id), Contents(workspace, ANNA, made.id)
    added = carls.add_excerpt(citation(30, 35), "卡尔的备注").item
    assert added.added_by == "carl"
    assert carls.annotate(added.number, "改过").note == "改过"
    for refused in (
        lambda: carls.annotate(bens.number, "x"),
        lambda: carls.remove(bens.number),
        lambda: carls.move(added.number, 0),
        lambda: annas.add_heading("读者不能加"),
        lambda: annas.remove(added.number),
    ):
        with pytest.raises(CollectionError):
            refused()
    carls.remove(added.number)
    Contents(workspace, BEN, made.id).restore(added.number)
    assert [one.number for one in annas.items()] == [bens.number, added.number]


def test_the_same_span_twice_says_so(workspace: Workspace) -> None:
    contents = Contents(workspace, ANNA, Collections(workspace, ANNA).make("电梯").id)
    first = contents.add_excerpt(citation(), "第一次")
    again = contents.add_excerpt(citation(), "第二次")
    assert (first.new, again.new) == (True, False)
    assert again.item == first.item
    assert [one.note for one in contents.items()] == ["第一次"]
    assert contents.add_excerpt(citation(end=9, quote="反对的住")).new


def test_items_stand_where_they_are_put(workspace: Workspace) -> None:
    contents = Contents(workspace, ANNA, Collections(workspace, ANNA).make("电梯").id)
    a = contents.add_heading("一\n二").number
    b = contents.add_excerpt(citation()).item.number
    c = contents.add_text("自己的话").number
    d = contents.add_excerpt(citation(30, 35)).item.number

    def order() -> list[int]:
        items = contents.items()
        assert [one.position for one in items] == list(range(len(items)))
        return [one.number for one in items]

    assert order() == [a, b, c, d]
    assert contents.items()[0].text == "一 二"
    contents.move(d, 0)
    assert order() == [d, a, b, c]
    contents.move(d, 2)
    assert order() == [a, b, d, c]
    contents.move(a, 99)
    assert order() == [b, d, c, a]
    contents.remove(d)
    assert order() == [b, c, a]
    contents.restore(d)
    assert order() == [b, d, c, a]
    contents.restore(d)
    assert order() == [b, d, c, a]
    with pytest.raises(NotFoundError):
        contents.move(999, 0)


def test_words_of_headings_change_and_those_of_excerpts_do_not(workspace: Workspace) -> None:
    contents = Contents(workspace, ANNA, Collections(workspace, ANNA).make("电梯").id)
    heading, excerpt = contents.add_heading("旧"), contents.add_excerpt(citation()).item
    assert contents.reword(heading.number, "新").text == "新"
    with pytest.raises(NotFoundError):
        contents.reword(excerpt.number, "改引文")
    with pytest.raises(CollectionError):
        contents.reword(heading.number, " ")
    with pytest.raises(CollectionError):
        contents.add_excerpt(citation(0, 0, quote=""))
    assert [one.kind for one in contents.items()] == [ItemKind.HEADING, ItemKind.EXCERPT]


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(workspace: Workspace) -> None:
    contents = Contents(workspace, ANNA, Collections(workspace, ANNA).make("电梯").id)
    heading, excerpt = contents.add_heading("旧"), contents.add_excerpt(citation(), "旧备注").item
    contents.reword(heading.number, "别人的", before="旧")
    contents.annotate(excerpt.number, "别人的", before="旧备注")
    for change in (
        lambda: contents.reword(heading.number, "我的", before="旧"),
        lambda: contents.annotate(excerpt.number, "我的", before="旧备注"),
    ):
        with pytest.raises(CollectionError) as raised:
            change()
        assert raised.value.problem is CollectionProblem.MEANWHILE
    assert [(one.text, one.note) for one in contents.items()] == [("别人的", ""), ("", "别人的")]


def test_what_was_removed_and_added_again_is_restored_once(workspace: Workspace) -> None:
    contents = Contents(workspace, ANNA, Collections(workspace, ANNA).make("电梯").id)
    first = contents.add_excerpt(citation()).item
    contents.remove(first.number)
    second = contents.add_excerpt(citation())
    assert second.new
    assert contents.restore(first.number) == second.item
    assert contents.items() == (second.item,)


def test_people_who_add_at_the_same_time_lose_nothing(workspace: Workspace) -> None:
    made = Collections(workspace, BEN).make("大家的")
    Collections(workspace, BEN).share(made.id, Visibility.OPEN)
    failures: list[BaseException] = []

    def add(person: Person, first: int) -> None:
        try:
            with Workspace.open(workspace.home) as own:
                contents = Contents(own, person, made.id)
                for n in range(first, first + 12):
                    added = contents.add_excerpt(citation(n, n + 5)).item
                    if n % 3 == 0 and person is BEN:
                        contents.move(added.number, 0)
        except BaseException as error:
            failures.append(error)

    threads = [
        threading.Thread(target=add, args=(who, at)) for who, at in ((BEN, 0), (CARL, 100), (BEN, 200), (CARL, 0))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    items = Contents(workspace, BEN, made.id).items()
    assert [one.position for one in items] == list(range(36))
    assert {one.citation.start for one in items if one.citation} == {*range(12), *range(100, 112), *range(200, 212)}


def test_two_open_files_see_each_other(workspace: Workspace) -> None:
    with Workspace.open(workspace.home) as other:
        made = Collections(workspace, ANNA).make("电梯")
        Contents(other, ANNA, made.id).add_heading("从另一处")
        assert [one.text for one in Contents(workspace, ANNA, made.id).items()] == ["从另一处"]
        Contents(workspace, ANNA, made.id).add_heading("从这里")
        assert [one.text for one in Contents(other, ANNA, made.id).items()] == ["从另一处", "从这里"]


def test_every_change_is_in_the_log_and_no_words_are(workspace: Workspace) -> None:
    mine = Collections(workspace, BEN)
    made = mine.make("机密题名")
    mine.describe(made.id, "机密题名二", "机密说明")
    contents = Contents(workspace, BEN, made.id)
    excerpt = contents.add_excerpt(citation(), "机密备注").item
    contents.annotate(excerpt.number, "机密备注二")
    contents.annotate(excerpt.number, "")
    contents.reword(contents.add_heading("机密标题").number, "机密标题二")
    contents.move(excerpt.number, 5)
    contents.remove(excerpt.number)
    contents.restore(excerpt.number)
    mine.share(made.id, Visibility.SHARED)
    mine.delete(made.id)
    log = list(reversed(history(workspace)))
    assert [(one.change, one.detail.get("what")) for one in log] == [
        (Change.COLLECTION_MADE, None),
        (Change.COLLECTION_CHANGED, "title and description"),
        (Change.COLLECTION_CHANGED, "excerpt added"),
        (Change.NOTED, "note"),
        (Change.NOTE_REMOVED, "note"),
        (Change.COLLECTION_CHANGED, "heading added"),
        (Change.COLLECTION_CHANGED, "text"),
        (Change.COLLECTION_CHANGED, "order"),
        (Change.COLLECTION_CHANGED, "removed"),
        (Change.COLLECTION_CHANGED, "restored"),
        (Change.COLLECTION_SHARED, None),
        (Change.COLLECTION_REMOVED, None),
    ]
    assert {(one.person, one.target) for one in log} == {("ben", made.id)}
    assert "机密" not in str(log)


def test_a_refused_change_leaves_nothing_behind(workspace: Workspace) -> None:
    before = len(history(workspace))
    with pytest.raises(CollectionError):
        Collections(workspace, ANNA).make("")
    made = Collections(workspace, BEN).make("电梯")
    with pytest.raises(NotFoundError):
        Contents(workspace, ANNA, made.id).add_heading("x")
    assert len(history(workspace)) == before + 1


# Checking against the library


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Home:
    folder = tmp_path_factory.mktemp("files")
    (folder / "电梯.txt").write_text(TEXT, encoding="utf-8")
    (folder / "另一篇.txt").write_text("别的话。\n协商不成的不开工。\n", encoding="utf-8")
    home = Home(tmp_path_factory.mktemp("home"))
    with Catalog.open(home) as catalog:
        assert all(result.error is None for result in add_files(catalog, sorted(folder.iterdir())))
    return home


@pytest.fixture
def catalog(library: Home) -> Iterator[Catalog]:
    with Catalog.open_readonly(library) as opened:
        yield opened


def recorded(catalog: Catalog, words: str, number: int = 1, **changes: object) -> Quotation:
    document = next(one for one in catalog.summaries() if one.title.startswith("电梯"))
    at = catalog.text(document.doc_id).index(words)
    return replace(Quotation(number, words, document.doc_id, at, at + len(words), document.source.sha256), **changes)


def test_quotations_are_compared_to_the_character(catalog: Catalog) -> None:
    exact = recorded(catalog, "反对的住户可以提出补偿，三天内答复", 1)
    moved = recorded(catalog, "得到补偿", 2, start=0, end=4)
    changed = recorded(catalog, "费用按楼层分担，一楼不出钱", 3, quote="费用按楼层分担，二楼不出钱")
    comma = recorded(catalog, "费用按楼层分担，一楼不出钱", 4, quote="费用按楼层分担,一楼不出钱")
    gone = recorded(catalog, "协商不成的不开工", 5, doc_id="f" * 20)
    nowhere = recorded(catalog, "一楼不出钱", 6, doc_id="f" * 20, quote="三楼不出钱")
    other_file = recorded(catalog, "一楼不出钱", 7, sha256="0" * 64)
    lost = recorded(catalog, "一楼不出钱", 8, start=None)
    nothing_like_it = recorded(catalog, "一楼不出钱", 9, quote="月球背面的着陆地点与时间")
    dots = recorded(catalog, "，", 10, quote="……", start=3)
    asked = [exact, moved, changed, comma, gone, nowhere, other_file, lost, nothing_like_it, dots]
    opened = check(asked, catalog)
    assert opened[4].place is None  # nothing else is read when a page is merely opened
    found = sought_elsewhere(opened, catalog)
    assert [one.quotation for one in found] == asked
    assert [one.finding for one in found] == [
        Finding.EXACT,
        Finding.MOVED,
        Finding.CHANGED,
        Finding.CHANGED,
        Finding.GONE,
        Finding.GONE,
        Finding.CHANGED,
        Finding.INCOMPLETE,
        Finding.CHANGED,
        Finding.CHANGED,
    ]
    assert [one.holds for one in found] == [True, *[False] * 9]
    assert (found[1].place.start, found[1].place.found) == (TEXT.index("得到补偿"), "得到补偿")
    assert [(one.quoted, one.found) for one in found[2].differences] == [("二", "一")]
    assert found[4].place.title in ("电梯", "另一篇")  # it stands in both
    assert found[4].place.found == "协商不成的不开工"
    assert found[5].place is None
    assert [one.other_file for one in found] == [*[False] * 6, True, *[False] * 3]
    assert found[8].place is None


def test_of_several_places_the_nearest_is_where_it_moved(catalog: Catalog) -> None:
    places = [at for at in range(len(TEXT)) if TEXT.startswith("补偿", at)]
    assert len(places) == 3
    for start, place in ((0, 0), (places[1] - 1, 1), (places[1] + 1, 1), (places[2] - 1, 2), (10_000, 2)):
        found = check([recorded(catalog, "补偿", start=start, end=start + 2)], catalog)[0]
        assert (found.finding, found.place.start) == (Finding.MOVED, places[place])


def test_nothing_to_check(catalog: Catalog) -> None:
    assert check([], catalog) == ()
