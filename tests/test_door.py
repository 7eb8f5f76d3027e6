"""The door of a real server: nobody without a good session reaches anything, whichever way they ask."""

from __future__ import annotations

import asyncio
import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from conftest import ROOT
from test_browser import WIDE, hand_back, lent, settled
from test_browser import _wait as answers
from test_browser import browser as browser
from test_browser import home as home
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from corpus.home import HOME_VARIABLE, Home
from corpus.workspace import OWNER, Change, Person, Role, Workspace, history
from corpus.workspace.accounts import accounts, add, change, remove, set_password
from corpus.workspace.sessions import Sessions
from corpus.workspace.settings import read_settings, settings_path
from search.collections import Collections
from ui import labels, visitors
from ui.address import ManageAddress, Place, Section
from ui.door import Door
from ui.sign_in import _OWN
from ui.visitors import COOKIE

PASSWORD = "correct horse battery"
LOCAL = '[sign_in]\nmethod = "local"\n'
AGENT = "Mozilla/5.0 (test)"


class Site:
    """A server that asks people to sign in, and what a stranger can send to it."""

    def __init__(self, home: Home, port: int) -> None:
        self.home, self.port = home, port
        self.origin = f"http://127.0.0.1:{port}"

    def ask(self, path: str, *, method: str = "GET", token: str = "", body: str | None = None, **headers: str):
        """An answer with `status`, `headers` and `text`; the path goes out exactly as it is given."""
        sent = {"User-Agent": AGENT, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if token:
            sent["Cookie"] = f"{COOKIE}={token}"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.putrequest(method, path, skip_accept_encoding=True)
        if body is not None:
            sent |= {"Content-Length": str(len(body.encode()))}
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
        for name, value in sent.items():
            connection.putheader(name, value)
        connection.endheaders(body.encode() if body is not None else None)
        answer = connection.getresponse()
        answer.text = answer.read().decode("utf-8", "replace")
        connection.close()
        return answer

    def post(self, path: str, *, token: str = "", origin: str | None = "", **fields: str):
        headers = {} if origin is None else {"Origin": origin or self.origin}
        return self.ask(path, method="POST", token=token, body=urlencode(fields), **headers)

    def sign_in(self, name: str, password: str = PASSWORD) -> str:
        answer = self.post("/sign-in", name=name, password=password)
        assert answer.status == 303, answer.text
        return re.match(rf"{COOKIE}=([\w-]+);", answer.getheader("set-cookie"))[1]

    @contextmanager
    def websocket(self, *, token: str = "", origin: str | None = "") -> Iterator[object]:
        with connect(
            f"ws://127.0.0.1:{self.port}/_stcore/stream",
            origin=self.origin if origin == "" else origin,
            subprotocols=["streamlit"],
            additional_headers={"Cookie": f"{COOKIE}={token}"} if token else {},
        ) as line:
            yield line

    def good(self, token: str) -> bool:
        return self.ask("/present", token=token).text == "yes"

    def log(self) -> list[str]:
        with Workspace.open_readonly(self.home) as workspace:
            return [one.change for one in reversed(history(workspace))]


@contextmanager
def serving(home: Home, log: Path, *options: str, port: int = 0) -> Iterator[Site]:
    """The application as `make app` starts it."""
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"]
    with log.open("wb") as stream:
        server = subprocess.Popen(
            [*command, "--server.address=127.0.0.1", f"--server.port={port}", *options],
            cwd=ROOT,
            env={**os.environ, "CASEBASE_HOME": str(home.path)},
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
        try:
            answers(f"http://127.0.0.1:{port}/_stcore/health", server, log)
            yield Site(home, port)
        finally:
            server.terminate()
            server.wait(timeout=30)
    assert "Traceback" not in log.read_text(encoding="utf-8")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def site(home: Home, tmp_path_factory) -> Iterator[Site]:
    settings_path(home).write_text(LOCAL, encoding="utf-8")
    with Workspace.open(home) as workspace:
        for role in Role:
            add(workspace, OWNER, role, role, password=PASSWORD)
    with serving(home, tmp_path_factory.mktemp("server") / "log.txt") as site:
        yield site


@pytest.fixture
def workspace(site: Site) -> Iterator[Workspace]:
    with Workspace.open(site.home) as opened:
        yield opened


def asset(site: Site) -> str:
    """A script of the front end, as the page names it to those who may see the page."""
    page = site.ask("/", token=site.sign_in("reader")).text
    return "/" + re.search(r"static/js/[\w.-]+\.js", page)[0]


PATHS = [
    "/index.html",
    "/_stcore/host-config",
    "/_stcore/metrics",
    "/_stcore/stream",
    "/_stcore/script-health-check",
    "/_stcore/upload_file/x/y",
    "/_stcore/bidi-components/x/y.js",
    "/_stcore/health/",
    "/_stcore/health/../host-config",
    "/_stcore/health%2F..%2Fhost-config",
    "/sign-in/../_stcore/host-config",
    "/sign-in/../../etc/passwd",
    "//_stcore/host-config",
    "/./_stcore/host-config",
    "/static/../app.py",
    "/static/%2e%2e/%2e%2e/app.py",
    "/..%2f..%2fetc/passwd",
    "/media/x.pdf",
    "/media/../../catalog.sqlite",
    "/component/x/index.html",
    "/app/static/x",
    "/sources/x",
    "/catalog.sqlite",
    "/workspace.sqlite",
    "/library/workspace.sqlite",
    "/etc/passwd",
    "/auth/login",
    "/oauth2callback",
    "/favicon.png",
    "/SIGN-IN",
    "/search",
]


@pytest.mark.parametrize("token", ["", "forged", "x" * 43], ids=["none", "forged", "long"])
def test_without_a_session_nothing_is_reached_by_url(site: Site, token: str) -> None:
    for path in [*PATHS, asset(site), str(site.home.catalog), str(site.home.sources)]:
        for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
            answer = site.ask(path, method=method, token=token)
            assert answer.status == 401, f"{method} {path}: {answer.status}"
            assert answer.text in ("sign in first", "")


@pytest.mark.parametrize("place", Place)
def test_without_a_session_a_page_leads_to_the_sign_in_page_and_back(site: Site, place: Place) -> None:
    answer = site.ask(f"/?page={place}&doc=abc&q={quote('电梯')}")
    assert answer.status == 303
    going = answer.getheader("location")
    assert going.startswith("/sign-in?next=page%3D")
    page = site.ask(going)
    assert page.status == 200
    assert "电梯" not in re.sub(r'<input type="hidden"[^>]*>', "", page.text)
    query = f"page={place}&doc=abc&q={quote('电梯')}"
    back = site.post("/sign-in", name="reader", password=PASSWORD, next=query)
    assert back.getheader("location") == f"/?{query}"


def test_the_sign_in_page_loads_nothing_and_leads_nowhere_else(site: Site) -> None:
    hostile = '"><script>x()</script>&next=//evil.example'
    answer = site.ask(f"/sign-in?next={quote(hostile)}")
    assert "<script" not in answer.text
    assert not re.search(r'(?:src|href)="(?!data:|\./)', answer.text)
    assert "default-src 'none'" in answer.getheader("content-security-policy")
    assert "frame-ancestors 'none'" in answer.getheader("content-security-policy")
    assert answer.getheader("cache-control") == "private, no-store"
    for going in ("//evil.example", "https://evil.example", "/\\evil.example", "\r\nX: y", "javascript:x()"):
        answer = site.post("/sign-in", name="reader", password=PASSWORD, next=going)
        assert answer.getheader("location").startswith("/?")
        assert answer.getheader("x") is None


def test_health_is_answered_to_everybody(site: Site) -> None:
    assert (site.ask("/_stcore/health").status, site.ask("/_stcore/health").text) == (200, "ok")


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(site: Site) -> None:
    answer = site.post("/sign-in", name="reader", password=PASSWORD)
    cookie = answer.getheader("set-cookie").lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/;" in cookie
    assert "secure" not in cookie  # plain HTTP on this machine
    behind_tls = site.ask(
        "/sign-in",
        method="POST",
        body=urlencode({"name": "reader", "password": PASSWORD}),
        Origin=site.origin,
        X_Forwarded_Proto="https",
    )
    assert "; secure" in behind_tls.getheader("set-cookie").lower()


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1.evil", None]
)
def test_forms_of_other_sites_are_refused(site: Site, origin: str | None) -> None:
    token = site.sign_in("reader")
    for path, fields in (
        ("/sign-in", {"name": "reader", "password": PASSWORD}),
        ("/sign-out", {"everywhere": "1"}),
        ("/account", {"now": PASSWORD, "new": "x" * 12, "again": "x" * 12}),
    ):
        answer = site.post(path, token=token, origin=origin, **fields)
        assert answer.status == 403
        assert answer.getheader("set-cookie") is None
    assert site.good(token)
    assert site.good(site.sign_in("reader"))


def test_what_is_no_form_is_refused(site: Site) -> None:
    json = site.ask("/sign-in", method="POST", body='{"name": "reader"}', Origin=site.origin, Content_Type="text/plain")
    long = site.post("/sign-in", name="reader", password="x" * 20_000)
    odd = site.ask("/sign-in", method="DELETE", Origin=site.origin)
    assert (json.status, long.status, odd.status) == (400, 400, 405)
    nothing = site.post("/sign-in")
    assert (nothing.status, nothing.getheader("set-cookie")) == (200, None)


def test_wrong_names_and_wrong_passwords_look_alike(site: Site) -> None:
    wrong = site.post("/sign-in", name="editor", password="wrong password")
    unknown = site.post("/sign-in", name="nobody", password="wrong password")
    assert labels.SIGN_IN_WRONG in wrong.text
    assert wrong.text.replace("editor", "nobody") == unknown.text
    assert wrong.getheader("set-cookie") is None


def test_repeated_failures_are_slowed_down_and_told(site: Site) -> None:
    said = [site.post("/sign-in", name="slowly", password="wrong password").text for _ in range(7)]
    assert labels.SIGN_IN_WRONG in said[0]
    assert any("秒后再试" in one for one in said[4:])
    assert site.log().count("sign-in failed") >= 5


def test_websocket(site: Site) -> None:
    token = site.sign_in("reader")
    with site.websocket(token=token):
        pass
    for given in (
        {},
        {"token": "forged"},
        {"token": token, "origin": "http://evil.example"},
        {"token": token, "origin": None},
    ):
        with pytest.raises(InvalidStatus) as caught, site.websocket(**given):
            pass
        assert caught.value.response.status_code == 403


def test_sessions_that_ended_open_nothing(site: Site, workspace: Workspace) -> None:
    token = site.sign_in("editor")
    assert site.good(token)
    assert site.ask("/_stcore/host-config", token=token).status == 200
    out = site.post("/sign-out", token=token)
    assert (out.status, out.getheader("location")) == (303, "/sign-in?out=1")
    assert 'casebase-session=""' in out.getheader("set-cookie")
    one, two = site.sign_in("editor"), site.sign_in("editor")
    with workspace.transaction():
        workspace.execute("UPDATE sessions SET seen = seen - 13 * 3600 WHERE name = 'editor'")
    three, four = site.sign_in("editor"), site.sign_in("editor")
    site.post("/sign-out", token=three, everywhere="1")
    for gone in (token, one, two, three, four):
        assert not site.good(gone)
        assert site.ask("/_stcore/host-config", token=gone).status == 401
        with pytest.raises(InvalidStatus), site.websocket(token=gone):
            pass


@pytest.mark.parametrize("how", ["removed", "disabled", "password", "everywhere", "expired"])
def test_an_open_page_is_cut_off_when_its_session_ends(site: Site, workspace: Workspace, how: str) -> None:
    name = f"visitor-{how}"
    add(workspace, OWNER, name, Role.READER, password=PASSWORD)
    token = site.sign_in(name)
    with site.websocket(token=token) as line:
        if how == "removed":
            remove(workspace, OWNER, name)
        elif how == "disabled":
            change(workspace, OWNER, name, disabled=True)
        elif how == "password":
            set_password(workspace, OWNER, name, PASSWORD + "!")
        elif how == "everywhere":
            Sessions(workspace, read_settings(site.home)).end_all(OWNER, name)
        else:
            with workspace.transaction():
                workspace.execute("UPDATE sessions SET since = 0 WHERE name = ?", [name])
        line.send(b"\x5a\x00")  # a BackMsg, whatever it asks for
        with pytest.raises(ConnectionClosed):
            while True:
                line.recv(timeout=20)
        assert line.close_code == 1008


def test_the_password_is_changed_by_whoever_knows_it(site: Site, workspace: Workspace) -> None:
    add(workspace, OWNER, "changing", Role.READER, password=PASSWORD)
    here, elsewhere = site.sign_in("changing"), site.sign_in("changing")
    for now, new, again, said in (
        ("wrong password", "x" * 12, "x" * 12, labels.PERSON_PROBLEMS),
        (PASSWORD, "x" * 12, "y" * 12, labels.PASSWORDS_DIFFER),
        (PASSWORD, "short", "short", "至少用 10 个字符"),
    ):
        answer = site.post("/account", token=here, now=now, new=new, again=again)
        assert answer.status == 200
        assert (said if isinstance(said, str) else "现在的密码不对") in answer.text
    answer = site.post("/account", token=here, now=PASSWORD, new=PASSWORD + "!", again=PASSWORD + "!")
    assert answer.getheader("location") == "/account?changed=1"
    fresh = re.match(rf"{COOKIE}=([\w-]+);", answer.getheader("set-cookie"))[1]
    assert [site.good(one) for one in (here, elsewhere, fresh)] == [False, False, True]
    assert site.post("/sign-in", name="changing", password=PASSWORD).status == 200
    assert site.good(site.sign_in("changing", PASSWORD + "!"))


def test_names_and_browsers_are_shown_as_text(site: Site, workspace: Workspace) -> None:
    add(workspace, OWNER, "hostile", Role.READER, password=PASSWORD, shown="<b onclick=x()>甲</b>")
    hostile = "<script>x()</script>"
    answer = site.ask(
        "/sign-in",
        method="POST",
        body=urlencode({"name": "hostile", "password": PASSWORD}),
        Origin=site.origin,
        User_Agent=hostile,
    )
    token = re.match(rf"{COOKIE}=([\w-]+);", answer.getheader("set-cookie"))[1]
    page = site.ask("/account", token=token).text
    assert "<script" not in page
    assert "<b onclick" not in page
    assert "&lt;script&gt;" in page
    wrong = site.post("/sign-in", name='"><img src=x onerror=x()>', password="x")
    assert "<img src=x" not in wrong.text


def test_a_link_on_another_site_is_asked_for_once_more(site: Site) -> None:
    """The cookie does not come along from there (SameSite=Strict), but it does from a page of ours."""
    answer = site.ask("/?page=reader&doc=abc", Sec_Fetch_Site="cross-site")
    assert answer.status == 200
    assert 'http-equiv="refresh" content="0;url=/?page=reader&amp;doc=abc"' in answer.text
    assert site.ask("/?page=reader&doc=abc", Sec_Fetch_Site="same-origin").status == 303


def test_what_is_somebodys_stays_in_no_cache(site: Site) -> None:
    token = site.sign_in("reader")
    answer = site.ask("/", token=token)
    assert answer.getheader("cache-control") == "private, no-store"
    assert answer.getheader("x-content-type-options") == "nosniff"
    assert answer.getheader("x-frame-options") == "SAMEORIGIN"


def test_signed_in_nobody_reaches_a_file_by_its_path(site: Site) -> None:
    token = site.sign_in("administrator")
    for path in PATHS:
        answer = site.ask(path, token=token)
        assert "SQLite format" not in answer.text
        assert "root:" not in answer.text
        assert "st.navigation" not in answer.text


def test_broken_and_vanished_settings_close_the_door(site: Site) -> None:
    token = site.sign_in("administrator")
    path = settings_path(site.home)
    try:
        for broken in ("[sign_in", '[sign_in]\nmethod = "locl"\n', ""):
            path.write_text(broken, encoding="utf-8")
            for asked in ("/", "/sign-in", "/_stcore/host-config", "/_stcore/health"):
                answer = site.ask(asked, token=token)
                assert answer.status == 503
                assert labels.DOOR_CLOSED in answer.text
                assert str(site.home.path) not in answer.text
            with pytest.raises(InvalidStatus), site.websocket(token=token):
                pass
        path.unlink()
        assert site.ask("/", token=token).status == 503
    finally:
        path.write_text(LOCAL, encoding="utf-8")
    assert site.good(token)


def test_what_the_door_does_is_in_the_log(site: Site, workspace: Workspace) -> None:
    add(workspace, OWNER, "logged", Role.READER, password=PASSWORD)
    site.post("/sign-in", name="logged", password="wrong password")
    site.post("/sign-out", token=site.sign_in("logged"))
    found = history(workspace, person="logged")
    assert [one.change for one in reversed(found)] == [Change.SIGN_IN_FAILED, Change.SIGNED_IN, Change.SIGNED_OUT]
    assert found[1].detail == {"address": "127.0.0.1", "method": "local"}


def test_one_who_waits_for_the_accounts_holds_up_nobody_else(monkeypatch) -> None:
    free = threading.Event()

    def locked() -> None:
        assert free.wait(20)

    async def app(scope, receive, send) -> None:
        passed.append(scope["path"])

    async def knock() -> None:
        waiting = asyncio.create_task(Door(app)({"type": "http", "path": "/"}, None, None))
        await asyncio.sleep(0.1)
        assert not waiting.done()
        free.set()  # by the loop itself: it was not held up
        await waiting

    passed: list[str] = []
    monkeypatch.setattr(visitors, "gate", locked)
    asyncio.run(knock())
    assert passed == ["/"]


@pytest.fixture
def signing_in(tmp_path, monkeypatch) -> Home:
    home = Home(tmp_path / "home")
    home.path.mkdir()
    settings_path(home).write_text(LOCAL, encoding="utf-8")
    monkeypatch.setenv(HOME_VARIABLE, str(home.path))
    return home


def test_who_asks_waits_for_nobody_who_writes(signing_in: Home) -> None:
    gate = visitors.gate()
    with ThreadPoolExecutor() as threads, gate.workspace.transaction():
        assert threads.submit(lambda: gate.visitor({COOKIE: "forged"})).result(10) is None


def test_accounts_that_were_brought_back_while_being_opened_are_opened_anew(signing_in: Home, monkeypatch) -> None:
    path, other = Workspace.path(signing_in), signing_in.path / "other"
    for folder, name in ((signing_in.path, "before"), (other, "after")):
        with Workspace.open(Home(folder)) as workspace:
            add(workspace, OWNER, name, Role.READER, password=PASSWORD)
    opened = Workspace.open

    def restored_meanwhile(home: Home) -> Workspace:
        workspace = opened(home)
        if other.exists():
            (other / path.name).replace(path)
            shutil.rmtree(other)
        return workspace

    monkeypatch.setattr(Workspace, "open", restored_meanwhile)
    gate = visitors.gate()
    assert [one.name for one in accounts(gate.lookups, OWNER)] == ["after"]
    assert [one.name for one in accounts(gate.workspace, OWNER)] == ["after"]


def test_the_door_answers_three_pages_and_no_more() -> None:
    assert set(_OWN) == {"sign-in", "sign-out", "account", "present"}


# In a browser


@pytest.fixture
def page(browser, site: Site) -> Iterator[object]:
    page = lent(browser, WIDE)
    page.complaints = []
    page.on("console", complain := lambda message: message.type == "error" and page.complaints.append(message.text))
    page.on("pageerror", fail := lambda error: page.complaints.append(str(error)))
    yield page
    page.remove_listener("console", complain)
    page.remove_listener("pageerror", fail)
    hand_back(browser, page)


def enter(page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label(labels.SIGN_IN_NAME, exact=True).fill(name)
    page.get_by_label(labels.SIGN_IN_PASSWORD, exact=True).fill(password)
    page.get_by_role("button", name=labels.SIGN_IN, exact=True).click()


def test_signing_in_reloading_signing_out(page, site: Site, workspace: Workspace) -> None:
    hidden = Collections(workspace, Person("administrator", Role.ADMINISTRATOR)).make("别人的暗访记录")
    page.goto(f"{site.origin}/?page=library")
    enter(page, "reader", "wrong password")
    page.get_by_text(labels.SIGN_IN_WRONG).wait_for()
    enter(page, "reader")
    page.locator(".masthead").wait_for()
    assert page.url == f"{site.origin}/?page=library"
    page.reload()
    settled(page)
    page.get_by_text("星湖镇老年食堂运营记").first.wait_for()
    assert "reader" in page.locator(".masthead .account").inner_text()
    assert not page.get_by_role("link", name=labels.NAV_MANAGE, exact=True).count()
    page.goto(f"{site.origin}/{ManageAddress().href.removeprefix('./')}")
    page.get_by_text(labels.NOTHING_TO_MANAGE).wait_for()
    page.goto(f"{site.origin}/?page=collections&id={hidden.id}")
    settled(page)
    assert not page.get_by_text("别人的暗访记录").count()
    page.goto(f"{site.origin}/?page=library")
    settled(page)
    page.locator(".account summary").click()
    page.get_by_role("button", name=labels.SIGN_OUT, exact=True).click()
    page.get_by_text(labels.SIGNED_OUT).wait_for()
    page.go_back()
    page.goto(f"{site.origin}/?page=library")
    page.get_by_role("button", name=labels.SIGN_IN, exact=True).wait_for()
    assert not page.get_by_text("星湖镇老年食堂运营记").count()
    assert page.complaints == []


def test_an_open_page_goes_back_to_the_door_when_its_session_ends(page, site: Site, workspace: Workspace) -> None:
    page.goto(f"{site.origin}/?page=library")
    enter(page, "reviewer")
    settled(page)
    Sessions(workspace, read_settings(site.home)).end_all(OWNER, "reviewer")
    page.get_by_text(labels.SIGN_IN_AGAIN).wait_for()
    enter(page, "reviewer")
    page.locator(".masthead").wait_for()
    assert page.url == f"{site.origin}/?page=library"


def test_an_administrator_makes_an_account_and_takes_it_away(page, browser, site: Site) -> None:
    page.goto(f"{site.origin}/{ManageAddress(Section.PEOPLE).href.removeprefix('./')}")
    enter(page, "administrator")
    settled(page)
    page.get_by_role("button", name=labels.PERSON_ADD).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name=labels.PERSON_NAME, exact=True).fill("New.Person")
    dialog.get_by_role("textbox", name=labels.PERSON_SHOWN, exact=True).fill("新来的")
    dialog.get_by_role("button", name=labels.PERSON_ADD_BUTTON, exact=True).click()
    password = dialog.locator("code").inner_text().strip()
    page.keyboard.press("Escape")
    page.get_by_role("rowheader", name="new.person", exact=True).wait_for()
    assert password not in page.content()
    token = site.sign_in("new.person", password)
    settled(page)
    chosen = page.get_by_role("combobox", name=labels.PERSON_NAME)
    chosen.click()
    page.get_by_role("option", name="new.person", exact=True).click()
    settled(page)
    page.get_by_role("button", name=labels.PERSON_EDIT, exact=True).click()
    dialog.get_by_text(labels.PERSON_REMOVE_SURE).click()
    settled(page)
    dialog.get_by_role("button", name=labels.PERSON_REMOVE, exact=True).click()
    page.get_by_text(labels.PERSON_REMOVED.format(name="new.person")).wait_for()
    assert not page.get_by_role("rowheader", name="new.person", exact=True).count()
    assert not site.good(token)
    assert page.complaints == []


def test_a_narrow_door_in_english(browser, site: Site) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en")
    page = context.new_page()
    page.goto(site.origin)
    page.get_by_role("button", name="English", exact=True).click()
    page.get_by_role("heading", name="Sign in").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.documentElement.lang") == "en"
    page.goto(f"{site.origin}/?page=library")
    page.get_by_role("heading", name="Sign in").wait_for()
    context.close()
