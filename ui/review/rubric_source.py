"""Where the rubric of a round comes from: one that is bundled, a file, or another round."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import streamlit as st

from corpus.errors import CasebaseError
from review.rounds.store import Rounds
from review.rubric.bundled import bundled
from review.rubric.files import read_rubric, to_toml, to_xlsx
from review.rubric.model import Criterion, Rubric
from ui import frame, labels
from ui.markup import Markup, tag
from ui.review import reach
from ui.tables import Cell, fold_away, table

TOML, XLSX = "application/toml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Source(StrEnum):
    """Where a rubric may come from."""

    BUNDLED = "bundled"
    FILE = "file"
    ROUND = "round"


def choose(key: str = "new") -> Rubric | None:
    """The choice, and what was chosen as a table; None as long as nothing is."""
    others = [one for one in reach.read(Rounds.visible) if one.rubric]
    sources = [one for one in Source if one is not Source.ROUND or others]
    source = st.segmented_control(
        labels.RUBRIC_FROM,
        sources,
        default=Source.BUNDLED,
        required=True,
        format_func=labels.RUBRIC_SOURCES.__getitem__,
        key=f"{key}-rubric-source",
    )
    if source is Source.FILE:
        rubric = _uploaded(key)
    elif source is Source.ROUND:
        at = st.selectbox(
            labels.ROUND_NAME,
            range(len(others)),
            format_func=lambda at: labels.plain(others[at].title),
            key=f"{key}-rubric-round",
        )
        rubric = others[at or 0].rubric
    else:
        rubric = _bundled(key)
    if rubric:
        frame.html(drawn(rubric))
    return rubric


def _bundled(key: str) -> Rubric:
    some = bundled()
    at = st.selectbox(
        labels.RUBRIC_BUNDLED, range(len(some)), format_func=lambda at: some[at].title, key=f"{key}-rubric-bundled"
    )
    return some[at or 0]


def _uploaded(key: str) -> Rubric | None:
    """A rubric from a file; what is wrong with it is said here."""
    given = st.file_uploader(labels.RUBRIC_UPLOAD, ["toml", "xlsx"], key=f"{key}-rubric-file")
    downloads(bundled()[0], f"{key}-template", labels.RUBRIC_TEMPLATE)
    if given is None:
        return None
    try:
        return read_rubric(given.name, given.getvalue())
    except CasebaseError as error:
        frame.show_error(error)
        return None


def downloads(rubric: Rubric, key: str, name: str) -> None:
    """The rubric as the two kinds of files that can be read again."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"{key}-downloads"):
        frame.html(tag("span", name, class_="muted"))
        for suffix, media, written in (("toml", TOML, to_toml), ("xlsx", XLSX, to_xlsx)):
            content = written(rubric)
            st.download_button(
                suffix.upper(),
                content,
                file_name=f"{rubric.title}.{suffix}",
                mime=media,
                key=f"{key}-{suffix}",
                on_click="ignore",
                icon=":material/download:",
            )


def drawn(rubric: Rubric) -> Markup:
    """The criteria with their weights; all that is said of each is folded away."""
    rows: list[Sequence[Cell]] = [
        [Cell(one.name), Cell(labels.weight(one.weight), number=True), Cell(one.description)] for one in rubric.criteria
    ]
    scale = tag("p", labels.scale(rubric.lowest, rubric.highest, rubric.step), class_="muted")
    details = [tag("section", tag("h3", one.name), _details(one)) for one in rubric.criteria]
    head = [labels.RUBRIC_CRITERION, labels.RUBRIC_WEIGHT, labels.CRITERION_DESCRIPTION]
    whole = table(head, rows, caption=rubric.title)
    more = fold_away(labels.CRITERIA_DETAILS, tag("div", *details, class_="criteria"))
    return tag("div", scale, whole, more, class_="rubric")


def _details(one: Criterion) -> Markup:
    parts = []
    for name, values in (
        (labels.RUBRIC_QUESTIONS, one.questions),
        (labels.CRITERION_WORDS, one.words),
        (labels.CRITERION_EXAMPLES, one.examples),
    ):
        if values:
            parts.append(tag("div", tag("dt", name), tag("dd", labels.words_listed(values))))
    return tag("dl", *parts)
