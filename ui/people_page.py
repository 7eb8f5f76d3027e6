"""人员: who has an account, what they may do; for the administrator, as a section of the management page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from corpus.workspace import Action, Role, Workspace, require
from corpus.workspace import accounts as accounts_of
from corpus.workspace.accounts import Account, State, accounts
from corpus.workspace.passwords import generated
from corpus.workspace.sessions import Session, Sessions
from corpus.workspace.settings import Method, read_settings
from ui import frame, labels, resources, session
from ui.markup import Markup, tag
from ui.tables import Cell, table

_SAVED = "people-saved"


def people_section() -> None:
    """The accounts, and what can be done with them."""
    require(session.person(), Action.ADMINISTER)
    frame.html(tag("p", labels.PEOPLE_NOTE, class_="muted"))
    home = resources.home()
    method = read_settings(home).method
    with Workspace.open_readonly(home) as workspace:
        found = accounts(workspace, session.person())
        online = Sessions(workspace, read_settings(home)).of(session.person())
    if method is Method.NONE:
        frame.html(_nobody_signs_in(found))
    if said := st.session_state.pop(_SAVED, None):
        frame.state(said, calm=True)
    if found:
        frame.html(_table(found, online))
    else:
        frame.html(tag("p", labels.PEOPLE_NONE, class_="muted"))
    with st.container(key="people-tools", horizontal=True, vertical_alignment="bottom", gap="small"):
        if found:
            names = [one.name for one in found]
            chosen = st.selectbox(labels.PERSON_NAME, names, key="people-chosen", width=320)
            if st.button(labels.PERSON_EDIT, icon=":material/manage_accounts:"):
                _manage(chosen)
        if st.button(labels.PERSON_ADD, icon=":material/person_add:"):
            _add(method)
    frame.html(_roles())


def _nobody_signs_in(found: Sequence[Account]) -> Markup:
    """How to have people sign in, and what is missing for it."""
    ready = any(one.role is Role.ADMINISTRATOR and one.state is State.ACTIVE and one.has_password for one in found)
    missing = "" if ready else tag("p", labels.PEOPLE_NO_ADMINISTRATOR)
    settings = tag("pre", tag("code", labels.PEOPLE_SETTINGS))
    how = tag("div", tag("p", labels.PEOPLE_TURN_ON), settings, missing)
    return tag("div", tag("h3", labels.PEOPLE_NOBODY_SIGNS_IN), how, class_="state calm", role="status")


def _table(found: Sequence[Account], online: Sequence[Session]) -> Markup:
    devices = Counter(one.name for one in online)
    seen = {one.name: one.seen for one in reversed(online)}
    rows = [
        [
            Cell(one.name),
            Cell(one.shown),
            Cell(labels.ROLES_OF_PEOPLE[one.role]),
            Cell(labels.STATES_OF_PEOPLE[one.state]),
            Cell(devices[one.name], number=True),
            Cell(labels.moment(seen[one.name]) if one.name in seen else "", number=True),
            Cell(one.made_at[:10], number=True),
        ]
        for one in found
    ]
    head = [
        labels.PERSON_NAME,
        labels.PERSON_SHOWN,
        labels.PERSON_ROLE,
        labels.PERSON_STATE,
        labels.PERSON_SESSIONS,
        labels.SESSION_SEEN,
        labels.PERSON_MADE,
    ]
    return table(head, rows, caption=labels.PEOPLE)


def _roles() -> Markup:
    """What each role may do."""
    rows = [[Cell(labels.ROLES_OF_PEOPLE[role]), Cell(labels.ROLES_MEAN[role])] for role in Role]
    return table([labels.PERSON_ROLE, labels.PERSON_MAY], rows, caption=labels.PERSON_ROLES)


def _add(method: Method) -> None:
    """A dialog for a new account; its password is made here, and shown once."""

    @st.dialog(labels.PERSON_ADD, on_dismiss="rerun")
    def dialog() -> None:
        by_provider = method is Method.OIDC
        with st.form("people-add", border=False):
            hint = labels.PERSON_EMAIL_HINT if by_provider else labels.PERSON_NAME_HINT
            name = st.text_input(labels.PERSON_NAME, placeholder=hint)
            shown = st.text_input(labels.PERSON_SHOWN)
            role = st.selectbox(labels.PERSON_ROLE, list(Role), format_func=labels.ROLES_OF_PEOPLE.__getitem__)
            again = st.checkbox(labels.PERSON_AGAIN)
            submitted = st.form_submit_button(labels.PERSON_ADD_BUTTON, type="primary")
        if submitted:
            password = "" if by_provider else generated()
            with frame.errors_said(), Workspace.open(resources.home()) as workspace:
                made = accounts_of.add(
                    workspace, session.person(), name, role or Role.READER, password=password, shown=shown, again=again
                )
                _once(made.name, password)

    dialog()


def _manage(name: str) -> None:
    """A dialog for one account."""

    @st.dialog(labels.PERSON_EDIT, on_dismiss="rerun")
    def dialog() -> None:
        with frame.errors_said(), Workspace.open_readonly(resources.home()) as workspace:
            found = accounts_of.account(workspace, name)
            if found is not None and found.state is not State.REMOVED:
                _forms(found)

    dialog()


def _forms(one: Account) -> None:
    frame.html(tag("p", tag("b", one.name), "　", labels.STATES_OF_PEOPLE[one.state]))
    with st.form("people-change", border=False):
        shown = st.text_input(labels.PERSON_SHOWN, one.shown)
        roles = list(Role)
        role = st.selectbox(
            labels.PERSON_ROLE, roles, roles.index(one.role), format_func=labels.ROLES_OF_PEOPLE.__getitem__
        )
        if st.form_submit_button(labels.PERSON_SAVE, type="primary"):
            _change(one.name, role=role, shown=shown)
    with st.container(horizontal=True, gap="small"):
        if one.state is State.ACTIVE and st.button(labels.PERSON_DISABLE, icon=":material/block:"):
            _change(one.name, disabled=True)
        if one.state is State.DISABLED and st.button(labels.PERSON_ENABLE, icon=":material/check:"):
            _change(one.name, disabled=False)
        out = st.button(labels.PERSON_SIGN_OUT, icon=":material/logout:")
        reset = st.button(labels.PERSON_RESET, icon=":material/key:")
    if out:
        _sign_out(one.name)
    if reset:
        _reset(one.name)
    sure = st.checkbox(labels.PERSON_REMOVE_SURE, key=f"people-sure-{one.name}")
    if st.button(labels.PERSON_REMOVE, disabled=not sure, icon=":material/person_remove:"):
        _remove(one.name)


def _change(name: str, *, role: Role | None = None, shown: str | None = None, disabled: bool | None = None) -> None:
    with frame.errors_said(), Workspace.open(resources.home()) as workspace:
        accounts_of.change(workspace, session.person(), name, role=role, shown=shown, disabled=disabled)
        _done(labels.PERSON_SAVED)


def _remove(name: str) -> None:
    with frame.errors_said(), Workspace.open(resources.home()) as workspace:
        accounts_of.remove(workspace, session.person(), name)
        _done(labels.PERSON_REMOVED.format(name=name))


def _sign_out(name: str) -> None:
    with frame.errors_said(), Workspace.open(resources.home()) as workspace:
        Sessions(workspace, read_settings(resources.home())).end_all(session.person(), name)
        _done(labels.PERSON_SAVED)


def _reset(name: str) -> None:
    password = generated()
    with frame.errors_said(), Workspace.open(resources.home()) as workspace:
        accounts_of.set_password(workspace, session.person(), name, password)
        _once(name, password)


def _once(name: str, password: str) -> None:
    """Show a password that nobody will see again; it is kept nowhere."""
    if password:
        frame.html(tag("p", labels.PASSWORD_ONCE.format(name=name)))
        st.code(password, language=None)
        frame.html(tag("p", labels.PASSWORD_ONCE_DO, class_="muted"))
    else:
        frame.state(labels.PERSON_SAVED, calm=True)


def _done(said: str) -> None:
    st.session_state[_SAVED] = said
    st.rerun()
