"""量化成果: the figures of the submissions, compared with one another, and those that do not agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import cast

import streamlit as st

from corpus.jobs import Task
from corpus.script import fold
from review.claims.finding import Found, claims_in
from review.claims.model import Claim, Measure
from review.claims.sheets import claims_xlsx
from review.rounds.model import Round, Submission
from search.sheets import Cell as SheetCell
from ui import frame, labels
from ui.address import RoundAddress
from ui.library_list import XLSX, download, pager
from ui.markup import Markup, link, tag
from ui.review import claims_compared, evidence, jobs
from ui.review import stock as resources
from ui.review.claim_pieces import number_marked, remarks, restated, subject
from ui.review.evidence import Setting, setting
from ui.review.waiting import worked_out
from ui.widgets import segmented, switch

PER_PAGE = 100
_BRIEF = 11  # characters
_ANY = ""


def render(address: RoundAddress, award: Round | None, submissions: Sequence[Submission]) -> None:
    """The view, within the frame of its round."""
    of = setting(address, award, submissions)
    if not of.submissions:
        frame.state(labels.NO_SUBMISSIONS, [labels.NO_SUBMISSIONS_DO], calm=True)
        return
    found = claims_of(of)
    if found is None:
        return
    frame.html(_views(address, found))
    if address.show == "compare":
        claims_compared.groups(of, found.groups)
    elif address.show == "contradictions":
        claims_compared.contradictions(of, found)
    else:
        _table_of(of, found)
    if not of.blinded:  # quotations stand in it as they are
        _book(of, found)


def claims_of(of: Setting) -> Found | None:
    """The figures; None while they are worked out, which the page then says."""
    home, doc_ids = resources.home(), of.doc_ids
    key = jobs.key_of(Task.CLAIMS, resources.holdings().identity, doc_ids)
    made = worked_out(
        Task.CLAIMS, key, lambda progress, stopped: claims_in(home, doc_ids, progress=progress, stopped=stopped)
    )
    found = cast("Found | None", made)
    return found and resources.seen_claims(found)


def _views(address: RoundAddress, found: Found) -> Markup:
    counts = {"compare": len(found.groups), "contradictions": len(found.within) + len(found.library)}
    views = [
        (labels.numbered(label, counts[name]) if name in counts else label, address.showing(name).href, name)
        for name, label in labels.CLAIM_VIEWS.items()
    ]
    current = address.show if address.show in counts else ""
    return tag(
        "div",
        segmented(labels.CLAIM_VIEW, [(label, href, name == current) for label, href, name in views]),
        class_="asked-how",
    )


# All figures


def _table_of(of: Setting, found: Found) -> None:
    address = of.address
    every = _every(of, found)
    shown = _narrowed(of, every)
    frame.html(tag("p", labels.CLAIMS_NOTE, class_="muted"))
    _narrowing(of, every)
    if not shown:
        if every:
            frame.state(labels.NO_CLAIMS, [labels.NO_CLAIMS_DO], calm=True)
        else:
            frame.state(labels.NO_CLAIMS_AT_ALL, calm=True)
        return
    last = -(-len(shown) // PER_PAGE)
    page = min(address.page, last)
    frame.html(
        tag("p", labels.claim_count(len(shown), len(every)), class_="count number"),
        _table(of, shown[(page - 1) * PER_PAGE : page * PER_PAGE]),
        pager(page, last, lambda number: address.turned_to(number).href) if last > 1 else "",
    )
    download(
        labels.EXPORT_CLAIMS,
        labels.CLAIMS_FILE,
        labels.CLAIM_SHEET,
        lambda: _sheet_rows(of, shown),
        key="export-claims",
    )


def _book(of: Setting, found: Found) -> None:
    """Figures, contradictions and comparison of all submissions in one file, made when it is asked for."""
    catalog = resources.catalog()
    contradictions = (*found.within, *found.library)
    quoted = [quotation.doc_id for one in contradictions for quotation in one.quotations]
    doc_ids = tuple(dict.fromkeys((*of.doc_ids, *quoted)))

    def made() -> bytes:
        documents = {doc_id: catalog.document(doc_id) for doc_id in doc_ids}
        return claims_xlsx(documents, found.claims, contradictions, found.groups)

    st.download_button(
        labels.EXPORT_CLAIMS_BOOK,
        made,
        file_name=f"{labels.CLAIMS_FILE}-{date.today().isoformat()}-{labels.CLAIMS_BOOK_FILE}.xlsx",
        mime=XLSX,
        on_click="ignore",
        icon=":material/download:",
        type="tertiary",
        key="claims-book",
    )


def _every(of: Setting, found: Found) -> list[Claim]:
    """All figures by the numbers of their submissions, then as they stand in the text."""
    return [claim for one in of.submissions for claim in found.claims.get(one.doc_id, ())]


def _narrowed(of: Setting, every: Sequence[Claim]) -> list[Claim]:
    address = of.address
    submission = of.by_number(address.number)
    unit, words = address.chosen("unit"), fold(address.chosen("object")).strip()
    percent = address.chosen("percent") == "1"
    return [
        one
        for one in every
        if (submission is None or one.doc_id == submission.doc_id)
        and (not unit or one.unit == unit)
        and (not words or words in fold(one.object))
        and (not percent or one.measure in (Measure.PERCENT, Measure.POINTS))
    ]


def _narrowing(of: Setting, every: Sequence[Claim]) -> None:
    """What the table is narrowed by; each choice changes the address."""
    address = of.address
    units = _units(every, address.chosen("unit"))
    names = {0: labels.ANY_SUBMISSION} | {one.number: evidence.listed(of, one) for one in of.submissions}
    key = "claims-" + address.href  # another address, another state of the fields

    def choose() -> None:
        state = st.session_state
        chosen = address.on(state.get(f"{key}-number") or None)
        chosen = chosen.narrowed_by("unit", str(state.get(f"{key}-unit") or _ANY))
        frame.go(chosen.narrowed_by("object", str(state.get(f"{key}-object") or "").strip()).href)

    with st.container(key="claims-narrowing", horizontal=True, vertical_alignment="bottom", gap="small"):
        at = list(names).index(address.number) if address.number in names else 0
        st.selectbox(
            labels.SUBMISSION_COLUMN,
            list(names),
            at,
            lambda one: labels.plain(names[one]),
            key=f"{key}-number",
            on_change=choose,
        )
        st.selectbox(
            labels.UNIT,
            list(units),
            list(units).index(address.chosen("unit")),
            units.__getitem__,
            key=f"{key}-unit",
            on_change=choose,
        )
        st.text_input(
            labels.OBJECT,
            address.chosen("object"),
            placeholder=labels.OBJECT_PLACEHOLDER,
            key=f"{key}-object",
            on_change=choose,
        )
    on = address.chosen("percent") == "1"
    frame.html(switch(labels.ONLY_PERCENT, address.narrowed_by("percent", "" if on else "1").href, on=on))


def _units(every: Sequence[Claim], chosen: str) -> dict[str, str]:
    """The units that there are, the most frequent first, with how often."""
    counts: dict[str, int] = {}
    for one in every:
        counts[one.unit] = counts.get(one.unit, 0) + 1
    counts.pop("", None)
    ordered = sorted(counts, key=lambda unit: (-counts[unit], unit))
    if chosen and chosen not in counts:
        counts[chosen] = 0
        ordered.append(chosen)
    return {_ANY: labels.ANY_UNIT} | {unit: labels.numbered(unit, counts[unit]) for unit in ordered}


def _table(of: Setting, shown: Sequence[Claim]) -> Markup:
    heads = [
        tag("th", name, scope="col", class_="number" if at in (1, 2) else None)
        for at, name in enumerate(labels.CLAIM_COLUMNS)
    ]
    rows = [_row(of, one) for one in shown]
    inside = tag("caption", labels.CLAIMS_LABEL), tag("thead", tag("tr", *heads)), tag("tbody", *rows)
    return tag(
        "div", tag("table", *inside), class_="claims", tabindex="0", role="region", aria_label=labels.CLAIMS_LABEL
    )


def _row(of: Setting, one: Claim) -> Markup:
    submission = of.by_document(one.doc_id)
    number = submission.number if submission else 0
    whose = link(labels.submission_number(number), of.address.on(number).href, title=evidence.title_of(of, one.doc_id))
    said = remarks(one)
    return tag(
        "tr",
        tag("th", whose, scope="row"),
        tag("td", tag("b", one.printed), class_="number printed"),
        tag("td", restated(one), class_="number"),
        tag("td", subject(of, one), tag("span", said, class_="muted") if said else ""),
        tag("td", one.when, class_=_brief(one.when)),
        tag("td", who := evidence.masked(of, one.doc_id, one.subject), class_=_brief(who)),
        tag("td", number_marked(of, one), class_="words-of"),
    )


def _brief(words: str) -> str | None:
    """Few words stay on one line."""
    return "brief" if len(words) <= _BRIEF else None


def _sheet_rows(of: Setting, some: Sequence[Claim]) -> Iterator[list[SheetCell]]:
    """The rows of the exported table, under `labels.CLAIM_SHEET`."""
    for one in some:
        submission = of.by_document(one.doc_id)
        yield [
            submission.number if submission else "",
            evidence.title_of(of, one.doc_id),
            one.printed,
            labels.QUALIFIERS[one.figure.qualifier],
            float(one.figure.low),
            float(one.figure.high),
            one.unit,
            subject(of, one),
            remarks(one),
            one.when,
            one.period,
            evidence.masked(of, one.doc_id, one.subject),
            evidence.words(of, one.quotation),
            evidence.place(of, one.quotation),
            one.number[0],
            one.number[1],
            "" if of.blinded else one.doc_id,
        ]
