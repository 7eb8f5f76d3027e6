"""By date: what is relevant enough, and in which order it comes."""

from __future__ import annotations

from indexing.engine import Candidate
from search.fusion import Scored
from search.ordering import by_date, relevant
from search.query import Order


def scored(passage_id: int, doc_id: str, score: float) -> Scored:
    return Scored(Candidate(passage_id, doc_id, 0.0, 0.0, 0.0), score, score, 0.0, 0.0)


FOUND = [scored(1, "a", 0.8), scored(2, "b", 0.6), scored(3, "a", 0.5), scored(4, "c", 0.4), scored(5, "d", 0.39)]


def test_half_of_the_best_is_enough() -> None:
    assert relevant(FOUND) == {1, 2, 3, 4}
    assert relevant(FOUND[::-1], 0.7) == {1, 2}
    assert relevant([]) == frozenset()


def test_newest_and_oldest_first_and_the_undated_last() -> None:
    dates = {"a": "2021-05", "b": "2021", "c": "", "d": "2023-01-02"}
    order = {order: [one.candidate.passage_id for one in by_date(FOUND, dates, order)] for order in Order}
    assert order[Order.NEWEST] == [5, 1, 3, 2, 4]
    assert order[Order.OLDEST] == [2, 1, 3, 5, 4]


def test_documents_of_one_day_do_not_mix() -> None:
    dates = dict.fromkeys("abcd", "2020")
    for order in (Order.NEWEST, Order.OLDEST):
        assert [one.candidate.passage_id for one in by_date(FOUND, dates, order)] == [1, 3, 2, 4, 5]
