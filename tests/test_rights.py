"""Who may do what: every action and every page for every role. Found by looking: a new one must say whom it is for."""

from __future__ import annotations

import csv
import importlib
import inspect
import io
import pkgutil
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit
from test_pages import library as library
from test_pages import markup, open_page, words

import corpus
import evaluation
import review
import search
import ui
from corpus.errors import CasebaseError, NotFoundError
from corpus.home import Home
from corpus.workspace import (
    OWNER,
    Action,
    Change,
    NotAllowedError,
    NotSignedInError,
    Person,
    Role,
    Workspace,
    allowed,
    record,
    require,
    tables,
)
from corpus.workspace.accounts import add
from corpus.workspace.attempts import SlowDownError
from corpus.workspace.people import PersonError, PersonProblem
from corpus.workspace.sessions import Sessions
from corpus.workspace.settings import SettingsError, read_settings, settings_path
from review.rounds.model import Phase, RoundError, RoundProblem, Seat, Standing
from review.rounds.store import Rounds
from review.rubric.bundled import bundled
from review.scores.model import Formula, ScoreError
from review.scores.store import Scores
from search.collections import Collections, Contents, Visibility
from ui import labels
from ui.address import LogAddress, ManageAddress, Place, Section
from ui.language import Language
from ui.log_page import as_csv
from ui.visitors import COOKIE

# What each role may do, said once more: a change of `rights` must be meant.
MAY = {
    Role.READER: {Action.READ},
    Role.REVIEWER: {Action.READ, Action.JUDGE, Action.SHARE, Action.MEASURE},
    Role.EDITOR: {Action.READ, Action.JUDGE, Action.SHARE, Action.MEASURE, Action.EDIT},
    Role.ADMINISTRATOR: set(Action),
}

# What each function asks for that takes a person. Whoever adds one adds it here.
NEEDS = {
    "corpus.backup.making.back_up": Action.ADMINISTER,
    "corpus.backup.restoring.restore": Action.ADMINISTER,
    "corpus.workspace.accounts.accounts": Action.ADMINISTER,
    "corpus.workspace.accounts.add": Action.ADMINISTER,
    "corpus.workspace.accounts.change": Action.ADMINISTER,
    "corpus.workspace.accounts.remove": Action.ADMINISTER,
    "corpus.workspace.notes.notes_of": Action.READ,
    "corpus.workspace.notes.notes_on": Action.READ,
    "review.rounds.intake.take_files": Action.EDIT,
    "review.rounds.intake.take_uploads": Action.EDIT,
    "review.scores.decision.decision": Action.JUDGE,
    "review.scores.offline.export_sheet": Action.JUDGE,
    "review.scores.offline.import_sheet": Action.JUDGE,
    "review.scores.offline.import_votes": Action.JUDGE,
    "review.scores.results.results": Action.JUDGE,
    "search.saved.clear_history": Action.READ,
    "search.saved.history": Action.READ,
    "search.saved.keep_history": Action.READ,
    "search.saved.keeps_history": Action.READ,
    "search.saved.looked_at": Action.READ,
    "search.saved.remember": Action.READ,
    "search.saved.remove": Action.READ,
    "search.saved.save": Action.READ,
    "search.saved.saved": Action.READ,
    "search.saved.saved_search": Action.READ,
    "ui.actions.add_from": Action.EDIT,
    "ui.actions.add_uploads": Action.EDIT,
    "ui.actions.confirm": Action.EDIT,
    "ui.actions.correct": Action.EDIT,
    "ui.actions.judge": Action.JUDGE,
    "ui.actions.measure": Action.MEASURE,
    "ui.actions.remove": Action.EDIT,
    "ui.actions.update_index": Action.EDIT,
    "ui.jobs.add_folder": Action.ADMINISTER,
    "ui.jobs.add_uploads": Action.EDIT,
    "ui.jobs.back_up": Action.ADMINISTER,
    "ui.jobs.dismiss": Action.EDIT,
    "ui.jobs.examine": Action.EDIT,
    "ui.jobs.measure_encoder": Action.ADMINISTER,
    "ui.jobs.remove_backup": Action.ADMINISTER,
    "ui.jobs.restore": Action.ADMINISTER,
    "ui.jobs.stop": Action.EDIT,
    "ui.jobs.switch_encoder": Action.ADMINISTER,
    "ui.jobs.take_in": Action.EDIT,
    "ui.jobs.update_index": Action.EDIT,
    "ui.review.gathering.gather": Action.EDIT,
    "ui.review.jobs.begin": Action.READ,
}
# What takes a person and asks for no role of itself: why, and which test holds it.
OTHERWISE = {
    "corpus.workspace.rights.allowed": "the question itself",
    "corpus.workspace.rights.require": "the question itself",
    "corpus.workspace.audit.record": "writes down what another function was allowed to do",
    "corpus.workspace.library.record_added": "writes down what another function was allowed to do",
    "corpus.workspace.accounts.set_password": "one's own, or an administrator: test_people",
    "corpus.workspace.notes.write_note": "private or shared: test_notes_are_shared_by_those_who_may",
    "corpus.workspace.notes.change_note": "one's own: test_notes_belong_to_who_wrote_them",
    "corpus.workspace.notes.remove_note": "one's own: test_notes_belong_to_who_wrote_them",
    "ui.review.jobs.may_stop": "the question itself",
    "ui.review.jobs.stop": "what one began, or may add files: test_what_was_stopped_waits_to_be_asked_for_again",
    "review.rounds.confidential.hidden_documents": "says what is kept from the person: test_confidential",
    "review.rounds.confidential.hidden_in": "says what is kept from the person: test_confidential",
}
NEVER_CALLED = "an argument that must not be looked at before the right is asked for"


