"""The pages that the door shows by itself: plain HTML in the look of the product, which load nothing else."""

from __future__ import annotations

import base64
import functools
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse

from corpus.errors import CasebaseError
from corpus.workspace.people import LONGEST_PASSWORD, NAME_LIMIT, SHORTEST_PASSWORD, Person
from corpus.workspace.sessions import Session
from ui import labels
from ui.labels.wording import LANGUAGES
from ui.language import COOKIE as LANGUAGE_COOKIE
from ui.language import Language
from ui.markup import Markup, escape, join, tag
from ui.theme import COOKIE as THEME_COOKIE
from ui.theme import Theme, themed

_HERE = Path(__file__).parent
_NOTHING_ELSE = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
_LANGUAGE_KEPT = 365 * 24 * 3600  # seconds


class Notice(StrEnum):
    """What is said above a form."""

    WRONG = "wrong"
    WAIT = "wait"
    LOCKED = "locked"
    SIGNED_OUT = "signed out"
    ENDED = "ended"
    NO_ROLE = "no role"
    NOT_VERIFIED = "not verified"
    PASSWORD_CHANGED = "password changed"
    PASSWORDS_DIFFER = "passwords differ"


_CALM = frozenset({Notice.SIGNED_OUT, Notice.ENDED, Notice.PASSWORD_CHANGED})


@dataclass(frozen=True, slots=True)
class SignInForm:
    """What the sign-in page shows: a notice, where to go on to, the name typed before, or the way to a provider."""

    notice: Notice | None = None
    going: str = ""
    name: str = ""
    seconds: int = 0
    provider: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """What the page on one's own account shows; `here` is the key of the session that asks."""

    person: Person
    sessions: tuple[Session, ...]
    here: str
    has_password: bool
    notice: Notice | None = None
    problem: CasebaseError | None = None


def sign_in(request: HTTPConnection, form: SignInForm) -> HTMLResponse:
    """Where one signs in."""
    words = _words(request)
    notice = _notice(words, form.notice, form.seconds) if form.notice else ""
    if form.provider:
        body = join(
            [
                tag("a", words.SIGN_IN_PROVIDER, href=f"./{form.provider}", class_="button"),
                tag("p", words.SIGN_IN_PROVIDER_NOTE, class_="muted"),
            ]
        )
    else:
        body = join([_password_form(words, form), tag("p", words.SIGN_IN_HELP, class_="muted")])
    title = tag("h1", words.SIGN_IN)
    return _page(request, words.SIGN_IN, [title, notice, body, _languages(request, words, form.going)])


def account(request: HTTPConnection, page: Account) -> HTMLResponse:
    """One's own account: where one is signed in, another password, the way out."""
    words = _words(request)
    who = words.ACCOUNT_OF.format(name=page.person, role=words.ROLES_OF_PEOPLE[page.person.role])
    parts: list[object] = [tag("h1", words.ACCOUNT), tag("p", who)]
    if page.notice:
        parts.append(_notice(words, page.notice, 0))
    if page.problem:
        worded = words.error_text(page.problem)
        parts.append(tag("p", f"{worded.what}{worded.remedy}", class_="notice", role="alert"))
    if page.has_password:
        parts.append(_new_password_form(words, page.person.name))
    parts.append(_sessions(words, page))
    everywhere = tag("button", words.SIGN_OUT_EVERYWHERE, type="submit", name="everywhere", value="1", class_="quiet")
    leave = tag("button", words.SIGN_OUT, type="submit", class_="quiet")
    parts.append(tag("form", leave, everywhere, method="post", action="./sign-out", class_="row"))
    parts.append(tag("p", tag("a", words.ACCOUNT_BACK, href="./")))
    return _page(request, words.ACCOUNT, parts, wide=True)


