"""For everybody: axe-core on every page in light and dark, the keyboard alone, the switches for colours and language.

Exceptions (`KNOWN`) name one rule and one element that Streamlit draws and that nothing here can change.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
import test_browser
from test_browser import NARROW, QUESTION, WIDE, ask, hand_back, lent, settled
from test_door import LOCAL, PASSWORD, serving

from corpus.catalog import Catalog
from corpus.home import Home
from corpus.workspace import OWNER, Role, Workspace
from corpus.workspace.accounts import add
from corpus.workspace.settings import settings_path
from review.rounds.model import Phase, Standing
from review.rounds.store import Rounds
from review.rubric.bundled import bundled
from review.scores.store import Scores
from search.query import Mode
from ui import labels, language, theme
from ui.address import (
    BatchAddress,
    CollectionsAddress,
    CompareAddress,
    ConcordanceAddress,
    LibraryAddress,
    ManageAddress,
    ReaderAddress,
    ReportAddress,
    RoundAddress,
    RoundsAddress,
    RoundView,
    SearchAddress,
    Section,
    Sort,
    passage_href,
)
from ui.language import Language
from ui.theme import Theme

axe_playwright = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core is not installed")
address, browser, home = test_browser.address, test_browser.browser, test_browser.home  # fixtures
KNOWN: dict[str, tuple[str, ...]] = {}
LIGHT, DARK = "rgb(251, 250, 247)", "rgb(22, 24, 27)"
GROUND = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
PANEL = "getComputedStyle(document.documentElement).getPropertyValue('--page').trim().toUpperCase()"


def states(home: Home) -> dict[str, str]:
    """Every page in every state that an address can name."""
    with Catalog.open_readonly(home) as catalog:
        document = next(one for one in catalog.summaries() if "清溪区" in one.title)
        passage = catalog.passages(document.doc_id)[-1]
    opened = passage_href(document.doc_id, passage.start, passage.end, back=SearchAddress(QUESTION))
    return {
        "search, nothing typed": SearchAddress().href,
        "search, results": SearchAddress(QUESTION).href,
        "search, nothing found": SearchAddress("电梯", filters=(("region", "火星"),)).href,
        "search, no such words": SearchAddress("quux zyzzy", mode=Mode.LEXICAL).href,
        "search, error": SearchAddress("电梯", filters=(("year", "去年"),)).href,
        "reader, nothing chosen": ReaderAddress().href,
        "reader, a passage": opened,
        "reader, no such document": ReaderAddress("none").href,
        "library": LibraryAddress().href,
        "library, nothing found": LibraryAddress("火星").href,
        "library, one document": LibraryAddress(doc=document.doc_id).href,
        "report": ReportAddress().href,
        "collections": CollectionsAddress().href,
        "words in context": ConcordanceAddress("电梯").href,
        "two searches": CompareAddress(SearchAddress("电梯"), SearchAddress("食堂")).href,
        "many questions": BatchAddress().href,
        "rounds": RoundsAddress().href,
        "a new round": RoundsAddress(new=True).href,
        "a round that is not there": RoundAddress("none").href,
        **round_states(home),
        **{f"manage, {section}": ManageAddress(section).href for section in Section},
    }


def round_states(home: Home) -> dict[str, str]:
    """An award round of all documents, which one has scored, in every view; made once."""
    with Workspace.open(home) as workspace, Catalog.open_readonly(home) as catalog:
        rounds = Rounds(workspace, OWNER)
        award = next(iter(rounds.visible()), None)
        if award is None:
            award, some = rounds.make("案例评审", bundled()[0], blind=True), catalog.summaries()
            rounds.add(award.id, [one.doc_id for one in some], [one.title for one in some])
            rounds.advance(award.id, Phase.ELIGIBILITY)
            for one in rounds.submissions(award.id):
                rounds.set_standing(award.id, one.number, Standing.ELIGIBLE)
            rounds.advance(award.id, Phase.REVIEW)
            for one in rounds.submissions(award.id):
                Scores(workspace, OWNER).save(award.id, one.number, award.rubric.criteria[0].key, Decimal(one.number))
    settings = RoundAddress(award.id, RoundView.SETTINGS)
    return {
        **{f"round, {view}": RoundAddress(award.id, view).href for view in RoundView},
        **{f"round, {show}": settings.showing(show).href for show in ("rubric", "people", "masks", "requirements")},
        "round, a submission": RoundAddress(award.id, number=1, show="5-20").href,
    }


@pytest.fixture
def window(request, browser, address) -> Iterator[object]:
    """A page of a browser whose system is light or dark; a test may ask for a width as well."""
    scheme, width = getattr(request, "param", ("light", WIDE))
    page = lent(browser, width, scheme)
    page.goto(address)
    drawn(page)
    yield page
    hand_back(browser, page)


def drawn(page) -> None:
    page.locator(".colophon").wait_for()
    settled(page)


def go(page, address: str, href: str) -> None:
    page.goto(address + href.removeprefix("./"))
    drawn(page)


_EVERYTHING: dict[str, object] = {"resultTypes": ["violations"]}
_COLOURS = {**_EVERYTHING, "runOnly": ["color-contrast", "link-in-text-block"]}  # all that dark makes different
_NARROWED = ("search", "reader", "library", "manage, files", "round")


@pytest.mark.parametrize(
    ("window", "options"), [(("light", WIDE), _EVERYTHING), (("dark", WIDE), _COLOURS)], indirect=["window"]
)
def test_axe_finds_nothing_serious(window, options, address, home) -> None:
    axe = axe_playwright.Axe()
    found = []
    for state, href in states(home).items():
        go(window, address, href)
        window.evaluate("document.querySelectorAll('.stHtml details').forEach((one) => (one.open = true))")
        window.wait_for_timeout(300)  # what fades in is too pale until it is there
        found += serious(axe, window, state, options)
        if options is _EVERYTHING and state.startswith(_NARROWED):
            window.set_viewport_size({"width": NARROW, "height": 844})
            window.wait_for_timeout(300)
            found += serious(axe, window, f"{state}, narrow", options)
            window.set_viewport_size({"width": WIDE, "height": 900})
    assert found == []


def serious(axe, page, state: str, options: dict[str, object]) -> list[str]:
    """What axe-core finds serious or critical on the page as it is."""
    return [
        f"{state}: {violation['id']} {node['target']} {node['html'][:160]}"
        for violation in axe.run(page, options=options).response["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
        if not any(known in str(node["target"]) for known in KNOWN.get(violation["id"], ()))
    ]


def test_axe_finds_nothing_serious_at_the_door(browser, tmp_path) -> None:
    """Signing in, with a wrong password, and one's account: pages of their own, before Streamlit's."""
    home, axe, found = Home(tmp_path / "home"), axe_playwright.Axe(), []
    with Workspace.open(home) as workspace:
        settings_path(home).write_text(LOCAL, encoding="utf-8")
        add(workspace, OWNER, "reader", Role.READER, password=PASSWORD)
    with serving(home, tmp_path / "log.txt") as site:
        for scheme in ("light", "dark"):
            page = browser.new_page(color_scheme=scheme, locale="zh-CN")
            page.goto(f"{site.origin}/sign-in")
            found += serious(axe, page, f"sign in, {scheme}", _EVERYTHING)
            for password in ("wrong password", PASSWORD):
                page.get_by_label(labels.SIGN_IN_NAME, exact=True).fill("reader")
                page.get_by_label(labels.SIGN_IN_PASSWORD, exact=True).fill(password)
                page.get_by_role("button", name=labels.SIGN_IN, exact=True).click()
                page.wait_for_load_state()
                found += serious(axe, page, f"sign in with {password}, {scheme}", _EVERYTHING)
            page.goto(f"{site.origin}/account")
            found += serious(axe, page, f"account, {scheme}", _EVERYTHING)
            page.close()
    assert found == []


@pytest.mark.parametrize("window", [("light", WIDE), ("dark", WIDE)], indirect=True)
def test_colours_follow_the_system_until_one_is_chosen(window, address) -> None:
    ofsystem = window.evaluate(GROUND)
    assert ofsystem in (LIGHT, DARK)
    other = Theme.DARK if ofsystem == LIGHT else Theme.LIGHT
    choose(window, labels.THEME, labels.THEMES[other])
    window.wait_for_function(f"{GROUND} === {(DARK if other is Theme.DARK else LIGHT)!r}")
    assert window.evaluate(PANEL) == ("#16181B" if other is Theme.DARK else "#FBFAF7")
    assert window.evaluate("document.documentElement.dataset.theme") == other
    cookie = next(one for one in window.context.cookies() if one["name"] == theme.COOKIE)
    assert (cookie["value"], cookie["sameSite"], cookie["path"]) == (other, "Strict", "/")

    go(window, address, ReportAddress().href)  # charts are drawn by Streamlit, in the colours that it believes in
    window.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg").first.wait_for()
    assert window.evaluate(GROUND) == (DARK if other is Theme.DARK else LIGHT)

    choose(window, labels.THEME, labels.THEMES[Theme.SYSTEM])
    window.wait_for_function(f"{GROUND} === {ofsystem!r}")
    assert window.evaluate(PANEL) == ("#16181B" if ofsystem == DARK else "#FBFAF7")


def choose(page, name: str, option: str) -> None:
    """Choose in a switch of the masthead, which loads the page anew."""
    page.locator(f".settings summary[aria-label^='{name}']").click()
    with page.expect_navigation():
        page.get_by_role("button", name=option).click()
    drawn(page)


def test_the_language_is_switched_and_kept(window, address) -> None:
    english, traditional = (labels.wordings(one) for one in (Language.ENGLISH, Language.TRADITIONAL))
    choose(window, labels.LANGUAGE, "English")
    assert window.evaluate("document.documentElement.lang") == "en"
    assert window.title() == f"{english['NAV_SEARCH']} · {english['APP']}"
    window.get_by_role("heading", name=english["WELCOME"]).wait_for()
    cookie = next(one for one in window.context.cookies() if one["name"] == language.COOKIE)
    assert (cookie["value"], cookie["sameSite"]) == ("en", "Strict")

    go(window, address, LibraryAddress().href)
    window.get_by_text(english["ADD_FILES"]).first.click()
    words = window.locator("[data-testid=stFileUploaderDropzoneInstructions]")
    words.wait_for()
    assert english["UPLOAD_DROP"] in words.evaluate("(it) => getComputedStyle(it, '::after').content")

    choose(window, english["LANGUAGE"], "繁體中文")
    assert window.evaluate("document.documentElement.lang") == "zh-Hant-TW"
    window.get_by_role("link", name=traditional["NAV_SEARCH"], exact=True).wait_for()
    go(window, address, SearchAddress(QUESTION).href)
    window.get_by_text("反对的住户可以提出补偿").first.wait_for()  # of a document: never converted
    choose(window, traditional["LANGUAGE"], "简体中文")
    assert window.evaluate("document.documentElement.lang") == "zh-CN"


def focused(page, script: str) -> object:
    return page.evaluate(f"(() => {{ const it = document.activeElement; return {script} }})()")


def test_the_keyboard_skips_opens_closes_and_arrives(window) -> None:
    window.evaluate("document.activeElement.blur()")
    for _ in range(3):  # the scrolled part itself may take the focus first
        window.keyboard.press("Tab")
        if focused(window, "it.matches('.skip')"):
            break
    assert focused(window, "it.matches('.skip') && it.getBoundingClientRect().width > 40")
    window.keyboard.press("Enter")
    assert focused(window, "it.matches('.st-key-content')")
    window.keyboard.press("Tab")
    assert focused(window, "[it.outerHTML.slice(0, 120), !!it.closest('.st-key-content')]")[1], "not in the content"

    summary = window.locator(".settings summary").first
    summary.focus()
    window.keyboard.press("Enter")
    window.keyboard.press("Tab")
    assert focused(window, "it.matches('[data-cookie]')")
    assert focused(window, "getComputedStyle(it).outlineStyle") == "solid"
    window.keyboard.press("Escape")
    assert focused(window, "it.matches('.settings summary')")
    assert window.locator("details.menu[open]").count() == 0

    window.get_by_role("link", name=labels.NAV_READER, exact=True).press("Enter")
    window.keyboard.press("Control")  # makes a screen reader be quiet, and says nothing else
    window.get_by_role("heading", name=labels.READER_EMPTY).wait_for()
    window.wait_for_function(ARRIVED, arg=labels.READER_EMPTY)


ARRIVED = "words => document.activeElement.textContent === words"
DRAWN_ANEW = "(() => { const it = document.querySelector('[data-arrived]'); it.replaceWith(it.cloneNode(true)) })()"


def test_the_heading_arrived_at_keeps_the_focus_while_it_is_drawn_anew(window) -> None:
    window.get_by_role("link", name=labels.NAV_READER, exact=True).press("Enter")
    window.wait_for_function(ARRIVED, arg=labels.READER_EMPTY)
    window.wait_for_timeout(4000)  # a slow server
    window.evaluate(DRAWN_ANEW)
    window.wait_for_function(ARRIVED, arg=labels.READER_EMPTY)
    window.evaluate("(() => { const now = performance.now(); performance.now = () => now + 20000 })()")
    window.evaluate(DRAWN_ANEW)
    window.wait_for_timeout(300)
    assert focused(window, "it === document.body"), (
        "a page that is drawn anew much later has nothing to do with the link"
    )


def test_whoever_has_gone_on_is_not_called_back_to_the_heading(window) -> None:
    window.get_by_role("link", name=labels.NAV_READER, exact=True).press("Enter")
    window.wait_for_function(ARRIVED, arg=labels.READER_EMPTY)
    window.keyboard.press("Tab")
    window.evaluate(f"{DRAWN_ANEW}, document.activeElement.blur()")
    window.wait_for_timeout(300)
    assert focused(window, "it === document.body")


READ_OUT = """() => {
    window.readOut = []
    document.addEventListener("focusin", ({ target }) => {
        if (target.dataset.arrived) window.readOut.push(target.textContent)
    })
}"""


def test_the_heading_of_the_page_one_leaves_is_not_read_out(window, address) -> None:
    go(window, address, LibraryAddress().href)
    settled(window)
    window.evaluate(READ_OUT)
    link = window.get_by_role("link", name=labels.NAV_READER, exact=True)
    link.focus()
    at_once = "link => { link.click(); document.body.append(document.createElement('i')) }"
    window.evaluate(at_once, link.element_handle())
    window.wait_for_function(ARRIVED, arg=labels.READER_EMPTY)
    assert set(window.evaluate("window.readOut")) == {labels.READER_EMPTY}


def test_whoever_types_on_keeps_the_focus(window) -> None:
    ask(window, QUESTION)
    window.locator(".hit").first.wait_for()
    settled(window)
    window.get_by_role("link", name=labels.MODES[Mode.LEXICAL]).click()
    box = window.get_by_label(labels.QUESTION)
    box.focus()
    window.wait_for_url("**mode=lexical**")
    settled(window)
    window.wait_for_timeout(300)
    assert focused(window, "it.matches('input')")


@pytest.mark.parametrize("window", [("light", WIDE), ("light", NARROW)], indirect=True)
def test_every_place_is_reached_from_the_masthead(window) -> None:
    for link in window.locator(".masthead nav a").all():
        link.scroll_into_view_if_needed()
        box = link.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= window.viewport_size["width"]
        assert box["height"] >= 24
    lines = {round(link.bounding_box()["y"]) for link in window.locator(".masthead nav a").all()}
    assert len(lines) == 1
    window.get_by_role("link", name=labels.NAV_REPORT, exact=True).click()
    window.get_by_role("heading", name=labels.REPORT).wait_for()


def place(window, selector: str) -> list[float]:
    """Where the first such element is, in one look: what has been found may be drawn anew before it is measured."""
    look = """selector => {
        const box = document.querySelector(selector)?.getBoundingClientRect()
        return box && [box.x, box.y, box.width, box.height]
    }"""
    return window.wait_for_function(look, arg=selector).json_value()


@pytest.mark.parametrize("window", [("light", WIDE), ("light", NARROW)], indirect=True)
def test_nothing_jumps_when_the_question_or_a_choice_changes(window, address) -> None:
    go(window, address, SearchAddress(QUESTION).href)
    window.locator(".hit").first.wait_for()
    kept = (".masthead", ".st-key-ask input", ".asked-how", ".count")
    before = {one: place(window, one) for one in kept}
    for act in (
        lambda: ask(window, "居民议事会"),
        lambda: window.get_by_role("link", name=labels.MODES[Mode.LEXICAL], exact=True).click(),
        lambda: window.get_by_role("link", name=labels.SORTS[Sort.DATE], exact=True).click(),
    ):
        old = window.url
        act()
        window.wait_for_url(lambda url, old=old: url != old)
        settled(window)
        for one in kept[:3]:
            assert place(window, one) == before[one], one


def test_a_page_that_takes_its_time_says_so(window) -> None:
    line = window.locator(".progress")
    assert not line.is_visible()
    window.emulate_media(reduced_motion="no-preference")
    script = "document.querySelector('[data-testid=stApp]').dataset.testScriptState = {!r}"
    window.evaluate(script.format("running"))
    assert line.is_visible()
    assert window.locator(".st-key-content").get_attribute("aria-busy") == "true"
    delay = window.evaluate("getComputedStyle(document.querySelector('.progress'), '::after').animationDelay")
    assert delay == "0.2s"
    window.evaluate(script.format("notRunning"))
    assert not line.is_visible()
    assert window.locator(".st-key-content").get_attribute("aria-busy") == "false"
