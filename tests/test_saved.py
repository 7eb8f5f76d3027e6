"""What people asked and keep: in order, within limits, theirs alone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.catalog import Catalog
from corpus.errors import NotFoundError
from corpus.ingest import add_files
from corpus.workspace import Person, Role, Workspace
from corpus.workspace import history as audit
from indexing.build import build
from search import saved
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
    for reach in (saved.saved_search, saved.remove, saved.looked_at):
        with pytest.raises(NotFoundError):
            reach(workspace, BEN, one.key)
    assert saved.saved_search(workspace, ANNA, one.key) == one
    saved.remove(workspace, ANNA, one.key)
    with pytest.raises(NotFoundError):
        saved.remove(workspace, ANNA, one.key)


def test_the_audit_log_holds_nothing_of_it(workspace: Workspace) -> None:
    saved.remember(workspace, ANNA, "私下的问题", "q=私下的问题")
    saved.save(workspace, ANNA, "私下", "q=私下的问题")
    assert audit(workspace) == ()


def test_what_was_added_since_one_looked_is_new(workspace: Workspace, tmp_path: Path) -> None:
    home = workspace.home
    first, later, unrelated = (tmp_path / name for name in ("一.txt", "二.txt", "三.txt"))
    first.write_text("加装电梯的费用按楼层分担，一楼不出钱。", "utf-8")
    later.write_text("另一个小区加装电梯，费用由住户投票决定怎样分担。", "utf-8")
    unrelated.write_text("候鸟飞过湿地，观鸟者在岸边记录数目。", "utf-8")
    with Catalog.open(home) as catalog:
        assert [one.error for one in add_files(catalog, [first])] == [None]
    build(home)
    one = saved.save(workspace, ANNA, "电梯", "q=x")
    time.sleep(1.1)  # times are kept to the second
    with Catalog.open(home) as catalog:
        assert [one.error for one in add_files(catalog, [later, unrelated])] == [None, None]
    build(home)
    with Searcher.open(home) as searcher:
        result = searcher.search(Query("加装电梯的费用怎样分担"))
        new = saved.added_since(searcher.catalog, result, one.seen)
        assert [document.source.file_name for document in new] == ["二.txt"]
        time.sleep(1.1)
        saved.looked_at(workspace, ANNA, one.key)
        seen = saved.saved_search(workspace, ANNA, one.key).seen
        assert saved.added_since(searcher.catalog, result, seen) == ()