class _PassedError(Exception):
    """The right was asked for, and there."""


def modules() -> Iterator[Any]:
    for package in (corpus, search, review, evaluation, ui):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__") and ".labels" not in found.name and ".train" not in found.name:
                yield importlib.import_module(found.name)


def takes_person(function: Callable[..., Any]) -> str:
    """The name of the parameter that is a person; empty if there is none."""
    for name, parameter in inspect.signature(function).parameters.items():
        if name in ("person", "by") and str(parameter.annotation).startswith("Person"):
            return name
    return ""


def functions() -> dict[str, Callable[..., Any]]:
    return {
        f"{module.__name__}.{name}": function
        for module in modules()
        for name, function in vars(module).items()
        if inspect.isfunction(function)
        and function.__module__ == module.__name__
        and not name.startswith("_")
        and takes_person(function)
    }


FUNCTIONS = functions()


def test_every_function_that_takes_a_person_says_what_it_needs() -> None:
    assert set(FUNCTIONS) == set(NEEDS) | set(OTHERWISE)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_roles(role: Role, action: Action) -> None:
    person = Person("x", role)
    assert allowed(person, action) is (action in MAY[role])
    if action in MAY[role]:
        require(person, action)
    else:
        with pytest.raises(NotAllowedError, match=f"x is a {role} and may not {action}"):
            require(person, action)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Action]:
    """Which rights were asked for; a function goes no further than that."""
    heard: list[Action] = []

    def asking(person: Person, action: Action) -> None:
        heard.append(action)
        require(person, action)
        raise _PassedError

    for module in list(sys.modules.values()):
        if vars(module).get("require") is require and module.__name__ != __name__:
            monkeypatch.setattr(module, "require", asking)
    return heard


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", NEEDS)
def test_every_function_asks_before_it_does_anything(
    name: str, role: Role, asked: list[Action], tmp_path: Path
) -> None:
    function, person = FUNCTIONS[name], Person("x", role)
    given: dict[str, Any] = {}
    for parameter in inspect.signature(function).parameters.values():
        if parameter.default is parameter.empty:
            known = {"person": person, "by": person, "home": Home(tmp_path / "home")}
            given[parameter.name] = known.get(parameter.name, NEVER_CALLED)
    with pytest.raises(_PassedError if NEEDS[name] in MAY[role] else NotAllowedError):
        function(**given)
    assert asked == [NEEDS[name]]
    assert not (tmp_path / "home").exists()


