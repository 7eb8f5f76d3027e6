"""A jury in real browsers: from a zip of twelve files to a record that is checked; twenty who score at once."""

from __future__ import annotations

import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from urllib.parse import quote

import pytest
from conftest import ROOT
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from test_browser import WIDE, Visit, browser, fits, settled, sync_api
from test_door import LOCAL, PASSWORD, Site, enter, serving
from test_pages import home, library

from corpus.catalog import Catalog
from corpus.home import Home
from corpus.workspace import OWNER, Person, Role, Workspace
from corpus.workspace.accounts import add
from corpus.workspace.settings import settings_path
from review.rounds.model import Phase, Seat, Standing
from review.rounds.store import Rounds
from review.rubric.bundled import bundled
from review.scores.store import Scores
from ui import labels
from ui.address import RoundAddress, RoundsAddress, RoundView

__all__ = ["browser", "home", "library"]  # fixtures

STARTER = ROOT / "corpus" / "documents"
CRITERIA = bundled()[0].criteria
REVIEWERS = 20


def guarded(home: Home, **people: Role) -> Home:
    """A home where these people sign in."""
    with Workspace.open(home) as workspace:
        add(workspace, OWNER, "admin", Role.ADMINISTRATOR, password=PASSWORD)
        for name, role in people.items():
            add(workspace, OWNER, name, role, password=PASSWORD)
    settings_path(home).write_text(LOCAL, encoding="utf-8")
    return home


def twelve_files() -> bytes:
    """A zip: the six fictional submissions and six cases."""
    files = [path for path in sorted((STARTER / "submissions").iterdir()) if path.is_file()]
    files += [path for path in sorted((STARTER / "cases").iterdir()) if path.suffix in (".md", ".txt", ".html")][:6]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for path in files:
            archive.writestr(path.name, path.read_bytes())
    assert len(files) == 12
    return target.getvalue()


def go(page, site: Site, href: str) -> None:
    page.goto(f"{site.origin}/{href.removeprefix('./')}")
    page.locator(".colophon").wait_for()
    settled(page)


def signed_in(visit: Visit, site: Site, name: str):
    page = visit.page
    page.goto(f"{site.origin}/")
    enter(page, name)
    page.locator(".masthead").wait_for()
    settled(page)
    return page


def press(page, name: str) -> None:
    page.get_by_role("button", name=name).click()
    settled(page)


def view(page, name: RoundView) -> None:
    page.locator(".round-views").get_by_role("link", name=labels.ROUND_VIEWS[name], exact=True).click()
    page.locator(".round-views a[aria-current=page]", has_text=labels.ROUND_VIEWS[name]).wait_for()
    settled(page)


def test_a_jury_from_a_zip_to_a_record_that_is_checked(browser, tmp_path, command) -> None:
    home = guarded(Home(tmp_path / "home"), chair=Role.EDITOR, one=Role.REVIEWER, two=Role.REVIEWER)
    with (
        serving(home, tmp_path / "log.txt") as site,
        Visit(browser, f"{site.origin}/", WIDE) as chairs,
        Visit(browser, f"{site.origin}/", WIDE) as first,
        Visit(browser, f"{site.origin}/", WIDE) as second,
    ):
        page = signed_in(chairs, site, "chair")
        award = made(page, site)
        found_eligible(page)
        seated(page)
        view(page, RoundView.MATRIX)
        page.get_by_text(labels.NO_EVIDENCE).first.wait_for(timeout=120_000)
        assert fits(page)
        view(page, RoundView.OVERLAP)
        page.get_by_text("重合不等于抄袭").first.wait_for(timeout=120_000)
        page.get_by_role("region", name=labels.OVERLAP_LABEL).wait_for(timeout=120_000)
        assert fits(page)

        for visit, name, value in ((first, "one", 8), (second, "two", 6)):
            scored(signed_in(visit, site, name), site, award, value)
        with Workspace.open_readonly(home) as workspace:
            kept = Scores(workspace, OWNER).scores(award)
        values = {(one.person, one.number, one.value) for one in kept}
        assert values == {("one", 1, Decimal(8)), ("two", 1, Decimal(6))}
        assert len(kept) == 2 * len(CRITERIA)
        assert {one.comment for one in kept} == {"", "数字有出处，过程写得清楚。"}

        view(page, RoundView.RESULTS)
        page.get_by_text(labels.scored_of(len(CRITERIA), 11 * len(CRITERIA))).first.wait_for()
        page.locator("[data-testid=stVegaLiteChart]").nth(1).wait_for()
        page.get_by_role("link", name=labels.DECISION_MAKE).click()
        for button in (labels.DECISION_DOCX, labels.DECISION_XLSX):
            there = page.get_by_role("button", name=button)
            there.wait_for(timeout=240_000)
            settled(page)
            with page.expect_download(timeout=120_000) as download:
                there.click()
            path = tmp_path / download.value.suggested_filename
            download.value.save_as(path)
            done = command("search", "quote", "--file", path, "--home", home.path)
            assert done.returncode == 0, done.stdout + done.stderr
            assert done.stdout.count("exact: ") >= len(CRITERIA)


