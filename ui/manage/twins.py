"""同文与版本: groups of documents that say the same, or are versions of one text; two of them side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import streamlit as st

from corpus.differences import Differences, Piece, Row, Same, differences
from corpus.duplicates import Relation
from corpus.errors import CasebaseError
from corpus.kin import Kin, Member, kin_of
from ui import actions, frame, labels, resources, session
from ui.address import ManageAddress, ReaderAddress, Section
from ui.library_list import pager
from ui.markup import Markup, icon, join, link, tag
from ui.passages import language
from ui.tables import fold_away

_PER_PAGE = 20  # groups
_SHOWN = 400  # rows of a comparison: a browser lays them out at once
_EXCERPT = 40  # characters of a paragraph that both have
_SAID = "twins-said"

Groups = list[tuple[str, tuple[Member, ...]]]


def section(address: ManageAddress) -> None:
    """The groups, or two documents side by side."""
    if said := st.session_state.pop(_SAID, ""):
        frame.state(said, calm=True)
    if not resources.home().catalog.is_file():
        frame.state(labels.KIN_NONE, [labels.KIN_NONE_DO], calm=True)
    elif address.doc and address.other:
        _side_by_side(address)
    else:
        _groups(address)
    if address.remove:
        _removal(address)


# The groups


def _groups(address: ManageAddress) -> None:
    kin = _kin(resources.holdings().identity)
    frame.html(
        tag("p", tag("b", labels.kin_counts(len(kin.same), len(kin.near), len(kin.versions))), class_="holdings"),
        tag("p", labels.KIN_NOTE, class_="muted"),
        tag("p", labels.kin_pending(kin.pending), class_="muted") if kin.pending else "",
    )
    every: Groups = [(labels.KIN_SAME, some) for some in kin.same]
    every += [(labels.KIN_NEAR, some) for some in kin.near]
    every += [(labels.KIN_VERSIONS, some) for some in kin.versions]
    if not every and not kin.copies:
        frame.state(labels.KIN_NONE, [labels.KIN_NONE_DO], calm=True)
        return
    last = max(-(-len(every) // _PER_PAGE), 1)
    page = min(address.page, last)
    shown = every[(page - 1) * _PER_PAGE : page * _PER_PAGE]
    frame.html(*(_group(why, members, page) for why, members in shown))
    if last > 1:
        frame.html(pager(page, last, lambda number: ManageAddress(Section.KIN, page=number).href))
    if kin.copies:
        frame.html(_copies(kin))


@st.cache_resource(show_spinner=False, max_entries=2)
def _kin(identity: resources.Identity) -> Kin:
    return kin_of(resources.catalog())


def _group(why: str, members: Sequence[Member], page: int) -> Markup:
    first = members[0].document
    rows = [_member(one, first.doc_id, page) for one in members]
    return tag("section", tag("h3", why), tag("ul", *rows), class_="twins")


def _member(one: Member, first: str, page: int) -> Markup:
    document = one.document
    title = link(document.title, ReaderAddress(document.doc_id).href)
    place = labels.place_in_file(document.source.file_name, document.source.member)
    said = _likeness(one) if document.doc_id != first else labels.FIRST_OF_GROUP
    facts = " · ".join(part for part in (place, one.dated or "", said) if part)
    aside = ManageAddress(Section.KIN, remove=document.doc_id, page=page).href
    compared = ManageAddress(Section.KIN, first, other=document.doc_id).href
    differs = one.relation is not Relation.SAME and document.doc_id != first
    compare = link(join([icon("compare"), labels.COMPARE_TEXTS]), compared) if differs else ""
    name = tag("span", document.title, class_="unseen")
    remove = link(join([icon("delete"), labels.REMOVE_ONE, name]), aside, class_="quiet")
    return tag("li", tag("div", title, tag("p", facts, class_="muted")), tag("div", compare, remove, class_="does"))


def _likeness(one: Member) -> str:
    if one.relation is Relation.SAME:
        return labels.KIN_SAME
    return labels.likeness(one.similarity) if one.similarity is not None else ""


def _copies(kin: Kin) -> Markup:
    lines = [
        tag(
            "li",
            link(one.document.title, ReaderAddress(one.document.doc_id).href),
            tag("ul", *(tag("li", path, class_="muted") for path in one.paths)),
        )
        for one in kin.copies
    ]
    body = tag("div", tag("p", labels.KIN_COPIES_NOTE), tag("ul", *lines, class_="labelled"))
    return fold_away(labels.numbered(labels.KIN_COPIES, len(lines)), body)


# Side by side


def _side_by_side(address: ManageAddress) -> None:
    held = resources.holdings()
    left, right = held.summary(address.doc), held.summary(address.other)
    back = link(join([icon("arrow_back"), labels.BACK_TO_GROUPS]), ManageAddress(Section.KIN).href)
    found = _differences(held.identity, left.doc_id, right.doc_id)
    heads = [
        tag(
            "div",
            tag("h3", link(one.title, ReaderAddress(one.doc_id).href)),
            tag("p", labels.place_in_file(one.source.file_name, one.source.member), class_="muted"),
        )
        for one in (left, right)
    ]
    said = labels.diff_counts(found.removed, found.inserted) if found.removed or found.inserted else labels.DIFF_SAME
    cut = "" if found.whole else labels.DIFF_CUT
    more = labels.DIFF_MORE if len(found.parts) > _SHOWN else ""
    scripts = language(left.script), language(right.script)
    frame.html(
        tag("div", back, class_="reader-bar"),
        tag("p", tag("b", said), " ", cut, more),
        tag("p", labels.DIFF_NOTE, class_="muted"),
        tag("div", tag("div", *heads, class_="diff-row heads"), *_rows(found, scripts), class_="diff"),
    )


@st.cache_resource(show_spinner=False, max_entries=16)
def _differences(identity: resources.Identity, left: str, right: str) -> Differences:
    catalog = resources.catalog()
    return differences(catalog.text(left), catalog.text(right))


def _rows(found: Differences, scripts: tuple[str, str]) -> Iterator[Markup]:
    for part in found.parts[:_SHOWN]:
        if isinstance(part, Same):
            yield _same(part)
        else:
            yield _row(part, scripts)


def _same(part: Same) -> Markup:
    ends = [part.first] if part.count == 1 else [part.first, part.last]
    words = " …… ".join(f"{one[:_EXCERPT]}……" if len(one) > _EXCERPT else one for one in ends)
    return tag("p", tag("span", labels.unchanged(part.count)), "　", words, class_="diff-same")


def _row(part: Row, scripts: tuple[str, str]) -> Markup:
    left, right = _pieces(part.left, "del"), _pieces(part.right, "ins")
    return tag("div", tag("p", left, lang=scripts[0]), tag("p", right, lang=scripts[1]), class_="diff-row")


def _pieces(pieces: Sequence[Piece], changed: str) -> Markup:
    return join(tag(changed, piece.text) if piece.changed else piece.text for piece in pieces)


# Removing one


def _removal(address: ManageAddress) -> None:
    held = [one for one in resources.holdings().summaries if one.doc_id == address.remove]
    if held:
        st.dialog(labels.REMOVE_ASK, on_dismiss=lambda: frame.go(_without(address)))(_ask)(address, held[0].title)


def _without(address: ManageAddress) -> str:
    return ManageAddress(Section.KIN, page=address.page).href


def _ask(address: ManageAddress, title: str) -> None:
    frame.html(tag("p", tag("b", title)), tag("p", labels.REMOVE_ASK_DO, class_="muted"))
    with st.container(horizontal=True):
        sure = st.button(labels.REMOVE_YES, type="primary", icon=":material/delete:", key="remove-yes")
        kept = st.button(labels.REMOVE_NO, key="remove-no")
    if sure:
        try:
            with st.spinner(labels.INDEXING):
                actions.remove(resources.home(), session.person(), [address.remove])
        except CasebaseError as error:
            frame.show_error(error)
            return
        st.session_state[_SAID] = labels.REMOVED
    if sure or kept:
        frame.go(_without(address))
        st.rerun()
