"""为什么排在这里: what put a hit in its place, as thin bars and words; never as a percentage, which it is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from search.fusion import Reason
from search.hits import Hit
from ui import labels
from ui.markup import Markup, tag

_MAIN = 0.4  # of all parts of a hit's own score: from here on a part is the main reason
_SOME = 0.15
_LEAST = 0.01  # below this of the longest bar a part is as good as none


@dataclass(frozen=True, slots=True)
class Scales:
    """The longest bar of each kind on show: bars are drawn to it, so that cards can be compared."""

    parts: float
    reasons: float

    @classmethod
    def of(cls, hits: Sequence[Hit]) -> Scales:
        """Those of a list of hits."""
        return cls(
            max((part for hit in hits for part in _parts(hit).values()), default=0.0),
            max((abs(reason.share) for hit in hits for reason in hit.why.reasons), default=0.0),
        )


def because(hit: Hit, scales: Scales) -> Markup:
    """The fold of a card: what moved it when it was put in order, what it was found by, what it meets by name."""
    found = tag("dl", *(_part(hit, name, part, scales.parts) for name, part in _parts(hit).items()))
    if hit.why.reasons:
        moved = tag("dl", *(_reason(one, scales.reasons) for one in hit.why.reasons))
        found = tag("div", tag("h4", labels.REORDERED_BY), moved, tag("h4", labels.FOUND_BY), found)
    met = labels.AND.join(_met(hit))
    named = tag("p", labels.MET, met) if met else ""
    body = tag("div", found, named, tag("p", labels.BARS_HINT, class_="muted"), class_="reasons")
    return tag("details", tag("summary", labels.WHY_HERE), body, class_="because")


def _parts(hit: Hit) -> dict[str, float]:
    return {name: max(getattr(hit.why, part), 0.0) for part, name in labels.WHY_PARTS.items()}


def _part(hit: Hit, name: str, part: float, scale: float) -> Markup:
    whole = sum(_parts(hit).values())
    share = part / whole if part > _LEAST * scale else 0.0
    steps = ((_MAIN, labels.PART_MAIN), (_SOME, labels.PART_SOME), (0.0, labels.PART_LITTLE))
    said = next(said for least, said in steps if share >= least) if share else labels.PART_NONE
    return _bar(name, part, scale, said)


def _reason(reason: Reason, scale: float) -> Markup:
    said = labels.MOVED_UP if reason.share > 0 else labels.MOVED_DOWN
    return _bar(labels.REASONS.get(reason.group, reason.group), reason.share, scale, said)


def _bar(name: str, value: float, scale: float, said: str) -> Markup:
    width = 100 * abs(value) / scale if scale > 0 else 0.0
    against = "bar against" if value < 0 else "bar"
    drawn = tag("span", tag("span", style=f"width: {width:.1f}%"), class_=against, aria_hidden="true")
    return tag("div", tag("dt", name), tag("dd", drawn, tag("span", said, class_="weight")))


def _met(hit: Hit) -> Iterator[str]:
    for name, (whole, partly) in labels.SIGNALS.items():
        value = getattr(hit.signals, name)
        if value:
            yield whole if value == 1 else partly
