"""Accounts, passwords, sessions, attempts, settings: who is let in, and for how long; never by mistake."""

from __future__ import annotations

import json
import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corpus.errors import HomeError, NotFoundError
from corpus.home import Home
from corpus.workspace import OWNER, Change, NotAllowedError, Person, Role, Workspace, history, record
from corpus.workspace.accounts import (
    State,
    account,
    accounts,
    add,
    change,
    known_person,
    password_fits,
    remove,
    set_password,
)
from corpus.workspace.attempts import LOCK_AFTER, LOCKED_FOR, Attempts, SlowDownError, pause
from corpus.workspace.passwords import generated, hashed, outdated, verified
from corpus.workspace.people import PersonError, PersonProblem, checked_name, checked_password
from corpus.workspace.sessions import Sessions, key
from corpus.workspace.settings import Method, SettingsError, SignIn, parse_settings, read_settings, settings_path

GOOD = "correct horse battery"
LOCAL = '[sign_in]\nmethod = "local"\n'
READER = Person("li.si", Role.READER)


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def home(tmp_path: Path) -> Home:
    (tmp_path / "casebase.toml").write_text(LOCAL, encoding="utf-8")
    return Home(tmp_path)


@pytest.fixture
def workspace(home: Home):
    with Workspace.open(home) as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


def changes(workspace: Workspace) -> list[str]:
    return [one.change for one in reversed(history(workspace))]


# Accounts


def test_an_account_is_made_changed_and_removed(workspace):
    made = add(workspace, OWNER, " Zhang.San ", Role.ADMINISTRATOR, password=GOOD, shown="张  三")
    assert (made.name, made.shown, made.role, made.state) == ("zhang.san", "张 三", Role.ADMINISTRATOR, State.ACTIVE)
    add(workspace, OWNER, "李四", Role.READER, password=GOOD)
    assert [one.name for one in accounts(workspace, OWNER)] == ["zhang.san", "李四"]
    assert known_person(workspace, "李四") == Person("李四", Role.READER)
    change(workspace, OWNER, "李四", role=Role.EDITOR)
    assert known_person(workspace, "李四") == Person("李四", Role.EDITOR)
    change(workspace, OWNER, "李四", disabled=True)
    assert known_person(workspace, "李四") is None
    change(workspace, OWNER, "李四", disabled=False)
    remove(workspace, OWNER, "李四")
    assert known_person(workspace, "李四") is None
    assert [one.name for one in accounts(workspace, OWNER)] == ["zhang.san"]
    assert changes(workspace) == ["person added"] * 2 + ["person changed"] * 3 + ["person removed"]
    assert history(workspace, change=Change.PERSON_CHANGED)[-1].detail == {"role": "reader → editor"}
    with pytest.raises(NotFoundError):
        change(workspace, OWNER, "李四", role=Role.READER)


def test_a_name_of_somebody_removed_is_given_back_only_on_purpose(workspace):
    add(workspace, OWNER, "li.si", Role.READER, password=GOOD)
    remove(workspace, OWNER, "li.si")
    with pytest.raises(PersonError) as caught:
        add(workspace, OWNER, "LI.SI", Role.READER, password=GOOD)
    assert caught.value.problem is PersonProblem.REMOVED
    assert not password_fits(workspace, "li.si", GOOD)
    add(workspace, OWNER, "li.si", Role.READER, password=GOOD, again=True)
    assert password_fits(workspace, "li.si", GOOD)
    with pytest.raises(PersonError) as caught:
        add(workspace, OWNER, "li.si", Role.READER, password=GOOD, again=True)
    assert caught.value.problem is PersonProblem.TAKEN


