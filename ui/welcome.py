"""The first screen, before anything is asked: what is in the library, what it is about, what one may ask."""

from __future__ import annotations

from ui import frame, labels, remembering, resources
from ui.address import BatchAddress, CompareAddress, LibraryAddress, SearchAddress
from ui.markup import Markup, icon, join, link, tag
from ui.resources import Holdings


def greeting() -> Markup:
    """What this is."""
    heading, sub = tag("h1", labels.WELCOME), tag("p", labels.WELCOME_SUB, class_="sub")
    return tag("div", heading, sub, class_="welcome")


def empty_library() -> None:
    """What to do where there is nothing to search yet."""
    frame.html(greeting())
    command = labels.add_command(resources.home().path)
    frame.state(labels.EMPTY_LIBRARY, [labels.EMPTY_LIBRARY_DO], command=command, calm=True)
    frame.html(link(join([icon("upload_file"), labels.GO_TO_LIBRARY]), LibraryAddress().href))


def welcome(held: Holdings) -> None:
    """Everything below the empty box."""
    frame.html(tag("p", _holdings_line(held), class_="holdings"))
    cards = [link(join([tag("b", q), tag("span", title)]), SearchAddress(q).href) for q, title in _examples(held)]
    if cards:
        frame.html(tag("div", tag("h2", labels.EXAMPLES), tag("div", *cards, class_="shelf"), class_="block"))
    if themes := resources.themes(held):
        words = [
            link(one.word, SearchAddress(one.word).href, title=labels.theme(one.word, one.documents)) for one in themes
        ]
        block = tag("div", tag("h2", labels.LIBRARY_THEMES), tag("div", *words, class_="themes"), class_="block")
        frame.html(block)
    remembering.panel()
    tools = [
        link(join([icon("table_view"), labels.BATCH]), BatchAddress().href, title=labels.BATCH_HINT),
        link(join([icon("compare_arrows"), labels.COMPARE]), CompareAddress().href),
    ]
    frame.html(tag("div", *tools, class_="tools block", role="group", aria_label=labels.TOOLS_LABEL))


def _examples(held: Holdings) -> tuple[tuple[str, str], ...]:
    return resources.example_questions(held)


def _holdings_line(held: Holdings) -> Markup:
    by_name = {facet.name: facet for facet in resources.all_facets(held)}
    parts: list[object] = [labels.holdings(len(held.summaries), held.passages)]
    if years := by_name.get("year"):
        parts.append(labels.years(years.values[-1][0], years.values[0][0]))
    if kinds := by_name.get("kind"):
        parts.append(labels.AND.join(f"{labels.kind(value)} {count}" for value, count in kinds.values))
    if regions := by_name.get("region"):
        parts.append(labels.AND.join(value for value, _ in regions.values[:6]))
    return tag("span", tag("b", parts[0]), *(tag("span", part) for part in parts[1:]))
