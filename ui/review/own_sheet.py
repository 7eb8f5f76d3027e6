"""Handing in one's own scores, and filling them in on paper's successor: a workbook, away from the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from corpus.errors import CasebaseError
from corpus.workspace import Workspace
from review.scores.offline import export_sheet, import_sheet
from ui import frame, labels, resources, session
from ui.markup import tag
from ui.review import reach
from ui.review.dialogs import close_when_done, done
from ui.review.rubric_source import XLSX

if TYPE_CHECKING:
    from ui.review.scores_view import Desk


def draw(desk: Desk) -> None:
    """What can be done with the whole sheet."""
    if not desk.open:
        return
    frame.html(tag("div", tag("h2", labels.SHEET_WHOLE), tag("p", labels.SHEET_WHOLE_HINT), class_="chapter"))
    with st.container(key="sheet-tools", horizontal=True, vertical_alignment="center", gap="small"):
        if st.button(labels.SHEET_SUBMIT, type="primary", icon=":material/send:", key="sheet-submit"):
            st.dialog(labels.SHEET_SUBMIT)(_submit)(desk)
        if st.button(labels.SHEET_OFFLINE, icon=":material/table:", key="sheet-offline"):
            st.dialog(labels.SHEET_OFFLINE)(_offline)(desk)


def _submit(desk: Desk) -> None:
    close_when_done()
    missing = desk.total - desk.all_done
    frame.html(tag("p", labels.sheet_missing(missing) if missing else labels.SHEET_COMPLETE))
    sure = not missing or st.checkbox(labels.SHEET_INCOMPLETE_SURE, key="sheet-sure")
    st.button(
        labels.SHEET_SUBMIT,
        type="primary",
        disabled=not sure,
        key="sheet-submit-now",
        on_click=_submitted,
        args=(desk.award.id, bool(missing)),
    )


def _submitted(award: str, incomplete: bool) -> None:
    reach.change_scores(lambda scores: scores.submit(award, incomplete=incomplete), labels.SHEET_SENT)
    done()


def _offline(desk: Desk) -> None:
    """The sheet to fill in elsewhere, and the way back."""
    award = desk.award
    frame.html(tag("p", labels.SHEET_OFFLINE_HINT, class_="muted"))
    with Workspace.open_readonly(resources.home()) as workspace:
        content = export_sheet(workspace, session.person(), award.id, session.person().name)
    st.download_button(
        labels.SHEET_DOWNLOAD,
        content,
        file_name=f"{labels.SHEET_FILE}-{session.person().name}.xlsx",
        mime=XLSX,
        key="sheet-download",
        on_click="ignore",
        icon=":material/download:",
    )
    given = st.file_uploader(labels.SHEET_UPLOAD, ["xlsx"], key="sheet-upload")
    if given and st.button(labels.SHEET_TAKE_OVER, type="primary", key="sheet-take-over"):
        try:
            with Workspace.open(resources.home()) as workspace:
                me = session.person()
                count = import_sheet(workspace, me, award.id, me.name, given.getvalue())
        except CasebaseError as error:
            frame.show_error(error)
        else:
            reach.say(labels.sheet_taken_over(count))
            st.rerun()