def test_the_last_administrator_stays(workspace):
    add(workspace, OWNER, "one", Role.ADMINISTRATOR, password=GOOD)
    add(workspace, OWNER, "reader", Role.READER, password=GOOD)
    for attempt in (
        lambda: remove(workspace, OWNER, "one"),
        lambda: change(workspace, OWNER, "one", role=Role.EDITOR),
        lambda: change(workspace, OWNER, "one", disabled=True),
    ):
        with pytest.raises(PersonError) as caught:
            attempt()
        assert caught.value.problem is PersonProblem.LAST_ADMINISTRATOR
    add(workspace, OWNER, "two", Role.ADMINISTRATOR, password=GOOD)
    change(workspace, OWNER, "one", disabled=True)
    with pytest.raises(PersonError):
        remove(workspace, OWNER, "two")
    change(workspace, OWNER, "one", disabled=False)
    remove(workspace, OWNER, "two")
    assert known_person(workspace, "one")


def test_an_administrator_who_cannot_sign_in_is_not_the_last_one(workspace):
    add(workspace, OWNER, "boss", Role.ADMINISTRATOR, password=GOOD)
    add(workspace, OWNER, "sso@x.cn", Role.ADMINISTRATOR)  # no password: of use only where a provider vouches
    settings_path(workspace.home).write_text('[sign_in]\nmethod = "local"\n', encoding="utf-8")
    with pytest.raises(PersonError) as caught:
        remove(workspace, OWNER, "boss")
    assert caught.value.problem is PersonProblem.LAST_ADMINISTRATOR
    settings_path(workspace.home).write_text('[sign_in]\nmethod = "oidc"\n', encoding="utf-8")
    remove(workspace, OWNER, "boss")


def test_only_administrators_look_after_accounts(workspace):
    add(workspace, OWNER, "one", Role.ADMINISTRATOR, password=GOOD)
    add(workspace, OWNER, READER.name, Role.READER, password=GOOD)
    editor, before = Person("e", Role.EDITOR), accounts(workspace, OWNER)
    for attempt in (
        lambda: accounts(workspace, editor),
        lambda: add(workspace, editor, "x", Role.ADMINISTRATOR, password=GOOD),
        lambda: change(workspace, READER, READER.name, role=Role.ADMINISTRATOR),
        lambda: remove(workspace, editor, READER.name),
        lambda: set_password(workspace, editor, READER.name, GOOD),
        lambda: Sessions(workspace, SignIn()).of(editor),
        lambda: Sessions(workspace, SignIn()).of(editor, READER.name),
        lambda: Sessions(workspace, SignIn()).end_all(editor, READER.name),
    ):
        with pytest.raises(NotAllowedError):
            attempt()
    assert accounts(workspace, OWNER) == before
    set_password(workspace, READER, READER.name, GOOD + "!")  # one's own
    assert password_fits(workspace, READER.name, GOOD + "!")


@pytest.mark.parametrize(
    "name",
    ["", " ", "a b", "a/b", "../x", "a\nb", "<b>", "=1+1", "-x", "@x", ".x", "x" * 65, "a\x00", "\udcff", "a;b", '"x"'],
)
def test_names_that_cannot_be(name):
    with pytest.raises(PersonError) as caught:
        checked_name(name)
    assert caught.value.problem is PersonProblem.NAME


@pytest.mark.parametrize(
    ("given", "kept"),
    [("Zhang.San", "zhang.san"), ("ＺＨＡＮＧ", "zhang"), (" 张三 ", "张三"), ("O'Neill+a@B.CN", "o'neill+a@b.cn")],
)
def test_names_are_written_in_one_way(given, kept):
    assert checked_name(given) == checked_name(kept) == kept


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("short", PersonProblem.SHORT_PASSWORD),
        ("九个字的密码不够长", PersonProblem.SHORT_PASSWORD),
        ("x" * 1025, PersonProblem.LONG_PASSWORD),
        ("Zhang.San.Feng", PersonProblem.PASSWORD_IS_NAME),
    ],
)
def test_passwords_that_cannot_be(password, problem):
    with pytest.raises(PersonError) as caught:
        checked_password("zhang.san.feng", password)
    assert caught.value.problem is problem


def test_passwords_are_kept_as_argon2_and_nowhere_else(workspace, home):
    add(workspace, OWNER, "one", Role.ADMINISTRATOR, password=GOOD)
    set_password(workspace, OWNER, "one", GOOD + " staple")
    workspace.close()
    everything = b"".join(path.read_bytes() for path in home.path.iterdir())
    assert b"$argon2id$v=19$m=65536,t=3,p=4$" in everything
    assert GOOD.encode() not in everything


