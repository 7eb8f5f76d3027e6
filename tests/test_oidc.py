"""Signing in with an identity provider: a small real one on this machine, Streamlit's own way to it, and a browser."""

from __future__ import annotations

import http.server
import json
import threading
import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from test_browser import WIDE, hand_back, lent, settled
from test_browser import browser as browser
from test_browser import home as home
from test_door import Site, free_port, serving

from corpus.home import Home
from corpus.workspace import OWNER, Role, Workspace, history
from corpus.workspace.accounts import add, change
from corpus.workspace.settings import settings_path
from ui import labels

KEY = RSAKey.generate_key(2048, parameters={"kid": "one"})
SETTINGS = '[sign_in]\nmethod = "oidc"\n[roles]\n"boss@example.cn" = "administrator"\n'


class Provider(http.server.ThreadingHTTPServer):
    """Says that everybody who asks is `claims`. Under another name than the product: another site for a browser."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.issuer = f"http://localhost:{self.server_port}"
        self.claims: dict[str, object] = {}
        self.nonce = ""


class _Answer(http.server.BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        issuer, asked = self.server.issuer, urlsplit(self.path)
        if asked.path == "/.well-known/openid-configuration":
            self._json(
                {
                    "issuer": issuer,
                    "authorization_endpoint": f"{issuer}/authorize",
                    "token_endpoint": f"{issuer}/token",
                    "jwks_uri": f"{issuer}/keys",
                    "id_token_signing_alg_values_supported": ["RS256"],
                }
            )
        elif asked.path == "/keys":
            self._json({"keys": [KEY.as_dict(private=False)]})
        else:
            given = {name: values[0] for name, values in parse_qs(asked.query).items()}
            self.server.nonce = given.get("nonce", "")
            self.send_response(302)
            self.send_header("Location", f"{given['redirect_uri']}?{urlencode({'code': 'x', 'state': given['state']})}")
            self.end_headers()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        now = int(time.time())
        standard = {"iss": self.server.issuer, "aud": "casebase", "sub": "1", "iat": now, "exp": now + 600}
        claims = {**standard, "nonce": self.server.nonce, **self.server.claims}
        token = jwt.encode({"alg": "RS256", "kid": "one"}, claims, KEY)
        self._json({"access_token": "x", "token_type": "Bearer", "id_token": token})

    def _json(self, body: object) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with Provider() as provider:
        threading.Thread(target=provider.serve_forever, daemon=True).start()
        yield provider
        provider.shutdown()


@pytest.fixture(scope="module")
def site(home: Home, provider: Provider, tmp_path_factory) -> Iterator[Site]:
    settings_path(home).write_text(SETTINGS, encoding="utf-8")
    folder, port = tmp_path_factory.mktemp("oidc"), free_port()
    (folder / "secrets.toml").write_text(
        f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\ncookie_secret = "{"s" * 40}"\n'
        f'client_id = "casebase"\nclient_secret = "secret"\n'
        f'server_metadata_url = "{provider.issuer}/.well-known/openid-configuration"\n',
        encoding="utf-8",
    )
    with serving(home, folder / "log.txt", f"--secrets.files={folder / 'secrets.toml'}", port=port) as site:
        yield site


@pytest.fixture
def page(browser) -> Iterator[object]:
    page = lent(browser, WIDE)
    yield page
    hand_back(browser, page)


def come(page, site: Site) -> None:
    page.goto(f"{site.origin}/?page=library")
    page.get_by_role("link", name=labels.SIGN_IN_PROVIDER).click()


def test_somebody_whom_the_provider_vouches_for(page, site: Site, provider: Provider) -> None:
    provider.claims = {"email": "Boss@Example.cn", "email_verified": True, "name": "王主任"}
    come(page, site)
    page.locator(".masthead").wait_for()
    settled(page)
    assert "boss@example.cn" in page.locator(".masthead .account").inner_text()
    cookies = {one["name"]: one for one in page.context.cookies()}
    assert cookies["casebase-session"]["sameSite"] == "Strict"
    assert "_streamlit_user" not in cookies  # heard once
    page.reload()
    page.get_by_role("link", name=labels.NAV_MANAGE, exact=True).wait_for()
    page.goto(f"{site.origin}/account")
    assert not page.get_by_text(labels.CHANGE_PASSWORD).count()
    page.get_by_role("button", name=labels.SIGN_OUT, exact=True).click()
    page.get_by_text(labels.SIGNED_OUT).wait_for()
    page.goto(site.origin)
    page.get_by_role("link", name=labels.SIGN_IN_PROVIDER).wait_for()


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"email": "new@example.cn", "email_verified": True}, labels.NO_ROLE_DO),
        ({"email": "boss@example.cn", "email_verified": False}, labels.NOT_VERIFIED_DO),
        ({"email": "boss@example.cn", "email_verified": "true"}, labels.NOT_VERIFIED_DO),
        ({"email": "boss@example.cn"}, labels.NOT_VERIFIED_DO),
        ({"email": "<b>@x", "email_verified": True}, labels.NOT_VERIFIED_DO),
        ({}, labels.NOT_VERIFIED_DO),
    ],
    ids=["unknown", "unverified", "text", "unsaid", "no address", "nothing"],
)
def test_somebody_who_is_not_let_in(page, site: Site, provider: Provider, claims, said: str) -> None:
    provider.claims = claims
    come(page, site)
    page.get_by_text(said).wait_for()
    assert "casebase-session" not in {one["name"] for one in page.context.cookies()}
    page.goto(site.origin)
    page.get_by_role("link", name=labels.SIGN_IN_PROVIDER).wait_for()


def test_an_account_says_more_than_the_provider(page, site: Site, provider: Provider) -> None:
    provider.claims = {"email": "ann@example.cn", "email_verified": True}
    with Workspace.open(site.home) as workspace:
        add(workspace, OWNER, "ann@example.cn", Role.READER)
        come(page, site)
        page.locator(".masthead").wait_for()
        settled(page)
        change(workspace, OWNER, "ann@example.cn", disabled=True)
        page.get_by_text(labels.SIGN_IN_AGAIN).wait_for()
        come(page, site)
        page.get_by_text(labels.NO_ROLE_DO).wait_for()
        assert "sign-in failed" in {one.change for one in history(workspace, person="ann@example.cn")}


def test_without_the_provider_nothing_is_reached(site: Site) -> None:
    for path in ("/_stcore/host-config", "/media/x", "/static/x.js", "/auth/x", "/auth/login/x"):
        assert site.ask(path).status == 401
    forged = {"Cookie": '_streamlit_user="eyJlbWFpbCI6ImJvc3NAZXhhbXBsZS5jbiJ9.x.y"'}
    assert site.ask("/", **forged).getheader("location") == "/sign-in"
    assert site.post("/sign-in", name="boss@example.cn", password="").getheader("set-cookie") is None
    assert site.ask("/oauth2callback?code=x&state=y").getheader("location") == "/"
