"""Does it say "nothing relevant here" when, and only when, the library holds no answer? Pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

DEFINITIONS: dict[str, str] = {
    "precision": "Of the questions on which it said that there is nothing, the share that the library cannot answer.",
    "recall": "Of the questions that the library cannot answer, the share on which it said so.",
    "recall_near": "The same for those whose subject the library does treat, which are the hard ones.",
    "wrongly_silent": "Of the questions that the library can answer, the share on which it said that there is nothing.",
    "doubted": "Of the questions that the library cannot answer, the share that met with hits and a word of doubt.",
    "wrongly_doubted": "The same of the questions that the library can answer.",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened with one question: whether the library answers it, and whether the search said it does not.

    `near` marks one without an answer whose subject the library treats, `doubted` one that met with hits, and with the
    remark that they may not answer it.
    """

    answerable: bool
    said_nothing: bool
    near: bool = False
    doubted: bool = False


@dataclass(frozen=True, slots=True)
class Abstaining:
    """Figures over a set of questions; None where the share is of no questions at all."""

    answerable: int
    unanswerable: int
    precision: float | None
    recall: float | None
    recall_near: float | None
    wrongly_silent: float | None
    doubted: float | None = None
    wrongly_doubted: float | None = None


def abstaining(outcomes: Iterable[Outcome]) -> Abstaining:
    """Precision and recall of saying nothing, and how often doubt was said, as in DEFINITIONS."""
    some = list(outcomes)
    unanswerable = [one for one in some if not one.answerable]
    near = [one for one in unanswerable if one.near]
    silent = [one for one in some if one.said_nothing]
    right = sum(not one.answerable for one in silent)
    wrong = len(silent) - right
    answerable = len(some) - len(unanswerable)
    return Abstaining(
        answerable=answerable,
        unanswerable=len(unanswerable),
        precision=_share(right, len(silent)),
        recall=_share(right, len(unanswerable)),
        recall_near=_share(sum(one.said_nothing for one in near), len(near)),
        wrongly_silent=_share(wrong, answerable),
        doubted=_share(sum(one.doubted for one in unanswerable), len(unanswerable)),
        wrongly_doubted=_share(sum(one.doubted and one.answerable for one in some), answerable),
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
