"""python -m ui.screens: a picture of every page in every state, wide, dark and narrow, for docs/screens.

Needs Playwright (requirements-dev.txt) and Chromium. The library is the starter library with one collection. The
pictures are named by page, state and look, and have 256 colours, so that they stay small.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from corpus.catalog import Catalog
from corpus.home import Home
from corpus.ingest import add_files
from corpus.model import DocumentSummary, Kind
from corpus.workspace import OWNER, Person, Role, Workspace
from corpus.workspace.accounts import add
from corpus.workspace.settings import settings_path
from evaluation.pages import CHROMIUM, served
from indexing.build import build
from review.rounds.model import Phase, Seat, Standing
from review.rounds.store import Rounds
from review.rubric.bundled import bundled
from review.scores.store import Scores
from search.collections import Collections, Contents
from search.hits import Hit
from search.query import Query
from search.searcher import Searcher
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
    Section,
    View,
    passage_href,
)
from ui.citations import of_hit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_STARTER = Path(__file__).parents[1] / "corpus" / "documents"
_QUESTION = "怎样让居民从看客变成参与者"
_OTHER = "居民不愿意参加议事怎么办"
_PARTS = ("rubric", "people", "masks")  # of the settings of a round: the others look like the form for a new one


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is looked at."""

    name: str
    width: int
    height: int
    dark: bool = False


LOOKS = (Look("wide", 1280, 900), Look("dark", 1280, 900, dark=True), Look("narrow", 390, 844))


@dataclass(frozen=True, slots=True)
class State:
    """A page in one of its states; `opens` are selectors that are clicked one after another before the picture.

    `script` is False for the pages at the door, which Streamlit does not draw.
    """

    name: str
    href: str
    opens: tuple[str, ...] = ()
    script: bool = True


def states(home: Home) -> list[State]:
    """Every page of a library with documents in it, in every state that an address can say."""
    with Catalog.open_readonly(home) as catalog, Searcher.open(home) as searcher:
        documents = catalog.summaries()
        pdf = next(one for one in documents if one.source.media_type == "application/pdf")
        traditional = next(one for one in documents if one.script == "traditional")
        hits = searcher.search(Query(_QUESTION)).hits
        in_pdf = catalog.passages(pdf.doc_id)[1]
    asked, hit = SearchAddress(_QUESTION), hits[0].passage
    region = (("region", _region(documents)),)
    return [
        State("search-welcome", SearchAddress().href),
        State("search-many", asked.href),
        State("search-why", asked.href, (".because > summary",)),
        State("search-cite", asked.href, (".hit .menu > summary",)),
        State("search-few", SearchAddress(_QUESTION, filters=region).href),
        State("search-nothing", SearchAddress("量子纠缠与超导磁体的临界温度").href),
        State("search-error", SearchAddress("？？？").href),
        State("search-similar", SearchAddress(like=f"{hit.doc_id}:{hit.start}-{hit.end}").href),
        State("compare", CompareAddress(asked, SearchAddress(_OTHER)).href),
        State("compare-empty", CompareAddress().href),
        State("batch", BatchAddress().href),
        State("reader-choose", ReaderAddress().href),
        State("reader-passage", passage_href(hit.doc_id, hit.start, hit.end, back=asked)),
        State("reader-traditional", ReaderAddress(traditional.doc_id).href),
        State("reader-both", ReaderAddress(pdf.doc_id, in_pdf.start, in_pdf.end, view=View.BOTH).href),
        State("reader-page", ReaderAddress(pdf.doc_id, in_pdf.start, in_pdf.end, view=View.PAGE).href),
        State("reader-missing", ReaderAddress("none").href),
        State("library-many", LibraryAddress().href),
        State("library-filtered", LibraryAddress(filters=(("kind", "case"),)).href),
        State("library-charts", LibraryAddress(charts=Charts.OVERVIEW).href),
        State("library-themes", LibraryAddress(charts=Charts.THEMES, terms="议事、电梯").href),
        State("library-none", LibraryAddress(find="没有这样的题名").href),
        State("library-care", LibraryAddress(doc=documents[0].doc_id).href),
        State("concordance", ConcordanceAddress("居民").href),
        State("concordance-details", ConcordanceAddress("居民", details=True).href),
        State("concordance-none", ConcordanceAddress("量子纠缠").href),
        State("concordance-empty", ConcordanceAddress().href),
        State("collections", CollectionsAddress().href),
        State("collection", CollectionsAddress(_collection(home, hits)).href),
        State("collection-missing", CollectionsAddress("none").href),
        *(State(f"manage-{section}", ManageAddress(section).href) for section in Section),
        State("report", ReportAddress().href),
        State("rounds-new", RoundsAddress(new=True).href),
        *_rounds(home, documents),
        *_evidence(documents),
    ]


def _rounds(home: Home, documents: Sequence[DocumentSummary]) -> list[State]:
    """An award round that three reviewers have scored, in every view of its own."""
    award = _round(home, [one for one in documents if one.metadata.get("kind") == Kind.SUBMISSION])
    views = (RoundView.SUBMISSIONS, RoundView.ELIGIBILITY, RoundView.SCORES, RoundView.RESULTS)
    settings = RoundAddress(award, RoundView.SETTINGS)
    return [
        State("rounds", RoundsAddress().href),
        *(State(f"round-{view}", RoundAddress(award, view).href) for view in views),
        *(State(f"round-{show}", settings.showing(show).href) for show in _PARTS),
    ]