# What belongs to somebody

ANN, BOB = Person("ann", Role.EDITOR), Person("bob", Role.ADMINISTRATOR)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(Home(tmp_path)) as opened:
        yield opened


def methods(kind: type) -> list[str]:
    return [name for name, one in vars(kind).items() if inspect.isfunction(one) and not name.startswith("_")]


@pytest.mark.parametrize("name", [one for one in methods(Collections) if one not in ("visible", "fillable", "make")])
def test_a_private_collection_is_not_there_for_others(name: str, workspace: Workspace) -> None:
    """Not even for an administrator, and whatever is asked of it."""
    made = Collections(workspace, ANN).make("暗访记录")
    others = Collections(workspace, BOB)
    assert others.visible() == others.fillable() == ()
    if name in ("may_change", "may_fill"):
        assert getattr(others, name)(made) is False
        return
    parameters = [*inspect.signature(getattr(Collections, name)).parameters][2:]
    given = {"title": "x", "description": "", "visibility": Visibility.SHARED}
    with pytest.raises(NotFoundError) as caught:
        getattr(others, name)(made.id, **{one: given[one] for one in parameters})
    with pytest.raises(NotFoundError) as nowhere:
        getattr(others, name)("nowhere", **{one: given[one] for one in parameters})
    assert str(caught.value).replace(made.id, "nowhere") == str(nowhere.value)
    assert Collections(workspace, ANN).get(made.id) == made


@pytest.mark.parametrize("name", [one for one in methods(Contents) if one != "may_change"])
def test_the_contents_of_a_private_collection_are_not_there_for_others(name: str, workspace: Workspace) -> None:
    made = Collections(workspace, ANN).make("暗访记录")
    own = Contents(workspace, ANN, made.id)
    item = own.add_text("只给自己看")
    given = {
        "number": item.number,
        "text": "x",
        "note": "x",
        "before": None,
        "position": 0,
        "citation": SimpleNamespace(doc_id="d", start=0, end=1, quote="x"),
    }
    parameters = [*inspect.signature(getattr(Contents, name)).parameters][1:]
    with pytest.raises(NotFoundError):
        others = Contents(workspace, BOB, made.id)
        getattr(others, name)(**{one: given[one] for one in parameters})
    assert own.items() == (item,)


@pytest.mark.parametrize("role", Role)
def test_collections_are_shared_by_those_who_may(role: Role, workspace: Workspace) -> None:
    own = Collections(workspace, Person("x", role))
    made = own.make("共享")
    if Action.SHARE in MAY[role]:
        assert own.share(made.id, Visibility.SHARED).visibility is Visibility.SHARED
        assert Collections(workspace, ANN).get(made.id)
    else:
        with pytest.raises(NotAllowedError):
            own.share(made.id, Visibility.SHARED)


# Rounds and scores

CHAIR, EVE, ANNS = Person("chair", Role.EDITOR), Person("eve", Role.EDITOR), Person("anns", Role.REVIEWER)
FOR_CHAIRS = {
    *("change", "change_rubric", "advance", "remove", "add", "take_out", "set_standing", "seat", "unseat"),
    *("give_name", "take_back_name", "require_chair", "require_collecting"),
    *("reopen", "assign", "assign_to", "set_votes", "set_formula"),
}
OF_OTHERS = {"to_score", "take_over", "declare", "withdraw"}  # as chair only, when somebody else is named
CHANGES_SCORES = {"save", "take_over", "submit", "declare", "withdraw"}


def every_method(kind: type) -> list[str]:
    return sorted({name for one in kind.__mro__ for name in methods(one)})


OF_ROUNDS = [(kind, name) for kind in (Rounds, Scores) for name in every_method(kind)]
WITHOUT_ROUND = {"visible", "make"}


