"""Signing in with an identity provider: Streamlit talks to it (`st.login`'s own routes), this reads what it said.

What the provider said is taken once and turned into a session like any other, so that signing out, expiry and removal
work alike whichever way somebody came in.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from streamlit import auth_util
from streamlit.errors import StreamlitAuthError
from streamlit.web.server.starlette import starlette_auth_routes
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from corpus.workspace.people import PersonError, checked_name
from corpus.workspace.settings import SettingsError, SignIn

PATHS = frozenset({"auth/login", "auth/logout", "oauth2callback"})


@dataclass(frozen=True, slots=True)
class Claimed:
    """Who a provider says somebody is. `verified`: whether it vouches for the address; `name` is empty without one."""

    name: str
    verified: bool


def login_href(settings: SignIn) -> str:
    """Where the way to the provider begins.

    Raises:
        SettingsError: `.streamlit/secrets.toml` does not say enough about it.
    """
    provider = settings.provider or "default"
    try:
        auth_util.validate_auth_credentials(provider)
        return f"auth/login?provider={auth_util.encode_provider_token(provider)}"
    except StreamlitAuthError as error:
        raise SettingsError(".streamlit/secrets.toml", " ".join(str(error).split())) from error


def claimed(request: Request) -> Claimed | None:
    """What the provider said about whoever just came back from it; None where nobody did, or it is too old."""
    if USER_COOKIE_NAME not in request.cookies:
        return None
    signed = starlette_auth_routes._get_cookie_value_from_request(request, USER_COOKIE_NAME)
    try:
        said = json.loads(signed or b"null")
    except ValueError:
        return None
    if not isinstance(said, dict) or said.get("is_logged_in") is not True:
        return None
    if said.get("origin") != auth_util.get_origin_from_redirect_uri() or _expired(said.get("exp")):
        return None
    try:
        name = checked_name(str(said.get("email") or ""))
    except PersonError:
        name = ""
    return Claimed(name, said.get("email_verified") is True)


def forget(request: Request, response: Response) -> None:
    """Take back from the browser what the provider said: it has been heard."""
    starlette_auth_routes._clear_auth_cookie(response, request)


def _expired(at: object) -> bool:
    return isinstance(at, int | float) and at < time.time()