def made(page, site: Site) -> str:
    """The chair makes a round from the zip; its id."""
    go(page, site, RoundsAddress().href)
    page.get_by_role("link", name=labels.ROUND_NEW).click()
    page.get_by_label(labels.ROUND_TITLE, exact=True).fill("基层治理创新案例评审")
    page.get_by_label(labels.REQUIRED_SECTIONS).fill("")
    page.get_by_label(labels.REQUIRED_SHORTEST).fill("500")
    page.get_by_label(labels.REQUIRED_SHORTEST).press("Tab")
    settled(page)
    files = [{"name": "申报材料.zip", "mimeType": "application/zip", "buffer": twelve_files()}]
    page.locator("input[type=file]").first.set_input_files(files)
    page.locator("[data-testid=stFileChip]").first.wait_for()
    page.wait_for_timeout(1_500)  # the file that has arrived draws the page anew
    settled(page)
    press(page, labels.ROUND_MAKE)
    page.locator(".submissions tbody tr").nth(11).wait_for(timeout=120_000)
    page.locator(".gathered").wait_for(timeout=120_000)
    settled(page)
    assert page.locator(".submissions tbody tr").count() == 12
    assert page.locator(".added li.refused").count() == 0
    assert fits(page)
    return RoundAddress.read(_params(page.url)).round


def _params(url: str) -> dict[str, list[str]]:
    from urllib.parse import parse_qs

    return parse_qs(url.partition("?")[2])


def found_eligible(page) -> None:
    """All that have everything at once, one of them out again for a reason; then the review begins."""
    press(page, labels.phase_on(labels.PHASES[Phase.ELIGIBILITY]))
    view(page, RoundView.ELIGIBILITY)
    assert page.locator(".figures .unmet").count() == 0
    press(page, labels.accept_all(12))
    page.get_by_text(labels.accepted(12)).wait_for()
    settled(page)
    page.locator(".st-key-eligibility-12").get_by_role("button", name=labels.STANDING_SET).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text(labels.STANDINGS[Standing.INELIGIBLE], exact=True).click()
    dialog.get_by_label(labels.STANDING_WHY).fill("不在征集范围内。")
    dialog.get_by_role("button", name=labels.ROUND_KEEP).click()
    page.get_by_text(labels.STANDING_SAVED).wait_for()
    settled(page)
    press(page, labels.phase_on(labels.PHASES[Phase.REVIEW]))
    page.locator(".stepper [aria-current=step]", has_text=labels.PHASES[Phase.REVIEW]).wait_for()


def seated(page) -> None:
    view(page, RoundView.SETTINGS)
    page.locator(".choices").get_by_role("link", name=labels.SETTINGS_SECTIONS["people"]).click()
    for name in ("one", "two"):
        page.get_by_label(labels.PERSON_NAME, exact=True).fill(name)
        press(page, labels.MEMBER_SEAT)
        page.locator(".figures td", has_text=name).first.wait_for()
        settled(page)


