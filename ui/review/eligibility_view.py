"""资格审查: what each submission lacks of what is asked for; the chair says how it stands, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import streamlit as st

from review.model import Text
from review.rounds.eligibility import Finding, check, same_texts
from review.rounds.model import REASON_LIMIT, Phase, Round, Standing, Submission
from review.rounds.requirements import Requirements
from review.rounds.rules import standings
from ui import frame, labels, resources
from ui.address import ReaderAddress, RoundAddress, RoundView, passage_href
from ui.library_list import pager
from ui.markup import Markup, icon, join, link, tag
from ui.review import reach
from ui.review.dialogs import close_when_done, done
from ui.tables import Cell, table

Found = Mapping[int, tuple[Finding, ...]]
_PER_PAGE = 50


def render(address: RoundAddress, award: Round, submissions: Sequence[Submission]) -> None:
    """The view, within the frame of its round."""
    if not submissions:
        frame.state(labels.SUBMISSIONS_NONE, [labels.SUBMISSIONS_NONE_DO], calm=True)
        return
    known = {one.doc_id for one in resources.holdings().summaries}
    there = [one for one in submissions if one.doc_id in known]
    same = same_texts(resources.catalog(), there)
    found = {one.number: _findings(award.requirements, one, same[one.number]) for one in there}
    settings = link(labels.REQUIREMENTS_CHANGE, address.viewed(RoundView.SETTINGS).on(None).href)
    frame.html(tag("p", labels.eligibility_summary(*_counts(found)), " ", settings, class_="muted in-all"))
    _bulk(award, submissions, found)
    first = (min(address.page, -(-len(submissions) // _PER_PAGE)) - 1) * _PER_PAGE
    shown = submissions[first : first + _PER_PAGE]
    frame.html(_table(address, shown, found))
    for one in shown:
        _one(address, award, one, found.get(one.number, ()))
    last = -(-len(submissions) // _PER_PAGE)
    if last > 1:
        frame.html(pager(first // _PER_PAGE + 1, last, lambda page: address.turned_to(page).href))


def _findings(asked: Requirements, one: Submission, same: Mapping[int, bool]) -> tuple[Finding, ...]:
    opened = resources.opened(one.doc_id)
    text = Text(opened.document, opened.passages)
    return _checked(resources.holdings().identity, one.doc_id, asked, tuple(sorted(same.items())), text)


@st.cache_resource(show_spinner=False, max_entries=2_000)
def _checked(
    identity: resources.Identity, doc_id: str, asked: Requirements, same: tuple[tuple[int, bool], ...], _text: Text
) -> tuple[Finding, ...]:
    return check(_text, asked, same=dict(same))


def _counts(found: Found) -> tuple[int, int]:
    """How many have everything, of how many."""
    return sum(all(one.passed for one in some) for some in found.values()), len(found)


# What there is to see


def _table(address: RoundAddress, shown: Sequence[Submission], found: Found) -> Markup:
    """Submissions by requirements: met or not."""
    asked = next((found[one.number] for one in shown if found.get(one.number)), ())
    if not asked:
        return Markup("")
    rows = [
        [
            Cell(link(labels.submission_named(one.number, one.title), _read(address, one))),
            *_marks(found, one),
        ]
        for one in shown
        if one.number in found  # the others are not in the library any more
    ]
    head = [labels.SUBMISSION_TITLE, *map(labels.requirement_named, asked)]
    return table(head, rows, caption=labels.ELIGIBILITY_TABLE)


def _read(address: RoundAddress, one: Submission) -> str:
    return address.viewed(RoundView.SUBMISSIONS).on(one.number).href


def _marks(found: Found, one: Submission) -> Iterator[Cell]:
    for finding in found.get(one.number, ()):
        sign = icon("check" if finding.passed else "close")
        said = tag("span", labels.finding_of(finding), class_="unseen")
        classes = "met" if finding.passed else "unmet"
        yield Cell(tag("span", sign, said, class_=classes, title=labels.finding_of(finding)))


def _one(address: RoundAddress, award: Round, one: Submission, findings: Sequence[Finding]) -> None:
    missing = [finding for finding in findings if not finding.passed]
    title = link(one.title, _read(address, one))
    standing = tag("span", labels.STANDINGS[one.standing], class_=f"standing {one.standing}")
    verdict = labels.missing_count(len(missing)) if findings else labels.SUBMISSION_GONE
    with st.container(key=f"eligibility-{one.number}"):
        frame.html(
            tag(
                "article",
                tag("h3", tag("span", labels.submission_number(one.number), class_="no"), " ", title, standing),
                tag("p", one.reason, class_="muted") if one.reason else "",
                tag("ul", *map(_finding, missing), class_="findings") if missing else "",
                _passed([finding for finding in findings if finding.passed], verdict, bool(missing)),
            )
        )
        _decide(award, one, missing)


def _decide(award: Round, one: Submission, missing: Sequence[Finding]) -> None:
    """One click finds what waits eligible; for finding it ineligible, what it lacks is the reason to begin with."""
    with st.container(key=f"decide-{one.number}", horizontal=True, gap="medium"):
        if one.standing is Standing.PENDING and award.phase is Phase.ELIGIBILITY:
            st.button(
                labels.FIND_ELIGIBLE,
                key=f"eligible-{one.number}",
                type="tertiary",
                icon=":material/check:",
                on_click=_accept,
                args=(award.id, [one.number]),
            )
            if st.button(
                labels.FIND_INELIGIBLE, key=f"ineligible-{one.number}", type="tertiary", icon=":material/close:"
            ):
                reason = labels.reasons_joined([labels.finding_of(finding) for finding in missing])[:REASON_LIMIT]
                st.dialog(labels.STANDING_SET)(stand)(award, one, Standing.INELIGIBLE, reason)
        if st.button(labels.STANDING_SET, key=f"standing-{one.number}", type="tertiary", icon=":material/gavel:"):
            st.dialog(labels.STANDING_SET)(stand)(award, one)


def _finding(finding: Finding) -> Markup:
    said = labels.finding_of(finding)
    return tag("li", icon("check" if finding.passed else "close"), tag("span", said, _quote(finding)),
               class_="good" if finding.passed else "bad")  # fmt: skip


def _quote(finding: Finding) -> Markup:
    """The words that decided, which open their place."""
    if finding.quotation is None:
        return Markup("")
    quoted = finding.quotation
    short = labels.shortened(" ".join(quoted.quote.split()).lstrip("# "), 40)
    return join([" ", link(f"“{short}”", passage_href(quoted.doc_id, quoted.start, quoted.end), class_="words-of")])


def _passed(findings: Sequence[Finding], verdict: str, missing: bool) -> Markup:
    lines = tag("ul", *map(_finding, findings), class_="findings")
    if not findings:
        return tag("p", verdict, class_="muted")
    summary = labels.passed_count(len(findings)) if missing else verdict
    return tag("details", tag("summary", summary), lines, class_="more")


# What can be done about it


def _bulk(award: Round, submissions: Sequence[Submission], found: Found) -> None:
    """All that have everything and wait for a decision, at once."""
    ready = [
        one.number
        for one in submissions
        if one.standing is Standing.PENDING and one.number in found and all(f.passed for f in found[one.number])
    ]
    st.button(
        labels.accept_all(len(ready)),
        icon=":material/done_all:",
        key="eligible-all",
        disabled=not ready,
        on_click=_accept,
        args=(award.id, ready),
    )


def _accept(award: str, numbers: Sequence[int]) -> None:
    reach.change(
        lambda rounds: [rounds.set_standing(award, number, Standing.ELIGIBLE) for number in numbers],
        labels.accepted(len(numbers)),
    )


def stand(award: Round, one: Submission, chosen: Standing | None = None, reason: str = "") -> None:
    """A dialog: how a submission stands, and why; `chosen` and `reason` are what it begins with."""
    close_when_done()
    frame.html(tag("p", labels.submission_number(one.number), " ", link(one.title, ReaderAddress(one.doc_id).href)))
    options = [one.standing, *(other for other in standings(award.phase, one.standing) if other is not one.standing)]
    options.sort(key=list(Standing).index)
    st.radio(
        labels.STANDING,
        options,
        options.index(chosen if chosen in options else one.standing),
        labels.STANDINGS.__getitem__,
        horizontal=True,
        key="standing-chosen",
    )
    st.text_area(
        labels.STANDING_WHY,
        reason or one.reason,
        max_chars=REASON_LIMIT,
        placeholder=labels.STANDING_WHY_EXAMPLE,
        key="standing-reason",
    )
    st.button(labels.ROUND_KEEP, type="primary", key="standing-save", on_click=_save, args=(award.id, one.number))


def _save(award: str, number: int) -> None:
    standing, reason = st.session_state["standing-chosen"], str(st.session_state["standing-reason"]).strip()
    reach.change(lambda rounds: rounds.set_standing(award, number, standing, reason), labels.STANDING_SAVED)
    done()
