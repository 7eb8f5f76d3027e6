"""The web application: four pages, each drawn by a module of `ui`; the address says which."""

from __future__ import annotations

import streamlit as st

from ui import frame, library_page, reader_page, report_page, search_page
from ui.address import Place, place

PAGES = {
    Place.SEARCH: search_page.render,
    Place.READER: reader_page.render,
    Place.LIBRARY: library_page.render,
    Place.REPORT: report_page.render,
}


def main() -> None:
    """Draw the page that the address names."""
    st.navigation([st.Page(PAGES[place(frame.params())], default=True)], position="hidden").run()


main()
