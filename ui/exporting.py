"""Taking citations away: choosing them on the cards, downloading them in one file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

from search.citation import Citation, Style, cite_all
from search.excerpts import of_hit
from search.hits import Hit
from ui import frame, labels
from ui.markup import tag

_EXPORTS = {
    Style.GBT7714_2025: ("txt", "text/plain"),
    Style.BIBTEX: ("bib", "application/x-bibtex"),
    Style.RIS: ("ris", "application/x-research-info-systems"),
    Style.CSL: ("json", "application/vnd.citationstyles.csl+json"),
}


def chosen() -> dict[int, Citation]:
    """The citations chosen in this session, by passage, in the order of choosing."""
    chosen: dict[int, Citation] = st.session_state.setdefault("chosen", {})
    return chosen


def toggle(hit: Hit) -> None:
    """Put a hit among what is to be exported, or take it out."""
    if chosen().pop(hit.passage.passage_id, None) is None:
        chosen()[hit.passage.passage_id] = of_hit(hit)


def export() -> None:
    """The button that offers what was chosen in every format."""
    taken = chosen()
    with st.popover(labels.chosen(len(taken)), icon=":material/download:"):
        if not taken:
            frame.html(tag("p", labels.EXPORT_EMPTY, class_="muted"))
            return
        for style, (suffix, media_type) in _EXPORTS.items():
            st.download_button(
                labels.suffixed(labels.STYLES[style], suffix),
                _exported(list(taken.values()), style),
                file_name=f"casebase-{date.today().isoformat()}.{suffix}",
                mime=media_type,
                on_click="ignore",
                width="stretch",
            )
        st.button(labels.EXPORT_CLEAR, on_click=taken.clear, type="tertiary")


def _exported(citations: list[Citation], style: Style) -> Callable[[], bytes]:
    """Worded when it is asked for, not whenever the page is drawn."""
    return lambda: cite_all(citations, style, accessed=date.today()).encode("utf-8")
