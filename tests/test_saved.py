"""What people asked and keep: in order, within limits, theirs alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus import records
from corpus.catalog import Catalog, database
from corpus.errors import NotFoundError
from corpus.ingest import add_files
from corpus.workspace import Person, Role, Workspace
from corpus.workspace import history as audit
from indexing.build import build
from search import saved
from search.hits import SearchResult
from search.query import Query
from search.saved import HISTORY_AT_MOST, NAME_AT_MOST, SAVED_AT_MOST, SavedSearchError
from search.searcher import Searcher

ANNA, BEN = Person("anna", Role.READER), Person("ben", Role.ADMINISTRATOR)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "home") as opened:
        yield opened


def asked(workspace: Workspace, person: Person) -> list[str]:
    return [one.question for one in saved.history(workspace, person)]


def test_the_last_question_comes_first_and_stands_there_once(workspace: Workspace) -> None:
    for question in ("甲", "乙", "甲"):
        saved.remember(workspace, ANNA, question, f"q={question}")
    saved.remember(workspace, ANNA, "甲", "q=甲&mode=dense")
    assert asked(workspace, ANNA) == ["甲", "甲", "乙"]
    assert [one.address for one in saved.history(workspace, ANNA, 2)] == ["q=甲&mode=dense", "q=甲"]


def test_only_so_many_are_kept(workspace: Workspace) -> None:
    saved.remember(workspace, BEN, "别人的", "q=别人的")
    for number in range(HISTORY_AT_MOST + 3):
        saved.remember(workspace, ANNA, str(number), f"q={number}")
    kept = asked(workspace, ANNA)
    assert len(kept) == HISTORY_AT_MOST
    assert (kept[0], kept[-1]) == (str(HISTORY_AT_MOST + 2), "3")
    assert asked(workspace, BEN) == ["别人的"]


def test_switching_it_off_forgets(workspace: Workspace) -> None:
    saved.remember(workspace, ANNA, "甲", "q=甲")
    saved.remember(workspace, BEN, "乙", "q=乙")
    saved.keep_history(workspace, ANNA, wanted=False)
    saved.remember(workspace, ANNA, "丙", "q=丙")
    assert (asked(workspace, ANNA), saved.keeps_history(workspace, ANNA)) == ([], False)
    assert (asked(workspace, BEN), saved.keeps_history(workspace, BEN)) == (["乙"], True)
    saved.keep_history(workspace, ANNA, wanted=True)
    saved.remember(workspace, ANNA, "丁", "q=丁")
    assert asked(workspace, ANNA) == ["丁"]
    saved.clear_history(workspace, ANNA)
    assert asked(workspace, ANNA) == []


def test_a_search_is_kept_under_a_name_and_replaced_under_the_same(workspace: Workspace) -> None:
    saved.save(workspace, ANNA, " 电梯  跟踪 ", "q=电梯")
    saved.save(workspace, ANNA, "食堂", "q=食堂")
    saved.save(workspace, ANNA, "电梯 跟踪", "q=加装电梯")
    assert [(one.name, one.address) for one in saved.saved(workspace, ANNA)] == [
        ("电梯 跟踪", "q=加装电梯"),
        ("食堂", "q=食堂"),
    ]


@pytest.mark.parametrize(("name", "problem"), [("  ", "empty"), ("长" * (NAME_AT_MOST + 1), "long")])
def test_a_name_must_be_one(workspace: Workspace, name: str, problem: str) -> None:
    with pytest.raises(SavedSearchError) as raised:
        saved.save(workspace, ANNA, name, "q=x")
    assert raised.value.problem == problem


def test_there_is_an_end_to_saving(workspace: Workspace) -> None:
    for number in range(SAVED_AT_MOST):
        saved.save(workspace, ANNA, str(number), "q=x")
    with pytest.raises(SavedSearchError):
        saved.save(workspace, ANNA, "one more", "q=x")
    saved.save(workspace, ANNA, "7", "q=y")  # takes the place of another
    assert len(saved.saved(workspace, ANNA)) == SAVED_AT_MOST


def test_nobody_reaches_what_is_anothers_not_even_an_administrator(workspace: Workspace) -> None:
    one = saved.save(workspace, ANNA, "电梯", "q=电梯")
    assert saved.saved(workspace, BEN) == ()
    for reach in (saved.saved_search, saved.remove):
        with pytest.raises(NotFoundError):
            reach(workspace, BEN, one.key)
    with pytest.raises(NotFoundError):
        saved.looked_at(workspace, BEN, one.key, SearchResult(Query("电梯"), (), 0, 0, 0.0), "2099-01-01T00:00:00Z")
    assert saved.saved_search(workspace, ANNA, one.key) == one
    saved.remove(workspace, ANNA, one.key)
    with pytest.raises(NotFoundError):
        saved.remove(workspace, ANNA, one.key)


def test_the_audit_log_holds_nothing_of_it(workspace: Workspace) -> None:
    saved.remember(workspace, ANNA, "私下的问题", "q=私下的问题")
    saved.save(workspace, ANNA, "私下", "q=私下的问题")
    assert audit(workspace) == ()


class Clock:
    """What time it is for the catalogue and the workspace."""

    def __init__(self) -> None:
        self.second = 0

    def now(self) -> str:
        return f"2026-01-01T00:00:{self.second:02}Z"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    for module in (database, records):
        monkeypatch.setattr(module, "utc_now", made.now)
    return made


def test_what_was_added_since_one_looked_is_new(workspace: Workspace, tmp_path: Path, clock: Clock) -> None:
    home = workspace.home
    files = {
        "一.txt": "加装电梯的费用按楼层分担，一楼不出钱。",
        "二.txt": "另一个小区加装电梯，费用由住户投票决定怎样分担。",
        "三.txt": "候鸟飞过湿地，观鸟者在岸边记录数目。",
        "四.txt": "老旧楼房加装电梯，费用分担的办法由各户商量。",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")

    def add(*names: str) -> None:
        with Catalog.open(home) as catalog:
            assert {one.error for one in add_files(catalog, [tmp_path / name for name in names])} == {None}

    def looked() -> tuple[list[str], bool]:
        """What is new now, and whether it counts as seen from now on."""
        result = searcher.search(Query("加装电梯的费用怎样分担"))
        seen = saved.saved_search(workspace, ANNA, one.key).seen
        new = sorted(document.source.file_name for document in saved.added_since(searcher.catalog, result, seen))
        return new, saved.looked_at(workspace, ANNA, one.key, result, clock.now())

    add("一.txt")
    build(home)
    clock.second = 10
    one = saved.save(workspace, ANNA, "电梯", "q=x")
    with Searcher.open(home) as searcher:
        clock.second = 20
        add("二.txt", "三.txt")
        clock.second = 30
        assert looked() == ([], False)  # they wait for the index: nobody has seen them
        build(home)
        assert looked() == (["二.txt"], True)
        add("四.txt")  # in the very second
        build(home)
        clock.second = 40
        assert looked() == (["四.txt"], True)
        assert looked() == ([], True)
