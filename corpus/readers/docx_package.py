"""The parts of a DOCX by what they are to one another; Strict Office Open XML looks like the ordinary kind."""

from __future__ import annotations

import posixpath
from typing import Any
from urllib.parse import unquote

from corpus.errors import ReadError, ReadProblem
from corpus.readers.docx_styles import W
from corpus.readers.xml_package import XmlPackage

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_LARGEST = 64 * 1024 * 1024
_STRICT = "http://purl.oclc.org/ooxml/"
_ORDINARY = "http://schemas.openxmlformats.org/"
_USUAL_MAIN = "/word/document.xml"


class DocxPackage:
    """A DOCX: `document` is the root of its main part.

    Raises:
        ReadError: damaged, protected, a bomb, or a part that defines its own entities.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self._package = XmlPackage(data, name, largest=_LARGEST)
        self._name = name
        if self._root("/[Content_Types].xml") is None:
            raise self._damaged("no list of its parts")
        self._of_package = self._relations("")
        main = next((path for kind, path in self._of_package.values() if kind == "officeDocument"), None)
        self._main = main or self._package.find(_USUAL_MAIN, "")
        if self._main is None:
            raise self._damaged("no document part")
        self.document = self._root("/" + self._main)
        if self.document is None:
            raise self._damaged(f"{self._main} is cut off, or no XML of a usual depth")
        if self.document.tag != W + "document":
            raise self._damaged(f"{self._main} is no text document")
        self._of_main = self._relations(self._main)

    def related(self, kind: str) -> Any:
        """The root of the main part's styles, numbering, footnotes …; None without, or where it is no XML."""
        path = next((path for found, path in self._of_main.values() if found == kind), None)
        return None if path is None else self._root("/" + path)

    def by_id(self, relation: str | None) -> Any:
        """The root of the part that the main part calls by the id `relation`, or None."""
        found = self._of_main.get(relation or "")
        return None if found is None else self._root("/" + found[1])

    def core_properties(self) -> Any:
        """The root of what the file says about itself, or None."""
        path = next((path for kind, path in self._of_package.values() if kind == "core-properties"), None)
        return None if path is None else self._root("/" + path)

    def embedded(self) -> tuple[str, ...]:
        """The names of other documents inside this one: what was inserted as a file, workbooks behind a table."""
        return tuple(
            dict.fromkeys(
                posixpath.basename(path)
                for kind, path in self._of_main.values()
                if kind in ("aFChunk", "package", "subDocument")
                or (kind == "oleObject" and not path.lower().endswith(".bin"))
            )
        )

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """By their ids, the kind (the last word of its address) and the name of each part inside the package."""
        folder, file = posixpath.split(part)
        root = self._root(f"/{folder}/_rels/{file}.rels")
        found: dict[str, tuple[str, str]] = {}
        for relation in () if root is None else root.iterchildren("{*}Relationship"):
            target = relation.get("Target") or ""
            path = self._package.find(target, part) or self._package.find(unquote(target), part)
            if path and relation.get("TargetMode") != "External":
                found[relation.get("Id") or ""] = ((relation.get("Type") or "").rpartition("/")[2], path)
        return found

    def _root(self, location: str) -> Any:
        path = self._package.find(location, "")
        root = None if path is None else self._package.xml(path)
        if root is not None and any(space.startswith(_STRICT) for space in root.nsmap.values()):
            _make_ordinary(root)
        return root

    def _damaged(self, detail: str) -> ReadError:
        return ReadError(self._name, ReadProblem.DAMAGED, detail)


def _make_ordinary(root: Any) -> None:
    """Give elements and attributes of Strict Office Open XML (ISO/IEC 29500-1) the names that Word writes."""
    for element in root.iter("*"):
        element.tag = _ordinary(element.tag)
        for key, content in element.items():
            if key.startswith("{" + _STRICT):
                del element.attrib[key]
                element.set(_ordinary(key), content)


def _ordinary(name: str) -> str:
    if not name.startswith("{" + _STRICT):
        return name
    space, _, local = name[1:].partition("}")
    family, _, rest = space.removeprefix(_STRICT).partition("/")
    return f"{{{_ORDINARY}{family}/2006/{rest}}}{local}"
