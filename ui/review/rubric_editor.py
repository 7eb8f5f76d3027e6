"""The rubric of a round, for its chair: each criterion with its weight and words, one at a time or as a file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import streamlit as st

from review.rounds.model import Round, RoundError, RoundProblem
from review.rubric.draft import Draft, Written, checked
from review.rubric.model import Criterion, Rubric, plain_number
from ui import frame, labels
from ui.markup import tag
from ui.review import reach, rubric_source
from ui.review.dialogs import close_when_done, done

_TEXTS = ("description", "questions", "words", "examples")
_STEPS = ("lowest", "highest", "step")
_BETWEEN_WORDS = re.compile(r"[、，,；;\s]+")


def draw(award: Round) -> None:
    """The criteria, each with what can be done with it, and the rubric as files."""
    rubric = award.rubric
    scale = labels.scale(rubric.lowest, rubric.highest, rubric.step)
    frame.html(tag("p", tag("b", rubric.title), "　", scale, class_="muted"))
    for at, one in enumerate(rubric.criteria):
        _row(award, at, one)
    with st.container(key="rubric-tools", horizontal=True, vertical_alignment="center", gap="small"):
        if st.button(labels.CRITERION_ADD, icon=":material/add:", key="criterion-add"):
            st.dialog(labels.CRITERION_ADD, width="large")(_form)(award, None)
        if st.button(labels.RUBRIC_SCALE, icon=":material/straighten:", key="rubric-scale"):
            st.dialog(labels.RUBRIC_SCALE)(_scale)(award)
        if st.button(labels.RUBRIC_REPLACE, icon=":material/upload_file:", key="rubric-replace"):
            st.dialog(labels.RUBRIC_REPLACE, width="large")(_replace)(award)
    rubric_source.downloads(rubric, "rubric", labels.RUBRIC_DOWNLOAD)


def _row(award: Round, at: int, one: Criterion) -> None:
    last = len(award.rubric.criteria) - 1
    with st.container(key=f"rubric-row-{one.key}"):
        share = labels.share(award.rubric.share(one.key))
        about = labels.criterion_holds(len(one.questions), len(one.words), len(one.examples))
        frame.html(
            tag("h3", one.name, tag("span", labels.weight_and_share(one.weight, share), class_="muted number")),
            tag("p", one.description) if one.description else "",
            tag("p", about, class_="muted hint"),
        )
        with st.container(key=f"tools-criterion-{one.key}", horizontal=True, gap="medium"):
            if st.button(labels.CRITERION_EDIT, key=f"edit-{one.key}", type="tertiary", icon=":material/edit:"):
                st.dialog(labels.CRITERION_EDIT, width="large")(_form)(award, one)
            for words, step, icon in (
                (labels.CRITERION_UP, -1, "arrow_upward"),
                (labels.CRITERION_DOWN, 1, "arrow_downward"),
            ):
                st.button(
                    words,
                    key=f"move-{step}-{one.key}",
                    type="tertiary",
                    icon=f":material/{icon}:",
                    disabled=not 0 <= at + step <= last,
                    on_click=_move,
                    args=(award, one.key, step),
                )
            st.button(
                labels.CRITERION_REMOVE,
                key=f"remove-{one.key}",
                type="tertiary",
                icon=":material/delete:",
                disabled=not last,
                on_click=_remove,
                args=(award, one.key),
            )


def _form(award: Round, one: Criterion | None) -> None:
    """Everything that is said of a criterion."""
    close_when_done()
    reach.said()
    blank = one or Criterion("", "", Decimal(10))
    with st.form("criterion-form", border=False):
        with st.container(horizontal=True, gap="small"):
            st.text_input(labels.RUBRIC_CRITERION, blank.name, max_chars=60, key="criterion-name")
            st.text_input(labels.RUBRIC_WEIGHT, plain_number(blank.weight), width=120, key="criterion-weight")
        for name, label, value, height in (
            ("description", labels.CRITERION_DESCRIPTION, blank.description, 90),
            ("questions", labels.CRITERION_QUESTIONS_LINES, "\n".join(blank.questions), 110),
            ("words", labels.CRITERION_WORDS_LINES, "、".join(blank.words), 90),
            ("examples", labels.CRITERION_EXAMPLES_LINES, "\n".join(blank.examples), 110),
        ):
            st.text_area(label, value, height=height, key=f"criterion-{name}")
        st.form_submit_button(labels.ROUND_KEEP, type="primary", on_click=_write, args=(award, one))


def _write(award: Round, before: Criterion | None) -> None:
    """Put what was typed into the rubric: in the place of the criterion as it was shown, or behind all others."""
    given = {name: str(st.session_state[f"criterion-{name}"]) for name in ("name", "weight", *_TEXTS)}

    def edit(now: Rubric) -> Rubric:
        if before and now.get(before.key) != before:
            raise RoundError(RoundProblem.CRITERION_CHANGED, before.name)
        there = [_written(other) for other in now.criteria]
        values = {
            "key": before.key if before else _key(given["name"], [one.key for one in now.criteria]),
            "name": given["name"],
            "weight": _number(given["weight"]),
            "description": given["description"],
            "questions": given["questions"].splitlines(),
            "words": _BETWEEN_WORDS.split(given["words"]),
            "examples": given["examples"].splitlines(),
        }
        criteria = [values if before and other["key"] == before.key else other for other in there]
        return _made(now, criteria if before else [*criteria, values])

    _save(award, edit)


def _key(name: str, taken: Iterable[str]) -> str:
    """A key for a new criterion: of its name where that is Latin, else a number that is free."""
    latin = re.sub("[^a-z0-9]+", "-", unicodedata.normalize("NFKC", name).lower()).strip("-")[:30]
    there = set(taken)
    candidates = [latin, *(f"{latin or 'c'}-{number}" for number in range(1, len(there) + 2))]
    return next(one for one in candidates if one and one not in there)


def _number(given: str) -> str:
    """What was typed, with digits as programs read them."""
    return unicodedata.normalize("NFKC", given).strip()


def _written(one: Criterion) -> dict[str, object]:
    values = {name: getattr(one, name) for name in ("key", "name", "description")}
    lists = {name: list(getattr(one, name)) for name in ("questions", "words", "examples")}
    return {**values, "weight": plain_number(one.weight), **lists}


def _made(rubric: Rubric, criteria: Sequence[Mapping[str, object]], **scale: str) -> Rubric:
    """A rubric of what was typed, if nothing is wrong with it."""
    head = {name: getattr(rubric, name) for name in ("key", "title", "description")}
    steps = {name: plain_number(getattr(rubric, name)) for name in ("lowest", "highest", "step")} | scale
    return checked(Draft(rubric.title, head, steps, [Written(one) for one in criteria]))


def _save(award: Round, edit: Callable[[Rubric], Rubric]) -> None:
    """Keep what was typed in a dialog, or have it say what is wrong."""
    if reach.change(lambda rounds: rounds.change_rubric(award.id, edit), labels.RUBRIC_SAVED):
        done()


def _move(award: Round, key: str, step: int) -> None:
    def edit(now: Rubric) -> Rubric:
        criteria = list(now.criteria)
        at = next((at for at, one in enumerate(criteria) if one.key == key), -1)
        if at >= 0 and 0 <= at + step < len(criteria):
            criteria[at], criteria[at + step] = criteria[at + step], criteria[at]
        return replace(now, criteria=tuple(criteria))

    reach.change(lambda rounds: rounds.change_rubric(award.id, edit))


def _remove(award: Round, key: str) -> None:
    def edit(now: Rubric) -> Rubric:
        return _made(now, [_written(one) for one in now.criteria if one.key != key])

    reach.change(lambda rounds: rounds.change_rubric(award.id, edit), labels.CRITERION_REMOVED)


def _scale(award: Round) -> None:
    """Title and scale."""
    close_when_done()
    reach.said()
    rubric = award.rubric
    with st.form("rubric-scale-form", border=False):
        st.text_input(labels.RUBRIC_TITLE, rubric.title, max_chars=60, key="rubric-title")
        with st.container(horizontal=True, gap="small"):
            named = (labels.SCALE_LOWEST, labels.SCALE_HIGHEST, labels.SCALE_STEP)
            for name, label in zip(_STEPS, named, strict=True):
                st.text_input(label, plain_number(getattr(rubric, name)), key=f"scale-{name}")
        st.form_submit_button(labels.ROUND_KEEP, type="primary", on_click=_rescale, args=(award,))


def _rescale(award: Round) -> None:
    title = str(st.session_state["rubric-title"]).strip()
    scale = {name: _number(str(st.session_state[f"scale-{name}"])) for name in _STEPS}

    def edit(now: Rubric) -> Rubric:
        return _made(replace(now, title=title), [_written(one) for one in now.criteria], **scale)

    _save(award, edit)


def _replace(award: Round) -> None:
    """Another rubric in the place of this one."""
    close_when_done()
    frame.html(tag("p", labels.RUBRIC_REPLACE_HINT, class_="muted"))
    rubric = rubric_source.choose("replace")
    st.button(
        labels.RUBRIC_REPLACE,
        type="primary",
        disabled=rubric is None,
        key="replace-now",
        on_click=lambda: _replaced(award, rubric) if rubric else None,
    )


def _replaced(award: Round, rubric: Rubric) -> None:
    if reach.change(lambda rounds: rounds.change(award.id, rubric=rubric), labels.RUBRIC_SAVED):
        done()
