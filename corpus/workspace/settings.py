"""`casebase.toml` in a home: whether people sign in, how, and what their roles are.

Where there is no such file, nobody signs in. A file that cannot be read, or that says something that is not understood,
keeps everybody out until it is mended: a slip must never open the door.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from corpus.errors import CasebaseError
from corpus.home import Home
from corpus.workspace.people import PersonError, Role, checked_name

FILE = "casebase.toml"

_LARGEST = 256 * 1024  # bytes
_HOUR = 3600
_DAY = 24 * _HOUR
_Choice = TypeVar("_Choice", bound=StrEnum)


class Method(StrEnum):
    """How people show who they are."""

    NONE = "none"
    LOCAL = "local"
    OIDC = "oidc"


class SettingsError(CasebaseError):
    """The settings file `path` cannot be used; `detail` says where and why, and what it may hold."""

    def __init__(self, path: str, detail: str) -> None:
        self.path = path
        self.detail = detail
        super().__init__(f"{path}: {detail}; until this is mended, nobody is let in")


@dataclass(frozen=True, slots=True)
class SignIn:
    """How people sign in.

    Args:
        method: by a password that is kept here, by a provider (OIDC), or not at all.
        idle: seconds after which somebody who does nothing is signed out.
        longest: seconds after which everybody has to sign in again.
        origins: addresses (`https://host`) under which a proxy shows the pages, where it does not pass on their name.
        provider: the section `[auth.NAME]` of `.streamlit/secrets.toml`; empty for `[auth]` itself. OIDC only.
        default_role: of people whom a provider knows and we do not; None keeps them out. OIDC only.
        trust_unverified_email: whether an e-mail address counts that the provider does not vouch for. OIDC only.
        roles: by e-mail address. OIDC only.
    """

    method: Method = Method.NONE
    idle: int = 12 * _HOUR
    longest: int = 30 * _DAY
    origins: tuple[str, ...] = ()
    provider: str = ""
    default_role: Role | None = None
    trust_unverified_email: bool = False
    roles: Mapping[str, Role] = field(default_factory=dict)

    @property
    def required(self) -> bool:
        """Whether anybody has to sign in."""
        return self.method is not Method.NONE


def settings_path(home: Home) -> Path:
    """Where the settings of `home` are, or would be."""
    return home.path / FILE


def read_settings(home: Home) -> SignIn:
    """How people sign in to `home`.

    Raises:
        SettingsError: the file is there, but cannot be read or understood.
    """
    path = settings_path(home)
    try:
        status = path.stat()
        return _read(path, (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns))
    except (FileNotFoundError, NotADirectoryError):
        if path.is_symlink():
            raise SettingsError(str(path), "it is a link to a file that is not there") from None
        return SignIn()
    except OSError as error:
        raise SettingsError(str(path), f"it cannot be read ({error.strerror or error})") from error


@functools.lru_cache(maxsize=8)  # asked at every click
def _read(path: Path, identity: tuple[int, ...]) -> SignIn:
    with path.open("rb") as stream:
        content = stream.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise SettingsError(str(path), f"it is larger than {_LARGEST} bytes")
    return parse_settings(content, str(path))


def parse_settings(content: bytes, path: str = FILE) -> SignIn:
    """What a settings file says; `path` is named in errors.

    Raises:
        SettingsError: it is no TOML, lacks what is needed, or holds what is not known.
    """
    try:
        given = tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise SettingsError(path, f"it is not UTF-8 (byte {error.start})") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(path, f"it is not TOML ({error})") from None
    try:
        return _sign_in(given)
    except _FaultError as fault:
        raise SettingsError(path, str(fault)) from None


class _FaultError(Exception):
    """What is wrong with a value."""


_LOCAL_KEYS = {"method", "idle_hours", "longest_days", "origins"}
_OIDC_KEYS = _LOCAL_KEYS | {"provider", "default_role", "trust_unverified_email"}
_KEYS = {Method.NONE: {"method"}, Method.LOCAL: _LOCAL_KEYS, Method.OIDC: _OIDC_KEYS}


def _sign_in(given: Mapping[str, Any]) -> SignIn:
    _only(given, {"sign_in", "roles"}, "at the top")
    table = _table(given, "sign_in")
    if "method" not in table:
        raise _FaultError(f"[sign_in] must name a method: {_among(Method)}")
    method = _choice(Method, table["method"], "method")
    _only(table, _KEYS[method], f"in [sign_in] with method {method}")
    if "roles" in given and method is not Method.OIDC:
        raise _FaultError("[roles] is for OIDC only: roles of local accounts are set with python -m corpus people set")
    default = table.get("default_role")
    usual = SignIn()
    return SignIn(
        method=method,
        idle=_seconds(table, "idle_hours", _HOUR, usual.idle),
        longest=_seconds(table, "longest_days", _DAY, usual.longest),
        origins=_origins(table.get("origins", [])),
        provider=_text(table, "provider"),
        default_role=None if default is None else _choice(Role, default, "default_role"),
        trust_unverified_email=_flag(table, "trust_unverified_email"),
        roles=_roles(_table(given, "roles") if "roles" in given else {}),
    )


def _table(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = given.get(name)
    if not isinstance(value, dict):
        raise _FaultError(f"there is no table [{name}]")
    return value


def _only(given: Mapping[str, Any], known: set[str], where: str) -> None:
    if unknown := sorted(given.keys() - known):
        raise _FaultError(f"{', '.join(unknown)} is not known {where}; use {', '.join(sorted(known))}")


def _choice(kind: type[_Choice], value: object, name: str) -> _Choice:
    try:
        return kind(str(value))
    except ValueError:
        raise _FaultError(f"{name} cannot be {value!r}: it is {_among(kind)}") from None


def _among(kind: type[StrEnum]) -> str:
    return ", ".join(f'"{one}"' for one in kind)


def _seconds(table: Mapping[str, Any], name: str, unit: int, otherwise: int) -> int:
    value = table.get(name)
    if value is None:
        return otherwise
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value * unit <= 366 * _DAY:
        raise _FaultError(f"{name} cannot be {value!r}: it is a number above 0, up to a year")
    return max(int(value * unit), 1)


def _text(table: Mapping[str, Any], name: str) -> str:
    value = table.get(name, "")
    if not isinstance(value, str):
        raise _FaultError(f"{name} cannot be {value!r}: it is a text in quotation marks")
    return value


def _flag(table: Mapping[str, Any], name: str) -> bool:
    value = table.get(name, False)
    if not isinstance(value, bool):
        raise _FaultError(f"{name} cannot be {value!r}: it is true or false")
    return value


def _origins(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _FaultError('origins is a list, as in origins = ["https://cases.example.cn"]')
    return tuple(map(_origin, value))


def _origin(value: object) -> str:
    parts = urlsplit(value) if isinstance(value, str) else None
    if parts is None or parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/"):
        raise _FaultError(f"origins cannot hold {value!r}: each is like https://cases.example.cn, without a path")
    return f"{parts.scheme}://{parts.netloc}".lower()


def _roles(table: Mapping[str, Any]) -> dict[str, Role]:
    found: dict[str, Role] = {}
    for name, value in table.items():
        try:
            found[checked_name(name)] = _choice(Role, value, f"the role of {name}")
        except PersonError as error:
            raise _FaultError(f"[roles] {error}") from None
    return found