def scored(page, site: Site, award: str, value: int) -> None:
    """A reviewer scores the first submission, evidence in view, and sees each entry saved; a reload keeps all."""
    go(page, site, RoundsAddress().href)
    page.locator(".rounds a").first.click()
    page.locator(".round-views").wait_for()
    assert page.locator(".round-views a").count() == 5  # without those of the chair
    view(page, RoundView.SCORES)
    page.locator(".score-evidence .quote").first.wait_for(timeout=60_000)
    for criterion in CRITERIA:
        field = page.get_by_label(labels.score_of(criterion.name))
        field.fill(str(value))
        field.press("Tab")
        page.locator(f".st-key-score-{criterion.key} .saved-at .icon").wait_for()
    comment = page.get_by_label(labels.comment_of(CRITERIA[0].name))
    comment.fill("数字有出处，过程写得清楚。")
    press(page, labels.NEXT_ONE)  # leaving the field for another page must not lose it
    page.wait_for_url("**number=2**")
    settled(page)
    page.locator(".turns a.done").first.wait_for()
    go(page, site, RoundAddress(award, RoundView.SCORES, 1).href)
    sync_api.expect(page.get_by_label(labels.comment_of(CRITERIA[0].name))).to_have_value("数字有出处，过程写得清楚。")
    shown = page.get_by_label(labels.score_of(CRITERIA[-1].name))
    assert Decimal(shown.input_value()) == value
    assert fits(page)


# Twenty who score at once


class Session:
    """A reviewer's page without a browser: what Streamlit's own client sends and hears."""

    def __init__(self, line, query: str) -> None:
        self._line, self._query = line, query
        self._states: dict[str, float] = {}
        self._fragment = ""
        self.fields: dict[str, str] = {}
        self._run()

    def enter(self, label: str, value: float) -> None:
        """Leave a field with a number in it."""
        self._states[self.fields[label]] = value
        self._run(self._fragment)

    def _run(self, fragment: str = "") -> None:
        sent = BackMsg()
        sent.rerun_script.query_string = self._query
        sent.rerun_script.fragment_id = fragment
        for name, value in self._states.items():
            state = sent.rerun_script.widget_states.widgets.add()
            state.id, state.double_value = name, value
        self._line.send(sent.SerializeToString())
        while True:
            heard = ForwardMsg.FromString(self._line.recv(timeout=120))
            element = heard.delta.new_element
            if element.WhichOneof("type") == "number_input":
                self.fields[element.number_input.label] = element.number_input.id
                self._fragment = heard.delta.fragment_id
            if heard.WhichOneof("type") == "script_finished":
                return


@pytest.fixture
def round_of_twenty(home: Home) -> str:
    people = {f"reviewer{n}": Role.REVIEWER for n in range(REVIEWERS)}
    guarded(home, **people)
    with Workspace.open(home) as workspace, Catalog.open_readonly(home) as catalog:
        rounds = Rounds(workspace, OWNER)
        award = rounds.make("二十位评审", bundled()[0]).id
        some = catalog.summaries()
        rounds.add(award, [one.doc_id for one in some], [one.title for one in some])
        rounds.advance(award, Phase.ELIGIBILITY)
        for one in rounds.submissions(award):
            rounds.set_standing(award, one.number, Standing.ELIGIBLE)
        rounds.advance(award, Phase.REVIEW)
        for name in people:
            rounds.seat(award, name, Seat.REVIEWER)
    return award


def test_twenty_reviewers_who_score_at_once_lose_nothing(home: Home, round_of_twenty: str, tmp_path) -> None:
    award = round_of_twenty
    query = f"page=round&round={quote(award)}&view=scores&number=1"

    def wanted(reviewer: int, criterion: int) -> float:
        return (reviewer + 2 * criterion) % 21 / 2

    def work(site: Site, token: str, reviewer: int) -> None:
        with site.websocket(token=token) as line:
            session = Session(line, query)
            assert len(session.fields) == len(CRITERIA), session.fields
            for at, criterion in enumerate(CRITERIA):
                session.enter(labels.score_of(criterion.name), wanted(reviewer, at))

    with serving(home, tmp_path / "log.txt") as site:
        tokens = [site.sign_in(f"reviewer{n}") for n in range(REVIEWERS)]
        with ThreadPoolExecutor(REVIEWERS) as pool:
            done = [pool.submit(work, site, token, n) for n, token in enumerate(tokens)]
            for one in done:
                one.result(timeout=280)
    with Workspace.open_readonly(home) as workspace:
        kept = Scores(workspace, Person("admin", Role.ADMINISTRATOR)).scores(award)
    given = {(one.person, one.criterion): one.value for one in kept}
    assert given == {
        (f"reviewer{n}", criterion.key): Decimal(str(wanted(n, at)))
        for n in range(REVIEWERS)
        for at, criterion in enumerate(CRITERIA)
    }