def unknown(request: HTTPConnection, notice: Notice, name: str) -> HTMLResponse:
    """Somebody whom the provider knows, and we do not."""
    words = _words(request)
    if notice is Notice.NO_ROLE:
        title, remedy = words.NO_ROLE.format(name=name), words.NO_ROLE_DO
    else:
        title, remedy = words.NOT_VERIFIED, words.NOT_VERIFIED_DO
    other = tag("a", words.OTHER_ACCOUNT, href="./auth/logout", class_="button")
    return _page(request, title, [tag("h1", title), tag("p", remedy), other], status=403)


def closed(request: HTTPConnection) -> HTMLResponse:
    """Nobody is let in; why is for the log, not for whoever asks."""
    words = _words(request)
    command = tag("pre", tag("code", words.DOOR_CLOSED_COMMAND))
    parts = [tag("h1", words.DOOR_CLOSED), tag("p", words.DOOR_CLOSED_DO), command]
    return _page(request, words.DOOR_CLOSED, parts, status=503)


def again(request: HTTPConnection, href: str) -> HTMLResponse:
    """Ask for `href`, a path of ours, once more: this time from a page of ours."""
    words = _words(request)
    parts = [tag("p", words.GOING_ON), tag("p", tag("a", words.GO_ON, href=href))]
    return _page(
        request, words.GOING_ON, parts, head=Markup(f'<meta http-equiv="refresh" content="0;url={escape(href)}">')
    )


def _password_form(words: Any, form: SignInForm) -> Markup:
    name = _field(
        words.SIGN_IN_NAME,
        "name",
        value=form.name[:NAME_LIMIT],
        autocomplete="username",
        maxlength=NAME_LIMIT,
        autofocus=not form.name,
        autocapitalize="none",
        spellcheck="false",
    )
    password = _field(
        words.SIGN_IN_PASSWORD,
        "password",
        type="password",
        autocomplete="current-password",
        maxlength=LONGEST_PASSWORD,
        autofocus=bool(form.name),
    )
    going = tag("input", type="hidden", name="next", value=form.going)
    button = tag("button", words.SIGN_IN, type="submit", class_="button")
    return tag("form", name, password, going, button, method="post", action="./sign-in")


def _new_password_form(words: Any, name: str) -> Markup:
    limits = {"type": "password", "maxlength": LONGEST_PASSWORD}
    fields = [
        tag("input", type="hidden", name="username", value=name, autocomplete="username"),
        _field(words.PASSWORD_NOW, "now", autocomplete="current-password", **limits),
        _field(words.PASSWORD_NEW, "new", autocomplete="new-password", minlength=SHORTEST_PASSWORD, **limits),
        tag("p", words.PASSWORD_RULE, class_="muted"),
        _field(words.PASSWORD_AGAIN, "again", autocomplete="new-password", minlength=SHORTEST_PASSWORD, **limits),
        tag("button", words.PASSWORD_SAVE, type="submit", class_="button"),
    ]
    return tag("section", tag("h2", words.CHANGE_PASSWORD), tag("form", *fields, method="post", action="./account"))


def _field(label: str, name: str, **attributes: object) -> Markup:
    shown = tag("span", label)
    return tag("label", shown, tag("input", name=name, required=True, **{"type": "text", **attributes}))


def _sessions(words: Any, page: Account) -> Markup:
    head = [words.SESSION_SEEN, words.SESSION_SINCE, words.SESSION_ADDRESS, words.SESSION_AGENT]
    rows = [
        tag(
            "tr",
            *(tag("td", value) for value in (_moment(one.seen), _moment(one.since), one.address)),
            _agent(words, one, page),
        )
        for one in page.sessions
    ]
    columns = tag("tr", *(tag("th", name, scope="col") for name in head))
    table = tag("table", tag("thead", columns), tag("tbody", *rows))
    return tag("section", tag("h2", words.SESSIONS), tag("div", table, class_="scroll", tabindex="0"))


def _agent(words: Any, one: Session, page: Account) -> Markup:
    here = tag("b", words.SESSION_HERE, " ") if one.key == page.here else ""
    return tag("td", here, tag("span", browser(one.agent), title=one.agent))