def test_a_hash_fits_its_password_only():
    kept = hashed(GOOD)
    assert kept != hashed(GOOD)
    assert verified(kept, GOOD)
    assert not verified(kept, GOOD + " ")
    assert not verified(kept, "x" * 5000)
    assert not verified("", GOOD)
    assert not verified("", "")
    assert not outdated(kept)
    assert verified(hashed("e\N{COMBINING ACUTE ACCENT}" * 10), "e\N{COMBINING ACUTE ACCENT}" * 10)
    assert verified(hashed(checked_password("x", "e\N{COMBINING ACUTE ACCENT}" * 10)), "é" * 10)


def test_a_weaker_hash_is_made_anew_when_its_password_is_given(workspace):
    argon2 = pytest.importorskip("argon2")
    add(workspace, OWNER, "one", Role.ADMINISTRATOR, password=GOOD)
    weak = argon2.PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(GOOD)
    with workspace.transaction():
        workspace.execute("UPDATE accounts SET secret = ?", [weak])
    assert password_fits(workspace, "one", GOOD)
    kept = workspace.select("SELECT secret FROM accounts")[0]["secret"]
    assert not outdated(kept)
    assert password_fits(workspace, "one", GOOD)


def test_generated_passwords_will_do_and_differ():
    some = {generated() for _ in range(50)}
    assert len(some) == 50
    assert all(checked_password("x", one) == one and len(one) == 19 for one in some)


def test_an_account_without_a_password_opens_for_none(workspace):
    add(workspace, OWNER, "a@example.cn", Role.READER)
    for given in ("", "\x00", GOOD):
        assert not password_fits(workspace, "a@example.cn", given)


# Sessions


@pytest.fixture
def sessions(workspace, clock) -> Sessions:
    add(workspace, OWNER, "boss", Role.ADMINISTRATOR, password=GOOD)
    add(workspace, OWNER, READER.name, Role.READER, password=GOOD)
    return Sessions(workspace, SignIn(Method.LOCAL, idle=3600, longest=86_400), clock)


def test_a_session_is_good_for_its_holder_only(sessions):
    token = sessions.begin(READER)
    assert len(token) >= 43
    assert sessions.person(token) == READER
    for other in ("", "x", token[:-1], token.swapcase(), token + " ", "' OR 1=1 --", "\udcff"):
        assert sessions.person(other) is None


def test_the_token_is_not_in_the_file(sessions, home):
    token = sessions.begin(READER)
    sessions.workspace.close()
    assert token.encode() not in b"".join(path.read_bytes() for path in home.path.iterdir())


def test_idle_and_absolute_expiry(sessions, clock):
    token = sessions.begin(READER)
    clock.now += 3599
    assert sessions.person(token)
    clock.now += 1
    assert sessions.person(token) is None
    sessions.seen(token)  # too late
    assert sessions.person(token) is None
    token = sessions.begin(READER)
    for _ in range(47):
        clock.now += 1800
        sessions.seen(token)
        assert sessions.person(token)
    clock.now += 1800
    sessions.seen(token)
    assert sessions.person(token) is None


def test_signing_out_here_and_everywhere(sessions):
    one, two, other = sessions.begin(READER), sessions.begin(READER), sessions.begin(Person("boss", Role.ADMINISTRATOR))
    sessions.end(one)
    assert [sessions.person(token) is not None for token in (one, two, other)] == [False, True, True]
    sessions.end_all(READER, READER.name)
    assert [sessions.person(token) is not None for token in (two, other)] == [False, True]
    assert changes(sessions.workspace)[-5:] == ["signed in"] * 3 + ["signed out"] * 2


