"""What a reviewer enters about one criterion: a score, a comment, when it was saved; and a conflict of interest."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import streamlit as st

from corpus.errors import CasebaseError
from corpus.workspace import Workspace
from review.rounds.model import Round
from review.rubric.model import Criterion, Rubric, plain_number
from review.scores.model import COMMENT_LIMIT, REASON_LIMIT, Conflict, Saved, Score
from review.scores.store import Scores
from ui import frame, labels, resources, session
from ui.markup import Markup, icon, tag
from ui.review import reach
from ui.review.dialogs import close_when_done, done

_SAVED = "score-saved"  # in the session: what became of the last entry of each field


def about(rubric: Rubric, criterion: Criterion, found: Markup) -> Markup:
    """The criterion: what it means, what to ask, and the passages that speak to it."""
    share = labels.weight_and_share(criterion.weight, labels.share(rubric.share(criterion.key)))
    questions = [tag("li", one) for one in criterion.questions]
    asked = tag("details", tag("summary", labels.RUBRIC_QUESTIONS), tag("ul", *questions), class_="more asked")
    return tag(
        "section",
        tag("h3", criterion.name, tag("span", share, class_="muted number")),
        tag("p", criterion.description, class_="muted") if criterion.description else "",
        asked if questions else "",
        tag("div", found, class_="score-evidence"),
        class_="criterion",
    )


def entry(award: Round, number: int, criterion: Criterion, score: Score | None, *, enabled: bool) -> None:
    """Score and comment; whatever is entered is saved when the field is left."""
    rubric, field = award.rubric, f"{award.id}-{number}-{criterion.key}"
    key = f"{field}-{_renewed(field, score)}"
    whole = all(value == int(value) for value in (rubric.lowest, rubric.highest, rubric.step))
    kind = int if whole else float
    st.number_input(
        labels.score_of(criterion.name),
        kind(rubric.lowest),
        kind(rubric.highest),
        None if score is None or score.value is None else kind(score.value),
        kind(rubric.step),
        format="%d" if whole else f"%.{_places(rubric.step)}f",
        key=f"value-{key}",
        placeholder=labels.scale_range(rubric.lowest, rubric.highest),
        disabled=not enabled,
        on_change=_save,
        args=(award.id, number, criterion.key, field, key, score),
    )
    st.text_area(
        labels.comment_of(criterion.name),
        score.comment if score else "",
        height=100,
        max_chars=COMMENT_LIMIT,
        key=f"comment-{key}",
        placeholder=labels.COMMENT_EXAMPLE,
        disabled=not enabled,
        on_change=_save,
        args=(award.id, number, criterion.key, field, key, score),
    )
    _state(field, score)
    # The browser keeps back what is off the scale; the style shows this for as long as that stands in the field.
    said = labels.OFF_SCALE.format(scale=labels.scale_range(rubric.lowest, rubric.highest))
    frame.html(tag("p", icon("error"), said, class_="not-saved off-scale", role="alert"))


def _renewed(field: str, score: Score | None) -> int:
    """How often what was entered elsewhere (a sheet, another window) has taken the place of what a field showed.

    A field keeps what is in it; only as another one does it show what is stored now, and never saves the old again.
    """
    revision = score.revision if score else 0
    times = int(st.session_state.setdefault(f"renewed-{field}", 0))
    if st.session_state.setdefault(f"seen-{field}", revision) != revision:
        times += 1
        st.session_state.update({f"seen-{field}": revision, f"renewed-{field}": times})
    return times


def _places(step: Decimal) -> int:
    """How many digits behind the point a score has."""
    written = plain_number(step)
    return len(written.partition(".")[2])


def _save(award: str, number: int, criterion: str, field: str, key: str, score: Score | None) -> None:
    """Keep both fields; one that the browser says nothing of stays as it was drawn."""
    value = st.session_state.get(f"value-{key}", score.value if score else None)
    comment = str(st.session_state.get(f"comment-{key}", score.comment if score else "") or "")
    given = None if value is None else Decimal(str(value))
    became: Saved | CasebaseError
    try:
        with Workspace.open(resources.home()) as workspace:
            scores = Scores(workspace, session.person())
            became = scores.save(award, number, criterion, given, comment, seen=st.session_state.get(f"seen-{field}"))
            st.session_state[f"seen-{field}"] = became.score.revision
    except CasebaseError as error:
        became = error
    st.session_state[_SAVED] = {**st.session_state.get(_SAVED, {}), field: became}


def _state(field: str, score: Score | None) -> None:
    """When it was saved, or why it was not."""
    became = st.session_state.get(_SAVED, {}).get(field)
    if isinstance(became, CasebaseError):
        worded = labels.error_text(became)
        words = tag("b", labels.NOT_SAVED), worded.what, worded.remedy
        frame.html(tag("p", icon("error"), *words, class_="not-saved", role="alert"))
        return
    saved = tag("span", icon("check"), labels.saved_at(_clock(score.changed))) if score else labels.NOT_SCORED_YET
    replaced = became.replaced if isinstance(became, Saved) else None
    other = tag("span", labels.score_replaced(_said(replaced)), class_="replaced") if replaced else ""
    frame.html(tag("p", saved, other, class_="saved-at muted number", role="status"))


def _said(score: Score) -> str:
    parts = [plain_number(score.value) if score.value is not None else labels.NO_SCORE, score.comment]
    return " · ".join(part for part in parts if part)


def _clock(at: str) -> str:
    """A moment of today by the clock, of another day with the day."""
    then = datetime.fromisoformat(at).astimezone()
    today = then.date() == datetime.now().astimezone().date()
    return f"{then:%H:%M:%S}" if today else f"{then:%Y-%m-%d %H:%M}"


# Conflicts of interest


def conflict_button(award: Round, number: int, conflict: Conflict | None, *, shown: bool) -> None:
    """Saying that one does not judge a submission, or taking that back."""
    if not shown:
        return
    if conflict is None:
        if st.button(labels.CONFLICT_DECLARE, icon=":material/block:", key="conflict", type="tertiary"):
            st.dialog(labels.CONFLICT_DECLARE)(_declare)(award, number)
    elif st.button(labels.CONFLICT_WITHDRAW, icon=":material/undo:", key="conflict-back", type="tertiary"):
        reach.change_scores(lambda scores: scores.withdraw(award.id, number), labels.CONFLICT_WITHDRAWN)
        st.rerun()


def _declare(award: Round, number: int) -> None:
    close_when_done()
    frame.html(tag("p", labels.CONFLICT_HINT, class_="muted"))
    st.text_area(
        labels.CONFLICT_REASON,
        max_chars=REASON_LIMIT,
        placeholder=labels.CONFLICT_REASON_EXAMPLE,
        key="conflict-reason",
    )
    st.button(labels.CONFLICT_DECLARE, type="primary", key="conflict-now", on_click=_declared, args=(award.id, number))


def _declared(award: str, number: int) -> None:
    reason = str(st.session_state["conflict-reason"])
    reach.change_scores(lambda scores: scores.declare(award, number, reason), labels.CONFLICT_SAVED)
    done()
