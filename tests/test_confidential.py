"""What reviewers of a blind round must not learn of its submissions elsewhere: pages, searches, lists, downloads."""

from __future__ import annotations

import html
import io
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
import streamlit
from streamlit.testing.v1 import AppTest
from test_pages import open_page

from corpus.catalog import Catalog
from corpus.errors import NotFoundError
from corpus.home import Home
from corpus.ingest import add_files
from corpus.jobs import BOARD, Lane
from corpus.model import Locator
from corpus.workspace import OWNER, Person, Role, Workspace
from corpus.workspace.accounts import add
from corpus.workspace.sessions import Sessions
from corpus.workspace.settings import read_settings, settings_path
from evaluation.judgements import Grade, Judgements
from indexing.build import build
from review.rounds.confidential import hidden_documents, hidden_in
from review.rounds.model import Phase, Seat, Standing
from review.rounds.store import Rounds
from review.rubric.bundled import bundled
from review.scores.offline import export_sheet
from search.citation import Citation
from search.collections import Collections, Contents, Visibility
from search.query import Mode, Query, parse_filters
from search.searcher import Searcher
from search.similar import Likeness
from ui import labels, session
from ui.address import (
    BatchAddress,
    Charts,
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
)
from ui.review import blind
from ui.visitors import COOKIE

PHRASE = "码头摊位换成海鸥积分"  # is asked for, so that it stands on pages anyway
TITLE, WORDS, FILE, COPIED = "鹭屿镇海鸥积分经验", "由海螺理事会登记", "鹭屿海鸥申报表", "鹭屿海鸥留底"
SECRETS = (TITLE, WORDS, FILE, COPIED)
_ROWS = "\n".join(f"第{n}批商户在第{n}周把{PHRASE}，{WORDS}第{n}册。" for n in range(1, 13))
HIDDEN = f"""---
title: {TITLE}
published_on: 2024-07
region: 福建省厦门市
kind: submission
---
# {TITLE}

## 一、做法
{_ROWS}
"""
TEXTS = {
    f"{FILE}.md": HIDDEN,
    "电梯.md": "---\ntitle: 清溪区楼道协商\npublished_on: 2023\nkind: case\n---\n# 清溪区楼道协商\n\n"
    "住户在一楼门厅商量加装电梯的费用怎样分担，一户一票，当场公布，摊位和积分都不算数。\n",
    "食堂.md": "---\ntitle: 星湖镇老年食堂\nkind: policy\n---\n# 星湖镇老年食堂\n\n"
    "老年食堂由镇政府补贴场地，企业负责经营，老人每餐付八元，账目每季度公开一次。\n",
}
QUESTION = f"谁{PHRASE}"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Home:
    folder = tmp_path_factory.mktemp("files")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / f"{COPIED}.txt").write_text(HIDDEN.split("---\n", 2)[2].replace("# ", "").replace("#", ""), "utf-8")
    home = Home(tmp_path_factory.mktemp("confidential") / "home")
    with Catalog.open(home) as catalog:
        assert all(result.error is None for result in add_files(catalog, sorted(folder.iterdir())))
        assert catalog.links()  # the copy is known for one
    build(home)
    settings_path(home).write_text('[sign_in]\nmethod = "local"\n', encoding="utf-8")
    return home