@pytest.mark.parametrize("how", ["removed", "disabled", "password"])
def test_sessions_end_at_once_when_the_account_does(sessions, how):
    token, workspace = sessions.begin(READER), sessions.workspace
    if how == "removed":
        remove(workspace, OWNER, READER.name)
    elif how == "disabled":
        change(workspace, OWNER, READER.name, disabled=True)
    else:
        set_password(workspace, OWNER, READER.name, GOOD + "!")
    assert sessions.person(token) is None
    assert workspace.select("SELECT * FROM sessions") == []


def test_a_new_role_holds_from_the_next_click(sessions):
    token = sessions.begin(READER)
    change(sessions.workspace, OWNER, READER.name, role=Role.EDITOR)
    assert sessions.person(token).role is Role.EDITOR


def test_sessions_are_listed_without_what_opens_them(sessions, clock):
    token = sessions.begin(READER, address="10.0.0.1", agent="x" * 1000)
    (one,) = sessions.of(READER, READER.name)
    assert (one.key, one.name, one.address, len(one.agent)) == (key(token), READER.name, "10.0.0.1", 200)
    assert sessions.person(one.key) is None
    clock.now += 4000
    assert sessions.of(READER, READER.name) == ()
    sessions.begin(READER)
    assert len(sessions.workspace.select("SELECT * FROM sessions")) == 1  # old ones are not kept


def test_one_person_cannot_fill_the_file_with_sessions(sessions):
    tokens = [sessions.begin(READER) for _ in range(30)]
    assert len(sessions.of(READER, READER.name)) == 20
    assert sessions.person(tokens[-1])
    assert sessions.person(tokens[0]) is None


# Attempts


def test_failures_wait_longer_and_longer_then_lock():
    waits = [pause(failures, 10) for failures in range(11)]
    assert waits == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, LOCKED_FOR]
    assert pause(24, 50) == 0
    assert pause(40, 50) == 60


def test_a_name_is_locked_and_opens_again(sessions, clock):
    attempts, tried = Attempts(sessions.workspace, clock), 0
    for _ in range(LOCK_AFTER["name"]):
        attempts.begin(READER.name, "10.0.0.1")
        attempts.failed(READER.name, "10.0.0.1")
        tried, clock.now = tried + 1, clock.now + 20
    with pytest.raises(SlowDownError) as caught:
        attempts.begin("LI.SI ", "10.9.9.9")  # the same name from elsewhere
    assert caught.value.locked
    assert 0 < caught.value.seconds <= LOCKED_FOR
    attempts.begin("boss", "10.9.9.9")  # others are not kept out
    logged = changes(sessions.workspace)
    assert (logged.count("sign-in failed"), logged.count("sign-in locked")) == (tried, 1)
    clock.now += LOCKED_FOR
    attempts.begin(READER.name, "10.0.0.1")
    attempts.succeeded(READER, "10.0.0.1")
    attempts.begin(READER.name, "10.0.0.1")


def test_an_administrator_unlocks_with_another_password(sessions, clock):
    attempts = Attempts(sessions.workspace, clock)
    for _ in range(LOCK_AFTER["name"]):
        attempts.begin(READER.name, "10.0.0.1")
        clock.now += 20
    set_password(sessions.workspace, OWNER, READER.name, GOOD + "!")
    attempts.begin(READER.name, "10.0.0.1")


def test_an_address_is_locked_whatever_names_it_tries(sessions, clock):
    attempts = Attempts(sessions.workspace, clock)
    with pytest.raises(SlowDownError) as caught:
        for number in range(200):
            attempts.begin(f"name{number}", "2001:db8::1")
            clock.now += 61
    assert caught.value.locked
    with pytest.raises(SlowDownError):
        attempts.begin("another", "2001:db8::ffff:2")  # the same network
    attempts.begin("another", "2001:db8:0:1::2")


def test_many_attempts_at_once_count_as_many(sessions, clock):
    attempts = Attempts(sessions.workspace, clock)

    def attempt(number: int) -> bool:
        try:
            attempts.begin(READER.name, f"10.0.0.{number}")
        except SlowDownError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        let_in = sum(pool.map(attempt, range(40)))
    assert let_in == 5  # those that need not wait


