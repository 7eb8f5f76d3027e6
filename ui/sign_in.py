"""What the door answers itself: signing in and out, and the page on one's own account."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import Scope
from streamlit import config

from corpus.errors import CasebaseError
from corpus.workspace.accounts import known_person, password_fits, set_password
from corpus.workspace.attempts import SlowDownError
from corpus.workspace.audit import Change, record
from corpus.workspace.people import Person, PersonError, PersonProblem, normal_name
from corpus.workspace.sessions import key
from corpus.workspace.settings import Method, SettingsError
from ui import door_pages, oidc
from ui.door_pages import Notice
from ui.visitors import COOKIE, Gate

_LONGEST_FORM = 16 * 1024  # bytes
_SEE_OTHER = 303


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request at the door, and who sent it as far as that is known."""

    request: Request
    gate: Gate
    visitor: Person | None

    @property
    def address(self) -> str:
        return self.request.client.host if self.request.client else ""

    @property
    def agent(self) -> str:
        return self.request.headers.get("user-agent", "")

    @property
    def token(self) -> str:
        return self.request.cookies.get(COOKIE, "")

    @property
    def home(self) -> str:
        return base_path()


async def answer(request: Request, gate: Gate, visitor: Person | None, path: str) -> Response | None:
    """The door's own answer to a request; None for what is Streamlit's to answer."""
    asked = _Asked(request, gate, visitor)
    if path in _OWN:
        return await _own(asked, path)
    if visitor is None and not path and request.method in ("GET", "HEAD"):
        return await _stranger(asked)
    return None


def base_path() -> str:
    """The path of the application, with a slash at its end."""
    base = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}/" if base else "/"


def below_base(scope: Scope) -> str:
    """The path of a request below `base_path`, exactly as it was asked for; one outside of it as a whole."""
    path, base = str(scope["path"]), base_path()
    if path == base.rstrip("/"):
        return ""
    return path.removeprefix(base)


def same_origin(headers: Headers, gate: Gate) -> bool:
    """Whether a page of ours sent this: browsers say where a form or a websocket comes from."""
    origin, host = headers.get("origin"), headers.get("host", "")
    if not origin:
        return headers.get("sec-fetch-site") == "same-origin"
    return origin.lower() in gate.settings.origins or urlsplit(origin).netloc.lower() == host.lower()


async def _own(asked: _Asked, path: str) -> Response:
    shown, done = _OWN[path]
    if asked.request.method in ("GET", "HEAD"):
        return await shown(asked) if shown else _to(asked.home)
    if asked.request.method != "POST" or done is None:
        return PlainTextResponse("not possible", status_code=405)
    if not same_origin(asked.request.headers, asked.gate):
        return PlainTextResponse("sent from another page than ours", status_code=403)
    form = await _form(asked.request)
    if form is None:
        return PlainTextResponse("not a form of ours", status_code=400)
    return await done(asked, form)


