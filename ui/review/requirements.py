"""What a round asks of every submission, as fields of a form."""

from __future__ import annotations

import re
from datetime import date

import streamlit as st

from review.rounds.requirements import LONGEST_TEXT, Requirements, Section
from ui import frame, labels
from ui.markup import tag

_BETWEEN = re.compile(r"[、，,；;]+")


def fields(key: str, now: Requirements) -> Requirements:
    """The fields, filled with `now`; what stands in them."""
    sections = st.text_area(
        labels.REQUIRED_SECTIONS,
        "\n".join(f"{one.name}：{'、'.join(one.words)}" for one in now.sections),
        height=150,
        key=f"{key}-sections",
    )
    frame.html(tag("p", labels.REQUIRED_SECTIONS_HELP, class_="muted under"))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        shortest = _length(labels.REQUIRED_SHORTEST, now.shortest, f"{key}-shortest")
        longest = _length(labels.REQUIRED_LONGEST, now.longest, f"{key}-longest")
        earliest = _date(labels.REQUIRED_EARLIEST, now.earliest, f"{key}-earliest")
        latest = _date(labels.REQUIRED_LATEST, now.latest, f"{key}-latest")
    attachments = st.text_input(
        labels.REQUIRED_ATTACHMENTS,
        "、".join(now.attachments),
        placeholder=labels.REQUIRED_ATTACHMENTS_EXAMPLE,
        key=f"{key}-attachments",
    )
    with st.container(horizontal=True, gap="large"):
        dated = st.checkbox(labels.REQUIRED_DATE, now.dated, key=f"{key}-dated")
        contact = st.checkbox(labels.REQUIRED_CONTACT, now.contact, key=f"{key}-contact")
        duplicates = st.checkbox(labels.REQUIRED_ONCE, now.duplicates, key=f"{key}-once")
    return Requirements(
        sections=tuple(map(_section, filter(str.strip, sections.splitlines()))),
        shortest=shortest,
        longest=longest,
        dated=dated,
        earliest=earliest,
        latest=latest,
        attachments=tuple(word.strip() for word in _BETWEEN.split(attachments) if word.strip()),
        contact=contact,
        duplicates=duplicates,
    )


def _section(line: str) -> Section:
    name, _, words = line.replace(":", "：").partition("：")
    found = tuple(word.strip() for word in _BETWEEN.split(words) if word.strip())
    return Section(name.strip(), found or (name.strip(),))


def _length(label: str, now: int, key: str) -> int:
    given = st.number_input(
        label, 0, LONGEST_TEXT, now or None, 100, placeholder=labels.REQUIRED_ANY, key=key, width=150
    )
    return given or 0


def _date(label: str, now: str, key: str) -> str:
    given = st.date_input(label, date.fromisoformat(now) if now else None, format="YYYY-MM-DD", key=key, width=170)
    return given.isoformat() if isinstance(given, date) else ""