def test_what_is_no_name_is_not_written_down(sessions):
    attempts = Attempts(sessions.workspace)
    attempts.begin("my secret password", "10.0.0.1")
    attempts.failed("my secret password", "10.0.0.1")
    assert "secret" not in json.dumps([[one.person, one.target] for one in history(sessions.workspace)])


# Settings


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "[sign_in]"),
        ("[signin]\nmethod = 'local'", "signin"),
        ("[sign_in]", "method"),
        ("[sign_in]\nmethod = 'ldap'", "ldap"),
        ("[sign_in]\nmethod = ", "TOML"),
        ("sign_in = 1", "[sign_in]"),
        ("[sign_in]\nmethod = 'local'\nidle_hour = 3", "idle_hour"),
        ("[sign_in]\nmethod = 'local'\nidle_hours = 0", "idle_hours"),
        ("[sign_in]\nmethod = 'local'\nidle_hours = true", "idle_hours"),
        ("[sign_in]\nmethod = 'local'\nlongest_days = 4000", "longest_days"),
        ("[sign_in]\nmethod = 'local'\norigins = 'https://a.cn'", "list"),
        ("[sign_in]\nmethod = 'local'\norigins = ['a.cn']", "a.cn"),
        ("[sign_in]\nmethod = 'local'\norigins = ['https://a.cn/x']", "path"),
        ("[sign_in]\nmethod = 'local'\ndefault_role = 'reader'", "default_role"),
        ("[sign_in]\nmethod = 'oidc'\ndefault_role = 'king'", "king"),
        ("[sign_in]\nmethod = 'oidc'\ntrust_unverified_email = 'no'", "true or false"),
        ("[sign_in]\nmethod = 'oidc'\n[roles]\n'a@b.cn' = 'root'", "root"),
        ("[sign_in]\nmethod = 'oidc'\n[roles]\n'a b' = 'reader'", "a b"),
        ("[sign_in]\nmethod = 'local'\n[roles]\n'a@b.cn' = 'reader'", "OIDC"),
    ],
)
def test_settings_that_are_not_understood_let_nobody_in(text, words):
    with pytest.raises(SettingsError, match="nobody is let in") as caught:
        parse_settings(text.encode())
    assert words in str(caught.value)


def test_settings_that_are_understood():
    assert parse_settings(b"[sign_in]\nmethod = 'none'") == SignIn()
    text = (
        "[sign_in]\nmethod = 'oidc'\nidle_hours = 0.5\nlongest_days = 7\norigins = ['https://Cases.example.cn']\n"
        "provider = 'corp'\ndefault_role = 'reader'\n[roles]\n'Boss@Example.cn' = 'administrator'\n"
    )
    assert parse_settings(text.encode()) == SignIn(
        Method.OIDC,
        idle=1800,
        longest=604_800,
        origins=("https://cases.example.cn",),
        provider="corp",
        default_role=Role.READER,
        roles={"boss@example.cn": Role.ADMINISTRATOR},
    )


def test_where_there_is_no_file_nobody_signs_in(tmp_path):
    assert not read_settings(Home(tmp_path)).required
    assert not read_settings(Home(tmp_path / "nowhere")).required


@pytest.mark.parametrize("kind", ["binary", "folder", "dangling", "huge", "unreadable"])
def test_a_file_that_cannot_be_read_lets_nobody_in(tmp_path, kind):
    path = settings_path(Home(tmp_path))
    if kind == "binary":
        path.write_bytes(b"\xff\xfe")
    elif kind == "folder":
        path.mkdir()
    elif kind == "dangling":
        path.symlink_to(tmp_path / "gone.toml")
    elif kind == "huge":
        path.write_text("#" * 300_000)
    else:
        path.write_text(LOCAL)
        path.chmod(0)
        if os.access(path, os.R_OK):
            pytest.skip("this user may read everything")
    with pytest.raises(SettingsError):
        read_settings(Home(tmp_path))


def test_a_changed_file_is_read_anew(home):
    assert read_settings(home).method is Method.LOCAL
    settings_path(home).write_text(LOCAL + "idle_hours = 1\n")
    assert read_settings(home).idle == 3600
    settings_path(home).write_text("broken")
    with pytest.raises(SettingsError):
        read_settings(home)