@pytest.fixture
def award(workspace: Workspace) -> str:
    """A blind round under review, in which `ANNS` is a reviewer who has scored, and another reviewer, too."""
    rounds, rubric = Rounds(workspace, CHAIR), bundled()[1]
    with workspace.transaction():
        made = rounds.make("治理奖", rubric, blind=True)
        rounds.add(made.id, ["doc1", "doc2"], ["甲", "乙"])
        for name in (ANNS.name, "ben"):
            rounds.seat(made.id, name, Seat.REVIEWER)
        rounds.advance(made.id, Phase.ELIGIBILITY)
        for number in (1, 2):
            rounds.set_standing(made.id, number, Standing.ELIGIBLE)
        rounds.advance(made.id, Phase.REVIEW)
        for name in (ANNS.name, "ben"):
            Scores(workspace, Person(name, Role.REVIEWER)).save(made.id, 1, rubric.criteria[0].key, Decimal(7), name)
        Scores(workspace, CHAIR).declare(made.id, 2, "同事", person="ben")
    return made.id


def asked_of(workspace: Workspace, person: Person, kind: type, name: str, round_id: str, reviewer: str) -> object:
    """What a method says when everything it needs is given."""
    rubric = bundled()[1]
    given = {
        "round_id": round_id,
        "number": 1,
        "numbers": [1],
        "name": "ben",
        "person": reviewer,
        "each": 1,
        "seat": Seat.REVIEWER,
        "doc_ids": ["x"],
        "titles": ["x"],
        "phase": Phase.SHORTLIST,
        "kind": None,
        "standing": Standing.WITHDRAWN,
        "reason": "x",
        "edit": lambda found: found,
        "rubric": rubric,
        "criterion": rubric.criteria[0].key,
        "value": Decimal(3),
        "votes": {1: 5},
        "formula": Formula(),
        "entries": {(1, rubric.criteria[0].key): (Decimal(3), "x")},
    }
    function = getattr(kind(workspace, person), name)
    taken = inspect.signature(function).parameters
    return function(**{one: given[one] for one in taken if one in given and (one != "person" or reviewer)})


def everything(workspace: Workspace) -> dict[str, list[tuple[Any, ...]]]:
    names = ("rounds", "audit", *tables.OF_ROUNDS)
    return {name: [tuple(row) for row in workspace.select(f"SELECT * FROM {name}")] for name in names}


@pytest.mark.parametrize(("kind", "name"), [one for one in OF_ROUNDS if one[1] not in WITHOUT_ROUND])
def test_a_round_is_not_there_without_a_seat(kind: type, name: str, award: str, workspace: Workspace) -> None:
    """Not even whether it exists is told."""
    before = everything(workspace)
    with pytest.raises(NotFoundError) as caught:
        asked_of(workspace, EVE, kind, name, award, EVE.name)
    with pytest.raises(NotFoundError) as nowhere:
        asked_of(workspace, EVE, kind, name, "nowhere", EVE.name)
    assert str(caught.value).replace(award, "nowhere") == str(nowhere.value)
    assert everything(workspace) == before


@pytest.mark.parametrize("name", sorted(FOR_CHAIRS | OF_OTHERS))
def test_a_reviewer_does_nothing_that_is_the_chairs(name: str, award: str, workspace: Workspace) -> None:
    kind = Rounds if name in every_method(Rounds) else Scores
    before = everything(workspace)
    for person in (ANNS, Person(CHAIR.name, Role.REVIEWER)):  # who chaired and is no editor any more, neither
        with pytest.raises(RoundError) as caught:
            asked_of(workspace, person, kind, name, award, "ben")
        assert caught.value.problem is RoundProblem.NOT_CHAIR
    assert everything(workspace) == before


@pytest.mark.parametrize("name", sorted(CHANGES_SCORES))
def test_who_may_not_judge_any_more_changes_no_score(name: str, award: str, workspace: Workspace) -> None:
    before = everything(workspace)
    with pytest.raises(NotAllowedError):
        asked_of(workspace, Person(ANNS.name, Role.READER), Scores, name, award, ANNS.name)
    assert everything(workspace) == before


