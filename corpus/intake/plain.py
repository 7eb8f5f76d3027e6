"""Frozen dataclasses to plain lists and back: how documents travel between processes, as JSON.

JSON and not pickle: what comes from a process that read a hostile file must not be able to run anything here.
"""

from __future__ import annotations

import functools
import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

_T = TypeVar("_T")


def to_plain(value: Any) -> Any:
    """A dataclass as the list of its fields, in order, and tuples as lists; everything else as it is."""
    if is_dataclass(value):
        return [to_plain(getattr(value, name)) for name in _names(value.__class__)]
    return [to_plain(item) for item in value] if isinstance(value, tuple) else value


def from_plain(kind: type[_T], plain: Any) -> _T:
    """The value of type `kind` that `to_plain` made `plain` of."""
    hint: Any = kind
    made: _T = _maker(hint)(plain)
    return made


@functools.cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


@functools.cache
def _maker(hint: Any) -> Callable[[Any], Any]:
    """What makes a value of the type `hint` of its plain form."""
    if get_origin(hint) in (Union, types.UnionType):
        return _optional(_maker(next(kind for kind in get_args(hint) if kind is not type(None))))
    if get_origin(hint) is tuple:
        inner = _maker(get_args(hint)[0])
        return lambda plain: tuple(map(inner, plain))
    if isinstance(hint, type) and is_dataclass(hint):
        return _record(hint)
    return hint if isinstance(hint, type) and issubclass(hint, Enum) else _itself


def _record(kind: type) -> Callable[[Any], Any]:
    hints = get_type_hints(kind)
    makers = [_maker(hints[name]) for name in _names(kind)]
    return lambda plain: kind(*(maker(item) for maker, item in zip(makers, plain, strict=True)))


def _optional(maker: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda plain: None if plain is None else maker(plain)


def _itself(plain: Any) -> Any:
    return plain
