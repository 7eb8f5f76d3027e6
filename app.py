"""The web application: the address says which page is drawn; `ui.pages` names the module that draws it."""

from __future__ import annotations

import streamlit as st

from ui import door, doorstep, frame, session
from ui.address import place
from ui.pages import PAGES


def main() -> None:
    """Draw the page that the address names, for those who may see it."""
    if refusal := session.admitted():
        doorstep.turn_away(refusal)
    else:
        st.navigation([st.Page(PAGES[place(frame.params())], default=True)], position="hidden").run()
        doorstep.watch()


if __name__ == "__main__":
    main()
else:  # the server takes from here how to serve the script above
    app = st.App(__file__, middleware=door.MIDDLEWARE, lifespan=door.opening)