class Site:
    """A library with a blind round, and people around it."""

    def __init__(self, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home = home
        self._monkeypatch = monkeypatch
        with Catalog.open_readonly(home) as catalog:
            every = catalog.summaries()
            document = catalog.document(next(one.doc_id for one in every if one.source.file_name == f"{FILE}.md"))
            self.doc_id, self.at = document.doc_id, document.text.index(PHRASE)
            self.copy = next(one.doc_id for one in every if one.source.file_name == f"{COPIED}.txt")
            self.other = next(one.doc_id for one in every if "清溪区" in one.title)
        with Workspace.open(home) as workspace:
            self.people = {
                name: add(workspace, OWNER, name, role).person
                for name, role in (
                    ("chair", Role.EDITOR), ("editor", Role.EDITOR), ("boss", Role.ADMINISTRATOR),
                    ("seated", Role.REVIEWER), ("away", Role.REVIEWER), ("reader", Role.READER),
                )
            }  # fmt: skip
            rounds = Rounds(workspace, self.people["chair"])
            self.round = rounds.make("海风奖", bundled()[0], blind=True).id
            rounds.add(self.round, [self.doc_id, self.other], [TITLE, "清溪区楼道协商"])
            rounds.seat(self.round, "seated", Seat.REVIEWER)
            quote = f"{PHRASE}，{WORDS}"
            span = (self.at, self.at + len(quote), quote, document.source.sha256)
            collections = Collections(workspace, self.people["editor"])
            self.collection = collections.make("共享的摘录").id
            citation = Citation(self.doc_id, *span, TITLE, document.metadata, Locator(), document.source.file_name)
            Contents(workspace, self.people["editor"], self.collection).add_excerpt(citation)
            collections.share(self.collection, Visibility.SHARED)
        with Searcher.open(home) as searcher, Judgements.open(home) as judgements:
            hit = next(one for one in searcher.search(Query("海鸥")).hits if one.document.doc_id == self.doc_id)
            judgements.set("海风", hit.passage, hit.document, Grade.HIGHLY_RELEVANT)

    def rounds(self, workspace: Workspace, name: str = "chair") -> Rounds:
        return Rounds(workspace, self.people[name])

    def enter(self, name: str) -> None:
        with Workspace.open(self.home) as workspace:
            token = Sessions(workspace, read_settings(self.home)).begin(self.people[name])
        self._monkeypatch.setattr(type(streamlit.context), "cookies", property(lambda _: {COOKIE: token}))

    def pages(self) -> dict[str, str]:
        """Pages on which those who may read it meet the submission."""
        asked = SearchAddress(QUESTION)
        return {
            **{f"search, {mode}": SearchAddress(QUESTION, mode=mode).href for mode in Mode},
            "search, exact": SearchAddress(f'"{PHRASE}"').href,
            "search, title": SearchAddress(TITLE[:5], group=False).href,
            "search, filtered": SearchAddress("积分", filters=(("kind", "submission"),)).href,
            "similar": SearchAddress(like=self.copy).href,
            "reader": ReaderAddress(self.doc_id).href,
            "reader, passage": ReaderAddress(self.doc_id, self.at, self.at + 5, back=asked.query).href,
            "reader, beginning of the id": ReaderAddress(self.doc_id[:8]).href,
            "reader, copy": ReaderAddress(self.copy).href,
            "library": LibraryAddress().href,
            "library, sought": LibraryAddress("鹭屿").href,
            "library, charts": LibraryAddress(charts=Charts.OVERVIEW).href,
            "words in context": ConcordanceAddress(PHRASE).href,
            "two searches": CompareAddress(asked, SearchAddress("食堂")).href,
            "collection": CollectionsAddress(self.collection).href,
            "report": ReportAddress().href,
        }

    def further(self) -> dict[str, str]:
        """Pages that say nothing of it, mask what they say, or do not draw it at once."""
        return {
            "welcome": "./",
            "library, one document": LibraryAddress(doc=self.doc_id).href,
            "trial, overlap": RoundAddress(view=RoundView.OVERLAP, docs=(self.doc_id, self.other)).href,
            "trial, claims": RoundAddress(view=RoundView.CLAIMS, docs=(self.doc_id, self.other)).href,
            "similar to it": SearchAddress(like=self.doc_id).href,
            "many questions": BatchAddress().href,
            "collections": CollectionsAddress().href,
            "manage": ManageAddress().href,
            "rounds": RoundsAddress().href,
            "reader, another document": ReaderAddress(self.other).href,
        }


@pytest.fixture
def site(library: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    home = Home(tmp_path / "home")
    shutil.copytree(library.path, home.path)
    monkeypatch.setenv("CASEBASE_HOME", str(home.path))
    return Site(home, monkeypatch)


def everything(app: AppTest) -> str:
    """All that was sent to the browser, as text."""
    sent: list[bytes] = []

    def walk(node: object) -> None:
        proto = getattr(node, "proto", None)
        if hasattr(proto, "SerializeToString"):
            sent.append(proto.SerializeToString())
        for child in getattr(node, "children", {}).values():
            walk(child)

    walk(app._tree)
    raw = unquote(b"\n".join(sent).decode("utf-8", "ignore"))
    return raw + html.unescape(re.sub(r"<[^>]+>", "", raw))


def told(text: str) -> set[str]:
    return {secret for secret in SECRETS if secret in text}


@pytest.fixture
def downloads(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What pages offer for download."""
    offered: list[object] = []
    button = streamlit.download_button

    def tapped(label: str, data: object, *given: object, **named: object) -> object:
        offered.append(data)
        return button(label, data, *given, **named)

    monkeypatch.setattr(streamlit, "download_button", tapped)
    return offered


def unpacked(offered: list[object]) -> str:
    """The content of files, those within archives and sheets included, made as they are: when the page is drawn."""
    texts = []
    for one in offered:
        content = one() if callable(one) else one
        data = content.encode() if isinstance(content, str) else bytes(content)
        if data[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                texts += [archive.read(name).decode("utf-8", "ignore") for name in archive.namelist()]
        texts.append(data.decode("utf-8", "ignore"))
    offered.clear()
    plain = "\n".join(texts)
    return plain + html.unescape(re.sub(r"<[^>]+>", "", plain))


def test_a_seated_reviewer_meets_it_nowhere(site: Site, downloads: list[object]) -> None:
    site.enter("seated")
    for name, href in (site.pages() | site.further()).items():
        assert (name, told(everything(open_page(href)))) == (name, set())
        assert (name, told(unpacked(downloads))) == (name, set())


@pytest.mark.parametrize("name", ["chair", "editor", "boss", "away", "reader"])
def test_for_everybody_else_it_is_there(name: str, site: Site, downloads: list[object]) -> None:
    site.enter(name)
    offered = ""
    for page, href in site.pages().items():
        assert (page, bool(told(everything(open_page(href))))) == (page, True)
        offered += unpacked(downloads)
    assert told(offered) == set(SECRETS)


def test_it_is_there_again_when_the_round_is_decided(site: Site) -> None:
    href = ReaderAddress(site.doc_id).href
    site.enter("seated")
    assert not told(everything(open_page(href)))
    with Workspace.open(site.home) as workspace:
        workspace_rounds = site.rounds(workspace)
        for phase, standing in ((Phase.ELIGIBILITY, Standing.ELIGIBLE), (Phase.REVIEW, None)):
            workspace_rounds.advance(site.round, phase)
            for number in (1, 2) if standing else ():
                workspace_rounds.set_standing(site.round, number, standing)
        assert hidden_in(site.home, site.people["seated"])
        workspace_rounds.change(site.round, blind=False)
    assert told(everything(open_page(href))) >= {TITLE, WORDS}


def test_no_trial_with_it(site: Site) -> None:
    """Documents can be set side by side without a round, where nothing is masked."""
    href = RoundAddress(view=RoundView.CLAIMS, docs=(site.doc_id, site.other)).href
    for name, drawn in (("away", True), ("seated", False)):
        site.enter(name)
        assert (labels.TRIAL_TITLE in everything(open_page(href))) is drawn


def test_the_round_itself_shows_its_words_under_a_number(site: Site) -> None:
    site.enter("seated")
    for view in (RoundView.SUBMISSIONS, RoundView.CLAIMS, RoundView.OVERLAP):
        page = everything(open_page(RoundAddress(site.round, view).href))
        assert not told(page) & {TITLE, FILE, COPIED}, view
    page = everything(open_page(RoundAddress(site.round, RoundView.SUBMISSIONS, 1).href))
    assert WORDS in page


def test_files_that_are_made_later_mask_what_no_page_has_drawn(site: Site) -> None:
    """When a file is made, nothing says any more whose page it was asked for on."""
    site.enter("seated")
    with Workspace.open_readonly(site.home) as workspace:
        award = site.rounds(workspace).get(site.round)
        submission = site.rounds(workspace).submissions(site.round)[0]
    own = frozenset({site.doc_id, site.other})
    masks = session.later(lambda: blind.table(award, submission, own))()
    assert PHRASE in masks.masked(site.at, site.at + len(PHRASE))
    assert session.later(lambda: blind.blinded(award))()
    site.enter("chair")
    assert not session.later(lambda: blind.blinded(award))()
    site.enter("seated")  # whoever came before leaves nothing behind
    assert session.later(lambda: blind.blinded(award))()


def test_no_finished_view_of_the_round_names_it(site: Site, downloads: list[object]) -> None:
    """Evidence, figures, shared words and the sheet, when all of them are worked out."""
    with Workspace.open(site.home) as workspace:
        rounds = site.rounds(workspace)
        rounds.advance(site.round, Phase.ELIGIBILITY)
        for number in (1, 2):
            rounds.set_standing(site.round, number, Standing.ELIGIBLE)
        rounds.advance(site.round, Phase.REVIEW)
    of = RoundAddress(site.round)
    views = {
        RoundView.MATRIX: (of.viewed(RoundView.MATRIX), labels.MATRIX_LABEL),
        RoundView.CLAIMS: (of.viewed(RoundView.CLAIMS), ""),
        RoundView.OVERLAP: (of.viewed(RoundView.OVERLAP), labels.OVERLAP_LABEL),
    }
    for name in ("chair", "seated"):
        site.enter(name)
        for view, (address, done) in views.items():
            open_page(address.href)
            assert all(job.wait(60) for job in [BOARD.running(site.home, Lane.COMPARING)] if job)
            page = everything(open_page(address.href))
            assert done in page, view
            assert labels.EVIDENCE_GOES_ON not in page, view
            shown = {TITLE, FILE, COPIED} if name == "seated" else {FILE}
            assert (view, told(page) & shown) == (view, set())
            if name == "chair":
                assert (view, TITLE in page) == (view, True)
            offered = unpacked(downloads)
            assert (view, told(offered) & shown) == (view, set())
    for address in (
        of.viewed(RoundView.SCORES).on(1),
        of.viewed(RoundView.MATRIX).on(1, other=2),
        of.viewed(RoundView.OVERLAP).on(1),
        of.viewed(RoundView.CLAIMS).showing("compare"),
        of.viewed(RoundView.CLAIMS).showing("contradictions"),
    ):
        page = everything(open_page(address.href))
        assert (address, told(page) & {TITLE, FILE, COPIED}) == (address, set())
    with Workspace.open_readonly(site.home) as workspace:
        sheet = export_sheet(workspace, site.people["seated"], site.round, "seated")
    assert not told(unpacked([sheet]))


def test_what_is_hidden_and_from_whom(site: Site) -> None:
    def hidden(name: str) -> frozenset[str]:
        with Workspace.open_readonly(site.home) as workspace:
            found = hidden_documents(workspace, site.people[name])
        assert hidden_in(site.home, site.people[name]) == found
        return found

    everybody = {name: hidden(name) for name in site.people}
    assert everybody.pop("seated") == {site.doc_id, site.other}
    assert set(everybody.values()) == {frozenset()}
    with Workspace.open(site.home) as workspace:
        site.rounds(workspace).unseat(site.round, "seated")
        site.rounds(workspace).seat(site.round, "away", Seat.REVIEWER)
    assert (hidden("seated"), hidden("away")) == (frozenset(), {site.doc_id, site.other})
    demoted = Person("away", Role.READER)
    assert hidden_in(site.home, demoted) == {site.doc_id, site.other}


def test_nothing_is_looked_for_where_nobody_signs_in(tmp_path: Path) -> None:
    home = Home(tmp_path / "nothing here")
    assert hidden_in(home, OWNER) == frozenset()
    assert not home.path.exists()


# What stands behind the pages


@pytest.fixture
def without(site: Site) -> Callable[[], Catalog]:
    return lambda: Catalog.open_without(site.home, [site.doc_id])


def test_a_catalogue_without_a_document_knows_nothing_of_it(site: Site, without: Callable[[], Catalog]) -> None:
    with without() as catalog, Catalog.open_readonly(site.home) as whole:
        for ask in (catalog.document, catalog.text, catalog.resolve):
            with pytest.raises(NotFoundError):
                ask(site.doc_id)
        assert catalog.counts()[0] == whole.counts()[0] - 1
        assert catalog.counts()[1] < whole.counts()[1]
        assert catalog.revision == whole.revision
        assert {one.doc_id for one in whole.summaries()} - {one.doc_id for one in catalog.summaries()} == {site.doc_id}
        assert whole.links([site.copy])
        assert not catalog.links([site.copy])
        kept = [passage.passage_id for passage in whole.passages(site.doc_id)]
        assert whole.passages_by_id(kept)
        assert not catalog.passages_by_id(kept)
        for answer in (catalog.versions(), catalog.kept_sources(), catalog.origins(), dict(catalog.texts())):
            assert site.doc_id not in answer
        assert all(doc_id != site.doc_id for _, _, doc_id, _ in catalog.audit())
        assert catalog.corrections() == tuple(one for one in whole.corrections() if one.doc_id != site.doc_id)


@pytest.mark.parametrize("mode", Mode)
def test_a_searcher_without_it_fills_the_places_with_others(
    mode: Mode, site: Site, without: Callable[[], Catalog]
) -> None:
    with Searcher.open(site.home) as whole, without() as catalog:
        narrowed = whole.through(catalog)
        asked = Query(PHRASE, mode=mode, k=3, group=False)
        assert whole.search(asked).hits[0].document.doc_id in (site.doc_id, site.copy)
        found = narrowed.search(asked).hits
        assert found[0].document.doc_id == site.copy
        assert site.doc_id not in {hit.document.doc_id for hit in found}
        filtered = Query(PHRASE, mode=mode, filters=parse_filters(["title=清溪"]))
        assert {hit.document.doc_id for hit in narrowed.search(filtered).hits} <= {site.other}
        assert site.doc_id not in {hit.document.doc_id for hit in narrowed.similar(Likeness(site.copy)).hits}
        with pytest.raises(NotFoundError):
            narrowed.similar(Likeness(site.doc_id))