def browser(agent: str) -> str:
    """The browser and the system that a User-Agent header names, in a few words."""
    browsers = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
    systems = ("Android", "iPhone", "iPad", "Windows", "Mac OS X", "Linux")
    name = next((shown for mark, shown in browsers if mark in agent), agent[:24])
    system = next((one for one in systems if one in agent), "")
    return f"{name} · {system}" if system else name


def _moment(at: str) -> str:
    return f"{at[:10]} {at[11:16]} UTC"


def _notice(words: Any, notice: Notice, seconds: int) -> Markup:
    texts = {
        Notice.WRONG: words.SIGN_IN_WRONG,
        Notice.WAIT: words.SIGN_IN_WAIT.format(seconds=seconds),
        Notice.LOCKED: words.SIGN_IN_LOCKED.format(minutes=-(-seconds // 60)),
        Notice.SIGNED_OUT: words.SIGNED_OUT,
        Notice.ENDED: words.SIGN_IN_AGAIN,
        Notice.PASSWORD_CHANGED: words.PASSWORD_CHANGED,
        Notice.PASSWORDS_DIFFER: words.PASSWORDS_DIFFER,
    }
    calm = notice in _CALM
    return tag("p", texts[notice], class_="notice calm" if calm else "notice", role="status" if calm else "alert")


def _languages(request: HTTPConnection, words: Any, going: str) -> Markup:
    """The same page in the other languages."""
    links = []
    for language, shown in LANGUAGES.items():
        current = "true" if language is _language(request) else None
        hidden = [tag("input", type="hidden", name="next", value=going)] if going else []
        button = tag(
            "button", shown, type="submit", name="language", value=language, aria_current=current, lang=language.tag
        )
        links.append(tag("form", *hidden, button, method="get", action="./sign-in"))
    return tag("div", *links, class_="languages")


def _language(request: HTTPConnection) -> Language:
    for given in (request.query_params.get("language", ""), request.cookies.get(LANGUAGE_COOKIE, "")):
        if given in tuple(Language):
            return Language(given)
    return Language.CHINESE


def _theme(request: HTTPConnection) -> Theme:
    given = request.cookies.get(THEME_COOKIE, "")
    return Theme(given) if given in tuple(Theme) else Theme.SYSTEM


def _words(request: HTTPConnection) -> Any:
    """All wordings in the language of whoever asks."""
    return SimpleNamespace(**labels.wordings(_language(request)))


def _page(
    request: HTTPConnection, title: str, parts: list[Any], *, head: object = "", wide: bool = False, status: int = 200
) -> HTMLResponse:
    words, language = _words(request), _language(request)
    seal = _seal()
    meta = [
        Markup('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'),
        Markup('<meta name="robots" content="noindex">'),
        head,
        tag("title", f"{title} · {words.APP}"),
        Markup(f'<link rel="icon" href="{escape(seal)}">'),
        Markup(f"<style>{_style(_theme(request))}</style>"),
    ]
    brand = tag("header", tag("img", src=seal, alt=""), tag("span", words.APP), class_="brand")
    main = tag("main", brand, *parts, class_="wide" if wide else None)
    page = tag("html", tag("head", *meta), tag("body", main), lang=language.tag)
    response = HTMLResponse(f"<!doctype html>{page}", status_code=status)
    response.headers["Content-Security-Policy"] = _NOTHING_ELSE
    response.headers["Cache-Control"] = "no-store"
    if "language" in request.query_params:
        path = request.url.path.rpartition("/")[0] + "/"
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=_LANGUAGE_KEPT, path=path, samesite="lax")
    return response


@functools.cache
def _style(theme: Theme) -> str:
    schemes = {Theme.SYSTEM: "light dark", Theme.LIGHT: "light", Theme.DARK: "dark"}
    css = themed((_HERE / "door.css").read_text(encoding="utf-8"), theme)
    return f":root {{ color-scheme: {schemes[theme]}; }}\n{css}"


@functools.cache
def _seal() -> str:
    return "data:image/svg+xml;base64," + base64.b64encode((_HERE / "seal.svg").read_bytes()).decode("ascii")
