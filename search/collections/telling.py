"""What became of checked quotations: for machines, and in words for the command line."""

from __future__ import annotations

from dataclasses import asdict

from corpus.commands import one_line
from search.collections.checking import Checked, Finding
from search.quote import Difference

_SHOWN = 60  # characters of a quotation, enough to know it by


def checked_for_machines(checked: Checked) -> dict[str, object]:
    """JSON-ready; the keys are part of the documented interface."""
    return {
        **asdict(checked.quotation),
        "title": checked.title,
        "finding": checked.finding,
        "other_file": checked.other_file,
        "place": asdict(checked.place) if checked.place else None,
        "differences": [asdict(one) for one in checked.differences],
    }


def checked_in_words(checked: Checked) -> str:
    """A line, and further ones where something is wrong."""
    one, place = checked.quotation, checked.place
    words = " ".join((one.quote or "").split())
    shown = words[:_SHOWN] + ("…" if len(words) > _SHOWN else "")
    lines = [f"[{one.number}] {checked.finding}: “{one_line(shown)}” {one_line(checked.title)} ({one.doc_id or '?'})"]
    if checked.finding is Finding.INCOMPLETE:
        lines.append("the file has lost the words, or where they stand")
    if checked.other_file:
        lines.append("the document was made of another file than the one recorded")
    if place and checked.finding is not Finding.EXACT:
        lines.append(f"now: {one_line(place.title)} ({place.doc_id}) {place.start}–{place.end}")
    if checked.finding is Finding.CHANGED and not place:
        lines.append("the document holds nothing like it")
    lines += map(_difference_in_words, checked.differences)
    return "\n    ".join(map(one_line, lines))


def _difference_in_words(difference: Difference) -> str:
    where = "-".join(map(str, difference.text_span))
    return f"{where}: the text has {difference.found!r}, the quotation {difference.quoted!r}"
