"""How well borrowed words are found: they are planted on purpose among real texts, and looked for."""

from __future__ import annotations

import resource
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.commands import one_line
from corpus.duplicates import letters_of
from corpus.script import fold
from evaluation.overlap_planting import BORROWED, Field, Planting, Way
from review.model import Progress, nothing_told
from review.overlap.finding import find_overlaps
from review.overlap.model import Match, Nature, Overlaps

_FOUND = 0.5  # of what was planted: less is not found


@dataclass(frozen=True, slots=True)
class Measured:
    """What was found.

    `recall` by way; `missed` are the plantings that were not found. `right` and `wrong` count the reported borrowings
    that are planted, and that are not and are not found in the texts as they came either; `natural` are those that
    are. `quoted_as_borrowed` of the `quoted` are told as borrowings though they are none. Offsets: precision
    and recall of the characters of the plantings, both sides.
    """

    recall: Mapping[str, float]
    planted: Mapping[str, int]
    missed: tuple[Planting, ...]
    right: int
    wrong: tuple[Match, ...]
    natural: tuple[Match, ...]
    quoted_as_borrowed: int
    quoted: int
    offset_precision: float
    offset_recall: float
    seconds: float
    peak_mb: float
    letters: int

    @property
    def precision(self) -> float:
        """The share of the reported borrowings that were planted, beside those that the texts had before."""
        told = self.right + len(self.wrong)
        return self.right / told if told else 1.0

    @property
    def offset_f1(self) -> float:
        """The harmonic mean of both."""
        total = self.offset_precision + self.offset_recall
        return 2 * self.offset_precision * self.offset_recall / total if total else 0.0

    def figures(self) -> dict[str, object]:
        """The figures, for a machine."""
        return {
            "recall": {way: round(value, 4) for way, value in self.recall.items()},
            "planted": dict(self.planted),
            "precision": round(self.precision, 4),
            "wrong": len(self.wrong),
            "natural": len(self.natural),
            "quoted_as_borrowed": self.quoted_as_borrowed,
            "quoted": self.quoted,
            "offset_precision": round(self.offset_precision, 4),
            "offset_recall": round(self.offset_recall, 4),
            "offset_f1": round(self.offset_f1, 4),
            "seconds": round(self.seconds, 1),
            "peak_rss_mb": round(self.peak_mb),
            "letters": self.letters,
        }


def measure(planted: Field, *, progress: Progress = nothing_told) -> Measured:
    """Look for what was planted."""
    began = time.perf_counter()
    found = find_overlaps(planted.submissions, planted.library, progress=progress)
    seconds = time.perf_counter() - began
    before = find_overlaps(*planted.untouched)
    return _compared(planted, found, before, seconds)


def report(planted: Field, measured: Measured, shown: int) -> Iterator[str]:
    """The figures and some examples, a line each."""
    figures = measured.figures()
    for way, value in measured.recall.items():
        yield f"recall {way}: {value:.3f} of {measured.planted[way]}"
    for name in ("precision", "offset_precision", "offset_recall", "offset_f1"):
        yield f"{name.replace('_', ' ')}: {figures[name]:.4f}"
    yield f"reported beside what was planted: {len(measured.wrong)}; that the texts had before: {len(measured.natural)}"
    yield f"quotations told as borrowings: {measured.quoted_as_borrowed} of {measured.quoted}"
    yield f"{measured.letters} letters in {measured.seconds:.1f} s, at most {measured.peak_mb:.0f} MB"
    texts = {text.document.doc_id: text.document.text for text in (*planted.submissions, *planted.library)}
    for one in measured.missed[:shown]:
        words = " / ".join(texts[one.target][start:end] for start, end in one.spans)
        yield one_line(f"missed ({one.way}): {words} <- {texts[one.source][one.start : one.end]}")
    for label, matches in (("not planted", measured.wrong), ("had before", measured.natural)):
        for match in matches[:shown]:
            yield one_line(f"{label} ({match.counted} letters): {match.left.quote} = {match.right.quote}")


def _compared(planted: Field, found: Overlaps, before: Overlaps, seconds: float) -> Measured:
    borrowings = [match for match in found.matches if match.nature is Nature.BORROWING]
    both = [*borrowings, *(match.turned() for match in borrowings)]
    by_pair: dict[tuple[str, str], list[Match]] = defaultdict(list)
    for match in both:
        by_pair[match.left.doc_id, match.right.doc_id].append(match)
    hits: dict[Way, list[bool]] = defaultdict(list)
    missed: list[Planting] = []
    agreed = told = gold = 0
    for one in planted.plantings:
        matches = [m for m in by_pair[one.target, one.source]
                   if any(_common((m.left.start, m.left.end), span) for span in one.spans)]  # fmt: skip
        wanted = {at for span in one.spans for at in range(*span)}
        covered = {at for m in matches for at in range(m.left.start, m.left.end)}
        hit = len(wanted & covered) >= _FOUND * len(wanted)
        hits[one.way].append(hit)
        if one.way not in BORROWED:
            continue
        if not hit:
            missed.append(one)
        there = {at for m in matches for at in range(m.right.start, m.right.end)}
        source = set(range(one.start, one.end))
        agreed += len(wanted & covered) + len(source & there)
        told += len(covered) + len(there)
        gold += len(wanted) + len(source)
    right, wrong, natural = _explained(planted, borrowings, before)
    return Measured(
        recall={way: sum(hits[way]) / len(hits[way]) for way in BORROWED if hits[way]},
        planted={way: len(hits[way]) for way in BORROWED if hits[way]},
        missed=tuple(missed),
        right=right,
        wrong=tuple(wrong),
        natural=tuple(natural),
        quoted_as_borrowed=sum(hits[Way.QUOTED]),
        quoted=len(hits[Way.QUOTED]),
        offset_precision=agreed / told if told else 1.0,
        offset_recall=agreed / gold if gold else 1.0,
        seconds=seconds,
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        letters=sum(summary.letters for summary in found.summaries),
    )


def _explained(planted: Field, borrowings: Sequence[Match], before: Overlaps) -> tuple[int, list[Match], list[Match]]:
    """Which reported borrowings were planted, which were not, and which the texts had before."""
    known = {
        (letters_of(fold(match.left.quote))[:16], letters_of(fold(match.right.quote))[:16]) for match in before.matches
    }
    places: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for one in planted.plantings:
        if one.way in BORROWED:
            for start, end in one.spans:
                places[one.target].append((start, end, one.source))
            places[one.source].append((one.start, one.end, one.target))
    right, wrong, natural = 0, [], []
    for match in borrowings:
        sides = (match.left, match.right), (match.right, match.left)
        if any(
            2 * _common((here.start, here.end), (start, end)) >= min(here.end - here.start, end - start)
            for here, _ in sides
            for start, end, _ in places[here.doc_id]
        ):
            right += 1
        elif (letters_of(fold(match.left.quote))[:16], letters_of(fold(match.right.quote))[:16]) in known:
            natural.append(match)
        else:
            wrong.append(match)
    return right, wrong, natural


def _common(one: tuple[int, int], other: tuple[int, int]) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))
