"""Choosing documents of the library, by kind and by the words of their titles."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from corpus.model import DocumentSummary, Kind
from ui import labels


def documents(
    key: str, some: Sequence[DocumentSummary], taken: frozenset[str] = frozenset(), *, first: str = Kind.SUBMISSION
) -> list[str]:
    """A choice of documents of the library, those of the kind `first` at first, of any where it is empty; their ids.

    `taken` are left out: they are in the round already.
    """
    free = [one for one in some if one.doc_id not in taken]
    kinds = [kind for kind in Kind if any(one.metadata.get("kind") == kind for one in free)]
    options = [*(str(kind) for kind in kinds), ""]
    kind = st.segmented_control(
        labels.FIELDS["kind"],
        options,
        default=options[options.index(first) if first in options else -1],
        required=True,
        format_func=lambda one: labels.KINDS[one] if one else labels.KIND_ANY,
        key=f"{key}-kind",
    )
    titles = {one.doc_id: one.title for one in free if not kind or one.metadata.get("kind") == kind}
    kept = [one for one in st.session_state.get(f"{key}-documents", ()) if one not in titles]
    known = {one.doc_id: one.title for one in free}
    chosen = st.multiselect(
        labels.SUBMISSIONS_OF_LIBRARY,
        [*titles, *(one for one in kept if one in known)],
        format_func=lambda one: labels.plain(known[str(one)]),
        placeholder=labels.documents_to_choose(len(titles)),
        select_all=False,
        key=f"{key}-documents",
    )
    st.button(
        labels.choose_all(len(titles)),
        disabled=not titles,
        type="tertiary",
        icon=":material/select_all:",
        key=f"{key}-all",
        on_click=_all,
        args=(key, tuple(titles)),
    )
    return chosen


def _all(key: str, doc_ids: Sequence[str]) -> None:
    """Every document of the kind, beside what was chosen before."""
    st.session_state[f"{key}-documents"] = list(dict.fromkeys([*st.session_state[f"{key}-documents"], *doc_ids]))
