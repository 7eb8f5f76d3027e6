"""The door: what the server asks of whoever knocks, before Streamlit hears of it.

Where nobody has to sign in, it stands open and costs one look at the file system a request. Otherwise nobody without a
good session reaches anything but the page to sign in on: no page, no websocket, no upload, no file.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import cli_util, config
from streamlit.web.server import server_util

from corpus.errors import CasebaseError
from corpus.workspace.people import Person
from corpus.workspace.settings import Method
from ui import door_pages, oidc, sign_in, visitors
from ui.visitors import COOKIE, Gate

_LOG = logging.getLogger(__name__)

HEALTH = "_stcore/health"  # for whoever watches over the server: says "ok", nothing else
WATCH_EVERY = 5.0  # seconds until the page of somebody who was signed out elsewhere is closed
_POLICY_VIOLATION = 1008


class Door:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        try:
            # In a thread: another process may keep the accounts locked for a while, and all others wait for this one.
            knock = await run_in_threadpool(_knocked, scope)
        except CasebaseError as error:
            _LOG.error("nobody is let in: %s", error)
            await _refuse(scope, receive, send, door_pages.closed(HTTPConnection(scope)))
            return
        if knock is None:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(knock, receive, send)
        else:
            await self._http(knock, receive, send)

    async def _http(self, knock: _Knock, receive: Receive, send: Send) -> None:
        request = Request(knock.scope, receive)
        guarded = _guarded(send, private=not knock.path.startswith("static/"))
        answer = await sign_in.answer(request, knock.gate, knock.visitor, knock.path)
        if answer is not None:
            await answer(knock.scope, receive, guarded)
        elif knock.visitor is not None or knock.path in _open_to_all(knock.gate):
            if not knock.path:
                await run_in_threadpool(knock.gate.sessions.seen, knock.token)
            await self.app(knock.scope, receive, guarded)
        else:
            refusal = PlainTextResponse("sign in first", status_code=401)
            await refusal(knock.scope, receive, guarded)

    async def _websocket(self, knock: _Knock, receive: Receive, send: Send) -> None:
        allowed = sign_in.same_origin(Headers(scope=knock.scope), knock.gate)
        if knock.visitor is None or not allowed:
            await receive()  # websocket.connect
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            return
        line = _Line(knock, receive, send)
        watch = asyncio.create_task(line.watch())
        try:
            await self.app(knock.scope, line.receive, line.send)
        finally:
            watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watch


@dataclass(frozen=True, slots=True)
class _Knock:
    """A request, the settings in force, and whom its cookie stands for."""

    scope: Scope
    gate: Gate
    visitor: Person | None

    @property
    def token(self) -> str:
        return HTTPConnection(self.scope).cookies.get(COOKIE, "")

    @property
    def path(self) -> str:
        """The path below the address of the application; exactly as it was asked for."""
        return sign_in.below_base(self.scope)


def _knocked(scope: Scope) -> _Knock | None:
    """Who asks for what; None where nobody has to sign in."""
    gate = visitors.gate()
    return None if gate is None else _Knock(scope, gate, gate.visitor(HTTPConnection(scope).cookies))


class _Line:
    """A websocket that is cut when the session behind it ends."""

    def __init__(self, knock: _Knock, receive: Receive, send: Send) -> None:
        self._knock, self._receive, self._send = knock, receive, send
        self._accepted = self._cut = False

    async def receive(self) -> Message:
        """What the browser says next, while it may."""
        message = await self._receive()
        if message["type"] != "websocket.receive":
            return message
        if self._cut or not await run_in_threadpool(self._good, seen=True):
            await self._close()
            return {"type": "websocket.disconnect", "code": _POLICY_VIOLATION}
        return message

    async def send(self, message: Message) -> None:
        """What the application answers; nothing after the line was cut."""
        if not self._cut:
            self._accepted = self._accepted or message["type"] == "websocket.accept"
            await self._send(message)

    async def watch(self) -> None:
        """Cut the line soon after the session has ended elsewhere."""
        while not self._cut:
            await asyncio.sleep(WATCH_EVERY)
            if self._accepted and not await run_in_threadpool(self._good):
                await self._close()

    def _good(self, *, seen: bool = False) -> bool:
        """Whether the session still stands for the same person, who was `seen` if they did something now.

        Asked anew: settings and accounts may have changed.
        """
        try:
            now, visitor = _knocked(self._knock.scope), self._knock.visitor
            if now is None or now.visitor is None or visitor is None or now.visitor.name != visitor.name:
                return False
        except CasebaseError:
            return False
        if seen:
            with contextlib.suppress(CasebaseError):  # who cannot be noted now, is at the next click
                now.gate.sessions.seen(now.token)
        return True

    async def _close(self) -> None:
        if not self._cut:
            self._cut = True
            await self._send({"type": "websocket.close", "code": _POLICY_VIOLATION})


def _open_to_all(gate: Gate) -> frozenset[str]:
    """Paths that answer without a session."""
    return frozenset({HEALTH, *oidc.PATHS} if gate.settings.method is Method.OIDC else {HEALTH})


def _guarded(send: Send, *, private: bool) -> Send:
    """Tell the browser not to be talked into anything, and caches to keep nothing that is somebody's."""

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["X-Content-Type-Options"] = "nosniff"
            headers["Referrer-Policy"] = "same-origin"
            headers["X-Frame-Options"] = "SAMEORIGIN"
            if private:
                headers["Cache-Control"] = "private, no-store"
        await send(message)

    return guarded


async def _refuse(scope: Scope, receive: Receive, send: Send, page: Response) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
    else:
        await page(scope, receive, send)


@contextlib.asynccontextmanager
async def opening(_: object) -> AsyncIterator[None]:
    """Open a browser when the server starts, as Streamlit does where it is not told about a door."""
    if not config.get_option("server.headless"):
        named = next((one for one in ("browser.serverAddress", "server.address") if config.is_manually_set(one)), None)
        address = server_util.get_display_address(config.get_option(named)) if named else "localhost"
        asyncio.get_running_loop().call_later(0.5, cli_util.open_browser, server_util.get_url(address))
    yield


MIDDLEWARE = [Middleware(Door)]