def test_roles_by_a_provider(home, workspace):
    settings_path(home).write_text(
        "[sign_in]\nmethod = 'oidc'\ndefault_role = 'reader'\n[roles]\n'boss@example.cn' = 'administrator'\n"
    )
    assert known_person(workspace, "boss@example.cn").role is Role.ADMINISTRATOR
    assert known_person(workspace, "new@example.cn").role is Role.READER
    add(workspace, OWNER, "new@example.cn", Role.EDITOR)
    assert known_person(workspace, "new@example.cn").role is Role.EDITOR
    change(workspace, OWNER, "new@example.cn", role=Role.ADMINISTRATOR)
    remove(workspace, OWNER, "new@example.cn")  # the settings file names another administrator
    assert known_person(workspace, "new@example.cn") is None  # and not a reader again
    settings_path(home).write_text("[sign_in]\nmethod = 'oidc'\n")
    assert known_person(workspace, "unknown@example.cn") is None


# The log


def test_lines_of_the_log_are_not_changed(workspace):
    record(workspace, OWNER, Change.REMOVED, "x")
    for statement in ("UPDATE audit SET person = 'y'", "DELETE FROM audit"):
        with pytest.raises((HomeError, sqlite3.DatabaseError)), workspace.transaction():
            workspace.execute(statement)
    assert [one.person for one in history(workspace)] == ["owner"]


def test_the_log_is_read_by_person_by_change_and_by_page(workspace):
    for number in range(7):
        record(workspace, "a" if number % 2 else "b", Change.JUDGED if number < 3 else Change.NOTED, str(number))
    assert [one.target for one in history(workspace, person="a")] == ["5", "3", "1"]
    assert [one.target for one in history(workspace, change=Change.JUDGED, person="b")] == ["2", "0"]
    first = history(workspace, limit=3)
    assert [one.target for one in history(workspace, limit=3, before=first[-1].number)] == ["3", "2", "1"]


# The command line


def people(command, home, *arguments, typed=""):
    done = command("corpus", "people", *arguments, "--home", home, typed=typed)
    assert "Traceback" not in done.stderr
    return done


def test_people_on_the_command_line(tmp_path, command):
    home = tmp_path / "home"
    missing = people(command, home, "set", "x", "--role", "reader")
    assert missing.returncode == 1
    assert not home.exists()
    short = people(command, home, "add", "boss", "--role", "administrator", "--password-stdin", typed="short\n")
    assert (short.returncode, "at least 10" in short.stderr) == (1, True)
    made = people(
        command, home, "add", "Boss", "--role", "administrator", "--name", "张三", "--password-stdin", typed=GOOD + "\n"
    )
    assert (made.returncode, made.stdout) == (0, "boss  administrator  active  password  张三\n")
    no_terminal = people(command, home, "add", "x", "--role", "reader")
    assert (no_terminal.returncode, "--password-stdin" in no_terminal.stderr) == (1, True)
    assert people(command, home, "add", "b@c.cn", "--role", "reader", "--no-password").returncode == 0
    last = people(command, home, "remove", "boss")
    assert (last.returncode, "last administrator" in last.stderr) == (1, True)
    assert "disabled" in people(command, home, "set", "b@c.cn", "--disable").stdout
    assert people(command, home, "password", "boss", "--password-stdin", typed=GOOD + "!\n").returncode == 0
    assert people(command, home, "remove", "b@c.cn").returncode == 0
    listed = people(command, home, "list", "--json")
    assert [one["name"] for one in json.loads(listed.stdout)] == ["boss"]
    assert "nobody has to sign in yet" in listed.stderr
    settings_path(Home(home)).write_text("broken")
    assert "it is not TOML" in people(command, home, "list").stderr
    with Workspace.open_readonly(home) as workspace:
        assert password_fits(workspace, "boss", GOOD + "!")
        assert account(workspace, "b@c.cn").state is State.REMOVED
        assert {one.person for one in history(workspace)} == {"command line"}
