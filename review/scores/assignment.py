"""Who scores what, where not everybody scores everything: so many reviewers each, evenly, the same every time."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence


def assigned(
    numbers: Sequence[int], people: Sequence[str], each: int, barred: Collection[tuple[str, int]] = ()
) -> dict[str, tuple[int, ...]]:
    """`each` reviewers for every submission, with as even a load as the conflicts allow.

    Submissions that few can judge come first; each goes to those with the least to do, ties in an order that differs
    from submission to submission (a hash), so that reviewers meet in many combinations. Then load is moved from the
    busiest to the least busy as long as that evens it. A submission that fewer than `each` can judge goes to all who
    can.

    Args:
        numbers: of the submissions.
        people: the reviewers.
        each: reviewers for one submission, at least 1.
        barred: who does not judge what.
    """
    able = {number: [person for person in people if (person, number) not in barred] for number in numbers}
    load = dict.fromkeys(people, 0)
    judges: dict[int, list[str]] = {}
    for number in sorted(numbers, key=lambda one: (len(able[one]), one)):
        chosen = sorted(able[number], key=lambda person, number=number: (load[person], _shuffled(person, number)))  # type: ignore[misc]
        judges[number] = chosen[:each]
        for person in judges[number]:
            load[person] += 1
    while _evened(judges, able, load):
        pass
    return {person: tuple(sorted(n for n, some in judges.items() if person in some)) for person in people}


def _evened(judges: dict[int, list[str]], able: dict[int, list[str]], load: dict[str, int]) -> bool:
    """Move one submission from a busier reviewer to one with at least two fewer; whether there was one to move."""
    order = sorted(load, key=lambda person: (load[person], person))
    for busy in reversed(order):
        for idle in order:
            if load[busy] - load[idle] < 2:
                break
            for number, chosen in judges.items():
                if busy in chosen and idle not in chosen and idle in able[number]:
                    chosen[chosen.index(busy)] = idle
                    load[busy] -= 1
                    load[idle] += 1
                    return True
    return False


def _shuffled(person: str, number: int) -> bytes:
    return hashlib.sha256(f"{number}\x1f{person}".encode()).digest()