# Who sits in the round is known: `member`.
@pytest.mark.parametrize(
    "name", [one for one in every_method(Scores) if one not in FOR_CHAIRS | OF_OTHERS | {"member"}]
)
def test_nothing_of_another_reviewer_is_told(name: str, award: str, workspace: Workspace) -> None:
    """Neither what ben wrote nor that he has a conflict: whatever a reviewer asks for."""
    for reviewer in ("ben", ""):
        try:
            told = asked_of(workspace, ANNS, Scores, name, award, reviewer)
        except ScoreError as error:
            told = str(error)
        assert "ben" not in repr(told)
        assert "同事" not in repr(told)


# Pages


@pytest.fixture
def guarded(library: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Role], None]:
    """A library whose visitors sign in; called with a role, the visitor is somebody who has."""
    home = Home(tmp_path / "home")
    shutil.copytree(library.path, home.path)
    monkeypatch.setenv("CASEBASE_HOME", str(home.path))
    settings_path(home).write_text('[sign_in]\nmethod = "local"\n', encoding="utf-8")

    def as_role(role: Role) -> None:
        with Workspace.open(home) as opened:
            person = add(opened, OWNER, f"some-{role}", role).person
            token = Sessions(opened, read_settings(home)).begin(person)
        monkeypatch.setattr(type(streamlit.context), "cookies", property(lambda _: {COOKIE: token}))

    return as_role


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("place", Place)
def test_every_page_for_every_role(place: Place, role: Role, guarded: Callable[[Role], None]) -> None:
    guarded(role)
    page = markup(open_page(f"./?page={place}"))
    header = page[page.index("<header") : page.index("</header>")]
    assert f"some-{role}" in header
    assert (labels.NAV_MANAGE in words(header)) is (Action.EDIT in MAY[role])
    assert labels.error_text(NotAllowedError(Person("x", role), Action.EDIT)).remedy not in words(page)