async def _form(request: Request) -> dict[str, str] | None:
    """The fields of a form; None for something else, or too much of it."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LONGEST_FORM:
            return None
    if kind != "application/x-www-form-urlencoded":
        return None
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[-1] for name, values in fields.items()}


async def _stranger(asked: _Asked) -> Response:
    """Somebody without a session asks for a page."""
    request, query = asked.request, asked.request.url.query
    if asked.gate.settings.method is Method.OIDC and (said := oidc.claimed(request)):
        return await run_in_threadpool(_admit_claimed, asked, said)
    if request.headers.get("sec-fetch-site") == "cross-site":
        # A link on another site: our cookie does not come along (SameSite=Strict). Asked for by us, it will.
        return door_pages.again(request, f"{asked.home}?{query}" if query else asked.home)
    return _to(f"{asked.home}sign-in" + (f"?next={quote(query, safe='')}" if query else ""))


def _admit_claimed(asked: _Asked, said: oidc.Claimed) -> Response:
    workspace, settings = asked.gate.workspace, asked.gate.settings
    trusted = bool(said.name) and (said.verified or settings.trust_unverified_email)
    person = known_person(workspace, said.name) if trusted else None
    if person is None:
        record(workspace, said.name or "(no address)", Change.SIGN_IN_FAILED, said.name, address=asked.address)
        notice = Notice.NO_ROLE if trusted else Notice.NOT_VERIFIED
        response = door_pages.unknown(asked.request, notice, said.name)
    else:
        response = door_pages.again(asked.request, asked.home)
        _begin(asked, person, response)
    oidc.forget(asked.request, response)
    return response


async def _sign_in_page(asked: _Asked) -> Response:
    if asked.visitor is not None:
        return _to(asked.home)
    query = asked.request.query_params
    notice = Notice.SIGNED_OUT if "out" in query else Notice.ENDED if "ended" in query else None
    return _sign_in_form(asked, notice, going=query.get("next", ""))


def _sign_in_form(
    asked: _Asked, notice: Notice | None, *, going: str = "", name: str = "", seconds: int = 0
) -> Response:
    settings = asked.gate.settings
    try:
        href = oidc.login_href(settings) if settings.method is Method.OIDC else ""
    except SettingsError:
        return door_pages.closed(asked.request)
    form = door_pages.SignInForm(notice, going, name, seconds, provider=href)
    return door_pages.sign_in(asked.request, form)


async def _sign_in(asked: _Asked, form: dict[str, str]) -> Response:
    name, going = form.get("name", ""), form.get("next", "")
    if asked.gate.settings.method is not Method.LOCAL:
        return _to(f"{asked.home}sign-in")
    try:
        person = await run_in_threadpool(_checked, asked, name, form.get("password", ""))
    except SlowDownError as error:
        notice = Notice.LOCKED if error.locked else Notice.WAIT
        return _sign_in_form(asked, notice, going=going, name=name, seconds=error.seconds)
    if person is None:
        return _sign_in_form(asked, Notice.WRONG, going=going, name=name)
    response = _to(f"{asked.home}?{going}" if going else asked.home)
    await run_in_threadpool(_begin, asked, person, response)
    return response


def _checked(asked: _Asked, name: str, password: str) -> Person | None:
    """Who signs in with this name and password; None where they do not fit.

    Raises:
        SlowDownError: it was tried too often.
    """
    attempts, workspace = asked.gate.attempts, asked.gate.workspace
    attempts.begin(name, asked.address)
    fits = password_fits(workspace, name, password)
    person = known_person(workspace, normal_name(name)) if fits else None
    if person is None:
        attempts.failed(name, asked.address)
        return None
    attempts.succeeded(person, asked.address)
    return person


def _begin(asked: _Asked, person: Person, response: Response) -> None:
    """A new session, whatever the browser held before; the cookie goes into `response`."""
    sessions = asked.gate.sessions
    if asked.token:
        sessions.end(asked.token)
    token = sessions.begin(person, address=asked.address, agent=asked.agent, method=asked.gate.settings.method)
    response.set_cookie(
        COOKIE,
        token,
        max_age=asked.gate.settings.longest,
        path=asked.home,
        secure=asked.request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )


async def _sign_out(asked: _Asked, form: dict[str, str]) -> Response:
    sessions = asked.gate.sessions
    if asked.visitor is not None and form.get("everywhere"):
        await run_in_threadpool(sessions.end_all, asked.visitor, asked.visitor.name)
    elif asked.token:
        await run_in_threadpool(sessions.end, asked.token)
    response = _to(f"{asked.home}sign-in?out=1")
    response.delete_cookie(COOKIE, path=asked.home, httponly=True, samesite="strict")
    return response


async def _present(asked: _Asked) -> Response:
    """Whether the session is still good, for a page that has lost its connection."""
    return PlainTextResponse("no" if asked.visitor is None else "yes")


async def _account_page(asked: _Asked) -> Response:
    notice = Notice.PASSWORD_CHANGED if "changed" in asked.request.query_params else None
    return await run_in_threadpool(_account, asked, notice)


def _account(asked: _Asked, notice: Notice | None = None, problem: CasebaseError | None = None) -> Response:
    if asked.visitor is None:
        return _to(f"{asked.home}sign-in")
    found = asked.gate.sessions.of(asked.visitor, asked.visitor.name)
    has_password = asked.gate.settings.method is Method.LOCAL
    page = door_pages.Account(asked.visitor, found, key(asked.token), has_password, notice, problem)
    return door_pages.account(asked.request, page)


async def _change_password(asked: _Asked, form: dict[str, str]) -> Response:
    if asked.visitor is None or asked.gate.settings.method is not Method.LOCAL:
        return _to(f"{asked.home}sign-in")
    if form.get("new") != form.get("again"):
        return await run_in_threadpool(_account, asked, Notice.PASSWORDS_DIFFER)
    try:
        await run_in_threadpool(_replace_password, asked, form.get("now", ""), form.get("new", ""))
    except CasebaseError as error:
        return await run_in_threadpool(_account, asked, problem=error)
    response = _to(f"{asked.home}account?changed=1")
    await run_in_threadpool(_begin, asked, asked.visitor, response)
    return response


def _replace_password(asked: _Asked, now: str, new: str) -> None:
    visitor = asked.visitor
    if visitor is None or _checked(asked, visitor.name, now) is None:
        raise PersonError(visitor.name if visitor else "", PersonProblem.WRONG_PASSWORD)
    set_password(asked.gate.workspace, visitor, visitor.name, new)


def _to(href: str) -> RedirectResponse:
    return RedirectResponse(href, status_code=_SEE_OTHER)


_Shown = Callable[[_Asked], Awaitable[Response]]
_Done = Callable[[_Asked, dict[str, str]], Awaitable[Response]]
_OWN: dict[str, tuple[_Shown | None, _Done | None]] = {
    "sign-in": (_sign_in_page, _sign_in),
    "sign-out": (None, _sign_out),
    "account": (_account_page, _change_password),
    "present": (_present, None),
}