def _round(home: Home, submissions: Sequence[DocumentSummary]) -> str:
    """That of an earlier run where there is one."""
    people = {name: Person(name, Role.REVIEWER) for name in ("reviewer-a", "reviewer-b")}
    with Workspace.open(home) as workspace:
        rounds = Rounds(workspace, OWNER)
        for one in rounds.visible():
            return one.id
        award = rounds.make(
            "老旧小区加装电梯案例评审", bundled()[0], blind=True, opens_on="2026-03-01", closes_on="2026-04-30"
        )
        some = sorted(submissions, key=lambda one: one.title)
        rounds.add(award.id, [one.doc_id for one in some], [one.title for one in some])
        for name, shown in zip(people, ("陈评审", "林评审"), strict=True):
            rounds.seat(award.id, name, Seat.REVIEWER, shown)
        rounds.advance(award.id, Phase.ELIGIBILITY)
        for number in range(1, len(some)):
            rounds.set_standing(award.id, number, Standing.ELIGIBLE)
        rounds.set_standing(award.id, len(some), Standing.INELIGIBLE, "不在征集范围内。")
        rounds.advance(award.id, Phase.REVIEW)
        for who, person in enumerate((OWNER, *people.values())):
            scores = Scores(workspace, person)
            for number in range(1, len(some)):
                for at, criterion in enumerate(award.rubric.criteria):
                    value = Decimal((3 * number + 2 * at + (who * number) % 3) % 6 + 4)
                    scores.save(award.id, number, criterion.key, value, "数字有出处，过程写得清楚。" if at == 3 else "")
        return award.id


def _evidence(documents: Sequence[DocumentSummary]) -> list[State]:
    """What is found in the submissions of the starter library: evidence, figures, shared words."""
    submissions = sorted((one for one in documents if one.metadata.get("kind") == Kind.SUBMISSION), key=_shares_first)
    docs = tuple(one.doc_id for one in submissions)
    matrix, claims, overlap = (
        RoundAddress(view=view, docs=docs) for view in (RoundView.MATRIX, RoundView.CLAIMS, RoundView.OVERLAP)
    )
    return [
        State("evidence-matrix", matrix.href),
        State("evidence-pair", matrix.on(1, other=2).href),
        State("evidence-claims", claims.href),
        State("evidence-claims-compare", claims.showing("compare").href),
        State("evidence-overlap", overlap.href),
        State("evidence-overlap-sides", overlap.on(1, other=2).href),
    ]


def _shares_first(document: DocumentSummary) -> tuple[bool, str]:
    """The two submissions that share paragraphs come first, the others by title."""
    return not any(word in document.title for word in ("青禾区", "石渡區")), document.title


def _region(documents: Sequence[DocumentSummary]) -> str:
    return next(region for one in documents if (region := one.metadata.get("region")))


def _collection(home: Home, hits: Sequence[Hit]) -> str:
    """A collection with a heading, two excerpts and a note; that of an earlier run where there is one."""
    with Workspace.open(home) as workspace:
        collections = Collections(workspace, OWNER)
        for one in collections.visible():
            return one.id
        made = collections.make("居民参与的做法", "为街道议事培训准备的摘录。")
        contents = Contents(workspace, OWNER, made.id)
        contents.add_heading("一、从看客到参与者")
        for at, hit in enumerate(hits[:3]):
            contents.add_excerpt(of_hit(hit), "可以在培训中作为开头。" if not at else "")
        return made.id


EMPTY = (
    State("empty-search", SearchAddress().href),
    State("empty-reader", ReaderAddress().href),
    State("empty-library", LibraryAddress().href),
    State("empty-collections", CollectionsAddress().href),
    State("empty-manage", ManageAddress().href),
)

AT_THE_DOOR = (State("sign-in", "./", script=False),)


def take(browser: Browser, address: str, some: Sequence[State], folder: Path) -> Iterator[Path]:
    """Write a picture of each state in each look into `folder`."""
    for look in LOOKS:
        context = browser.new_context(
            viewport={"width": look.width, "height": look.height},
            color_scheme="dark" if look.dark else "light",
            locale="zh-CN",
            reduced_motion="reduce",
        )
        page = context.new_page()
        for state in some:
            page.goto(address + state.href.removeprefix("./"))
            if state.script:
                page.locator(".masthead").wait_for()
                page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
            for selector in state.opens:
                page.locator(selector).first.click()
            page.wait_for_timeout(900)  # charts and pictures of pages come after the rest
            path = folder / f"{state.name}-{look.name}.png"
            _save(page.screenshot(), path)
            yield path
        context.close()


def _save(picture: bytes, path: Path) -> None:
    with Image.open(io.BytesIO(picture)) as taken:
        taken.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


def main(arguments: Sequence[str]) -> int:
    """Take every picture; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m ui.screens", description="Picture every page in every state.")
    parser.add_argument("--out", type=Path, default=Path("docs/screens"), metavar="DIR")
    parser.add_argument("--only", default="", metavar="WORDS", help="states whose name begins with this")
    options = parser.parse_args(arguments)
    from playwright.sync_api import sync_playwright  # a tool of developers, not of the product

    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        full, empty, guarded = (Home(Path(folder, name)) for name in ("full", "empty", "guarded"))
        with Workspace.open(guarded) as workspace:
            add(workspace, OWNER, "admin", Role.ADMINISTRATOR, password="for the picture only")
        settings_path(guarded).write_text('[sign_in]\nmethod = "local"\n', encoding="utf-8")
        with Catalog.open(full) as catalog:
            folders = [_STARTER / name for name in ("cases", "policy", "papers", "submissions")]
            files = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
            for result in add_files(catalog, files):
                if result.error:
                    raise result.error
        build(full)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for home, some in ((full, states(full)), (empty, EMPTY), (guarded, AT_THE_DOOR)):
            wanted = [state for state in some if state.name.startswith(options.only)]
            if not wanted:
                continue
            with served(home) as (address, _):
                for path in take(browser, address, wanted, options.out):
                    sys.stdout.write(f"{path}\n")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