SECTIONS = {
    Section.FILES: Action.EDIT,
    Section.REVIEW: Action.EDIT,
    Section.KIN: Action.EDIT,
    Section.INDEX: Action.EDIT,
    Section.BACKUP: Action.ADMINISTER,
    Section.PEOPLE: Action.ADMINISTER,
    Section.LOG: Action.ADMINISTER,
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("section", Section)
def test_sections_of_management(section: Section, role: Role, guarded: Callable[[Role], None]) -> None:
    guarded(role)
    app = open_page(ManageAddress(section).href)
    refused = any(one in words(markup(app)) for one in (labels.NOT_THIS_SECTION, labels.NOTHING_TO_MANAGE))
    assert refused is (SECTIONS[section] not in MAY[role])
    if refused:
        assert not [*app.button, *app.text_input, *app.selectbox, *app.checkbox, *app.get("file_uploader")]


@pytest.mark.parametrize("place", Place)
def test_without_a_session_no_page_shows_anything(
    place: Place, guarded: Callable[[Role], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    for cookies in ({}, {COOKIE: ""}, {COOKIE: "forged"}):
        monkeypatch.setattr(type(streamlit.context), "cookies", property(lambda _, given=cookies: given))
        page = words(markup(open_page(f"./?page={place}")))
        assert labels.SIGN_IN_GO in page
        assert "电梯" not in page
        assert labels.NAV_MANAGE not in page


def test_broken_settings_show_nothing_to_anybody(guarded: Callable[[Role], None], tmp_path: Path) -> None:
    guarded(Role.ADMINISTRATOR)
    settings_path(Home(tmp_path / "home")).write_text("[sign_in", encoding="utf-8")
    page = words(markup(open_page("./")))
    assert labels.DOOR_CLOSED in page
    assert "电梯" not in page


def test_settings_that_vanish_do_not_open_the_door(guarded: Callable[[Role], None], tmp_path: Path) -> None:
    guarded(Role.READER)
    assert "some-reader" in markup(open_page("./"))
    settings_path(Home(tmp_path / "home")).unlink()
    assert labels.DOOR_CLOSED in words(markup(open_page("./")))


def test_readers_have_no_control_that_changes_the_library(guarded: Callable[[Role], None]) -> None:
    guarded(Role.READER)
    for href in ("./?q=电梯费用怎样分担", "./?page=library", "./?page=report"):
        app = open_page(href)
        assert not app.get("file_uploader")
        assert 'data-act="grade"' not in markup(app)
        assert labels.MEASURE_LABELS not in [one.label for one in app.button]


# People and the log, for those who look after them


def test_accounts_are_listed_with_their_role(guarded: Callable[[Role], None]) -> None:
    guarded(Role.ADMINISTRATOR)
    page = words(markup(open_page(ManageAddress(Section.PEOPLE).href)))
    assert "some-administrator" in page
    assert labels.ROLES_MEAN[Role.EDITOR] in page
    assert labels.PEOPLE_NOBODY_SIGNS_IN not in page


def test_where_nobody_signs_in_the_page_says_how_to_change_that(library: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEBASE_HOME", str(library.path))
    page = words(markup(open_page(ManageAddress(Section.PEOPLE).href)))
    assert labels.PEOPLE_NOBODY_SIGNS_IN in page
    assert labels.PEOPLE_NO_ADMINISTRATOR in page
    assert labels.SIGN_OUT not in page


def test_the_log_shows_hostile_words_as_text_and_exports_them_inert(
    guarded: Callable[[Role], None], tmp_path: Path
) -> None:
    guarded(Role.ADMINISTRATOR)
    home, hostile = Home(tmp_path / "home"), '=HYPERLINK("http://evil")<script>x()</script>'
    with Workspace.open(home) as workspace:
        for number in range(60):
            record(workspace, "some-administrator", Change.REMOVED, f"{hostile}{number}", title=hostile)
    page = markup(open_page(LogAddress().href))
    assert "<script>x" not in page
    assert f"{hostile}59" in words(page)
    older = re.search(r'href="([^"]*before=\d+)"', page)
    assert older
    assert f"{hostile}5" in words(markup(open_page(older[1].replace("&amp;", "&"))))
    only = words(markup(open_page(LogAddress(what=Change.SIGNED_IN).href)))
    assert hostile not in only
    assert labels.CHANGES[Change.SIGNED_IN] in only
    rows = list(csv.reader(io.StringIO(as_csv(home, LogAddress(), ["a"] * 5).decode("utf-8-sig"))))
    assert len(rows) > 60
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]


def test_unknown_filters_of_the_log_show_nothing(guarded: Callable[[Role], None]) -> None:
    guarded(Role.ADMINISTRATOR)
    for href in (LogAddress("<b>", "x", 3).href, LogAddress(before=1).href, LogAddress("' OR 1=1").href):
        assert labels.AUDIT_NONE in words(markup(open_page(href)))


@pytest.mark.parametrize("language", [Language.CHINESE, Language.TRADITIONAL, Language.ENGLISH])
def test_what_goes_wrong_with_people_is_worded(language: Language) -> None:
    said = labels.wordings(language)
    every: list[CasebaseError] = [
        *(PersonError("li.si", problem) for problem in PersonProblem),
        *(NotAllowedError(Person("li.si", role), action) for role in Role for action in Action),
        NotSignedInError(),
        SlowDownError(30, locked=True),
        SettingsError("/home/x/casebase.toml", "it is not TOML"),
    ]
    for error in every:
        worded = said["error_text"](error)
        assert worded.what != said["error_text"](CasebaseError()).what
        assert worded.remedy
        assert not re.search(r"[{}]|/home/x|not TOML", worded.what + worded.remedy)
    assert set(said["CHANGES"]) == set(Change)
    assert set(said["PERSON_PROBLEMS"]) == set(PersonProblem)
    assert set(said["ROLES_OF_PEOPLE"]) == set(said["ROLES_MEAN"]) == set(Role)
