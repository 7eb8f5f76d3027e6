"""添加文件: by drag and drop, and for administrators a folder of the server."""

from __future__ import annotations

import streamlit as st

from corpus.errors import CasebaseError
from corpus.workspace import Action
from ui import adding, background, frame, jobs, labels, resources, session
from ui.markup import tag


def section() -> None:
    """How far it is, what came of it, and the two ways in."""
    adding.last_report()
    adding.drop()
    if session.may(Action.ADMINISTER):
        _folder()


def _folder() -> None:
    heading = tag("h2", labels.ADD_FOLDER)
    frame.html(tag("div", heading, tag("p", labels.ADD_FOLDER_HINT), class_="chapter"))
    with st.form("folder", border=False):
        typed = st.text_input(labels.FOLDER, placeholder=labels.FOLDER_PLACEHOLDER, key="folder-path")
        submitted = st.form_submit_button(labels.FOLDER_BUTTON, icon=":material/drive_folder_upload:")
    if submitted and not typed.strip():
        frame.state(labels.NO_FOLDER_TYPED, calm=True)
    elif submitted:
        try:
            job = jobs.add_folder(resources.home(), session.person(), typed)
        except CasebaseError as error:
            frame.show_error(error)
        else:
            background.wait_a_moment(job)
            st.rerun()
