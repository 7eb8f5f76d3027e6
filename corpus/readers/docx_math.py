"""Equations of Office (OMML, ECMA-376 part 1 §22.1) on one line: (a+b)/c, x^2, √(x), ∑_(i=1)^n x_i."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DROPPED = frozenset({_W + "del", _W + "moveFrom", _W + "rPr"})


def equation(element: Any) -> str:
    """The text of an equation or of a part of one; what tracked changes delete is left out."""
    if not isinstance(element.tag, str) or element.tag in _DROPPED:
        return ""
    if element.tag in (M + "t", _W + "t"):
        return element.text or ""
    shape = _SHAPES.get(element.tag)
    if shape is not None:
        return shape(element)
    if element.tag.startswith(M) and element.tag.endswith("Pr"):
        return ""
    return "".join(map(equation, element))


def _part(element: Any, name: str) -> str:
    found = element.find(M + name)
    return "" if found is None else equation(found)


def _grouped(text: str) -> str:
    """In brackets where it is more than one number, letter or word."""
    return text if len(text) <= 1 or text.isalnum() else f"({text})"


def _property(element: Any, name: str, default: str) -> str:
    """A character that the properties of `element` may name."""
    found = element.find(f"{M}{element.tag.removeprefix(M)}Pr/{M}{name}")
    return default if found is None else found.get(M + "val") or ""


def _fraction(element: Any) -> str:
    return f"{_grouped(_part(element, 'num'))}/{_grouped(_part(element, 'den'))}"


def _scripts(element: Any) -> str:
    below, above = _part(element, "sub"), _part(element, "sup")
    return (f"_{_grouped(below)}" if below else "") + (f"^{_grouped(above)}" if above else "")


def _scripted(element: Any) -> str:
    base = _part(element, "e")
    return _scripts(element) + base if element.tag == M + "sPre" else base + _scripts(element)


def _sum(element: Any) -> str:
    return f"{_property(element, 'chr', '∫')}{_scripts(element)} {_part(element, 'e')}"


def _root(element: Any) -> str:
    degree = _part(element, "deg")
    sign = {"": "√", "3": "∛", "4": "∜"}.get(degree, f"√[{degree}]")
    return f"{sign}({_part(element, 'e')})"


def _delimited(element: Any) -> str:
    inside = _property(element, "sepChr", "|").join(equation(part) for part in element.findall(M + "e"))
    return f"{_property(element, 'begChr', '(')}{inside}{_property(element, 'endChr', ')')}"


def _matrix(element: Any) -> str:
    rows = (", ".join(equation(part) for part in row.findall(M + "e")) for row in element.findall(M + "mr"))
    return f"[{'; '.join(rows)}]"


def _lines(element: Any) -> str:
    return "; ".join(equation(part) for part in element.findall(M + "e"))


def _limit(element: Any) -> str:
    sign = "_" if element.tag == M + "limLow" else "^"
    return f"{_part(element, 'e')}{sign}{_grouped(_part(element, 'lim'))}"


def _function(element: Any) -> str:
    return f"{_part(element, 'fName')} {_part(element, 'e')}"


_SHAPES: dict[str, Callable[[Any], str]] = {
    M + "f": _fraction,
    M + "sSup": _scripted,
    M + "sSub": _scripted,
    M + "sSubSup": _scripted,
    M + "sPre": _scripted,
    M + "nary": _sum,
    M + "rad": _root,
    M + "d": _delimited,
    M + "m": _matrix,
    M + "eqArr": _lines,
    M + "limLow": _limit,
    M + "limUpp": _limit,
    M + "func": _function,
}
