"""The management page: its sections, and who may use which."""

from __future__ import annotations

from collections.abc import Callable

from corpus.workspace import Action
from ui import frame, labels, log_page, people_page, session
from ui.address import ManageAddress, Section
from ui.manage import backups, encoders, files, index, review, twins
from ui.markup import Markup, icon, join, link, tag

_NEEDED = {
    Section.FILES: Action.EDIT,
    Section.REVIEW: Action.EDIT,
    Section.KIN: Action.EDIT,
    Section.INDEX: Action.EDIT,
    Section.BACKUP: Action.ADMINISTER,
    Section.PEOPLE: Action.ADMINISTER,
    Section.LOG: Action.ADMINISTER,
}
_ICONS = {
    Section.FILES: "upload_file",
    Section.REVIEW: "fact_check",
    Section.KIN: "content_copy",
    Section.INDEX: "database",
    Section.BACKUP: "inventory_2",
    Section.PEOPLE: "group",
    Section.LOG: "history",
}


def render() -> None:
    """The page."""
    with frame.page(labels.NAV_MANAGE, labels.NAV_MANAGE):
        shown = [section for section in Section if session.may(_NEEDED[section])]
        if not shown:
            frame.state(labels.NOTHING_TO_MANAGE, [labels.NOTHING_TO_MANAGE_DO], calm=True)
            return
        address = ManageAddress.read(frame.params())
        title = tag("h1", labels.SECTIONS[address.section])
        frame.html(_sections(shown, address.section), tag("div", title, class_="manage-title"))
        if address.section not in shown:
            frame.state(labels.NOT_THIS_SECTION, [labels.NOT_THIS_SECTION_DO], calm=True)
            return
        _DRAWN[address.section](address)


def _sections(shown: list[Section], current: Section) -> Markup:
    links = [
        link(
            join([icon(_ICONS[section]), labels.SECTIONS[section]]),
            ManageAddress(section).href,
            aria_current="page" if section is current else None,
        )
        for section in shown
    ]
    return tag("nav", *links, class_="sections", aria_label=labels.SECTIONS_LABEL)


def _index(address: ManageAddress) -> None:
    index.section()
    if session.may(Action.ADMINISTER):
        encoders.section()


_DRAWN: dict[Section, Callable[[ManageAddress], None]] = {
    Section.FILES: lambda _: files.section(),
    Section.REVIEW: review.section,
    Section.KIN: twins.section,
    Section.INDEX: _index,
    Section.BACKUP: lambda _: backups.section(),
    Section.PEOPLE: lambda _: people_page.people_section(),
    Section.LOG: lambda _: log_page.audit_section(),
}
