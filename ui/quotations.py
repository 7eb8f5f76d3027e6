"""Whether the quotations of a collection are still what the library holds: checked, and said beside each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from corpus.errors import CasebaseError
from search.collections import Item
from search.collections.checking import Checked, Finding, Quotation, check, sought_elsewhere
from ui import frame, labels, resources
from ui.address import passage_href
from ui.intake import doubt
from ui.markup import Markup, icon, link, tag

_CHECKED = "items-checked"  # the collection whose quotations were checked on demand
_FOUND = "items-found"
_DIFFERENCES = 3


def findings(collection: str, items: Sequence[Item]) -> Mapping[int, Checked]:
    """What became of the quotations, by item: worked out once for every state of the library and the collection.

    What is gone is sought in the whole library only where somebody asked for all to be checked.
    """
    thorough = is_checked(collection)
    excerpts = [(item.number, item.citation) for item in items if item.citation]
    try:
        shared = resources.catalog()
        state = (resources.holdings().identity, tuple(number for number, _ in excerpts), thorough)
        if st.session_state.get(_FOUND, (None, {}))[0] != state:
            asked = [Quotation.of(number, citation) for number, citation in excerpts]
            checked = check(asked, shared)
            if thorough:
                checked = sought_elsewhere(checked, shared)
            st.session_state[_FOUND] = state, {one.quotation.number: one for one in checked}
    except CasebaseError:  # no library to compare with, which the other pages say
        return {}
    found: Mapping[int, Checked] = st.session_state[_FOUND][1]
    return found


def is_checked(collection: str) -> bool:
    """Whether somebody asked for every quotation of the collection to be checked, so that each says how it is."""
    return bool(st.session_state.get(_CHECKED) == collection)


def check_line(collection: str, found: Mapping[int, Checked]) -> None:
    """The button, and beside it what it found."""
    with st.container(key="check-line", horizontal=True, vertical_alignment="center", gap="small"):
        st.button(labels.CHECK_ALL, icon=":material/fact_check:", on_click=_check, args=(collection,))
        if is_checked(collection):
            failed = sum(not one.holds for one in found.values())
            mark = icon("error") if failed else icon("verified")
            words = tag("span", mark, labels.checked_all(len(found), failed), class_="failed" if failed else "passed")
            frame.html(tag("p", words, class_="checked", role="status"))


def finding(checked: Checked) -> Markup:
    """What became of a quotation: that it is exact, or what is wrong and where to look."""
    words = labels.QUOTATION_FINDINGS[checked.finding]
    if checked.holds:
        return tag("p", icon("check"), words, class_="finding exact")
    return tag("div", *(tag("p", part) for part in (doubt(words), *_details(checked))), class_="finding")


def _details(checked: Checked) -> list[object]:
    place = checked.place
    if checked.other_file:
        return [labels.FINDING_OTHER_FILE]
    if checked.finding is Finding.GONE and place:
        return [link(labels.finding_elsewhere(place.title), passage_href(place.doc_id, place.start, place.end))]
    if checked.finding is Finding.CHANGED and place:
        differences = [labels.finding_difference(one.quoted, one.found) for one in checked.differences[:_DIFFERENCES]]
        return [*differences, labels.finding_now(" ".join(place.found.split()))]
    return [labels.FINDING_NOTHING_LIKE_IT] if checked.finding is Finding.CHANGED else []


def _check(collection: str) -> None:
    st.session_state.pop(_FOUND, None)
    st.session_state[_CHECKED] = collection
