"""JSON of our own, documented in docs/collections.md: everything that a collection holds."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from search.citation import Style, cite
from search.collections.checking import Quotation
from search.collections.export.brief import Brief, place, whole_number
from search.collections.model import Item

FORMAT = "casebase-collection"
VERSION = 1


def written(brief: Brief) -> bytes:
    """The collection, its items in order; keys are part of the documented interface."""
    collection = brief.collection
    plain = {
        "format": FORMAT,
        "version": VERSION,
        "exported_on": brief.on.isoformat(),
        "collection": {
            "id": collection.id,
            "title": collection.title,
            "description": collection.description,
            "owner": collection.owner,
            "visibility": collection.visibility,
            "created": collection.created,
            "changed": collection.changed,
        },
        "items": [_item(brief, number, item) for number, item in brief.numbered()],
        "references": brief.references(),
    }
    return (json.dumps(plain, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _item(brief: Brief, number: int, item: Item) -> dict[str, object]:
    citation = item.citation
    signed: dict[str, object] = {"kind": item.kind, "added_by": item.added_by, "added": item.added}
    if citation is None:
        return {**signed, "text": item.text}
    return {
        **signed,
        "number": number,
        "quote": citation.quote,
        "doc_id": citation.doc_id,
        "start": citation.start,
        "end": citation.end,
        "sha256": citation.sha256,
        "note": item.note,
        "title": citation.title,
        "file_name": citation.file_name,
        "ocr": citation.ocr,
        "locator": asdict(citation.locator),
        "place": place(citation),
        "metadata": citation.metadata.values(),
        "citation": cite(citation, Style.GBT7714_2025, accessed=brief.on),
    }


def read(data: bytes) -> tuple[Quotation, ...] | None:
    """The quotations of such a file; None for another one.

    Raises:
        ValueError: this is no JSON, or of a version that is not known here.
    """
    plain = json.loads(data.decode("utf-8-sig"))
    if not isinstance(plain, dict) or plain.get("format") != FORMAT:
        return None
    if plain.get("version") != VERSION:
        raise ValueError(f"version {plain.get('version')!r} is not known here, only {VERSION}")
    items = plain.get("items")
    excerpts = [one for one in items if isinstance(one, dict) and _is_excerpt(one)] if isinstance(items, list) else []
    return tuple(_quotation(number, one) for number, one in enumerate(excerpts, 1))


def _is_excerpt(item: dict[str, Any]) -> bool:
    return "quote" in item or "doc_id" in item


def _quotation(number: int, item: dict[str, Any]) -> Quotation:
    def text(name: str) -> str | None:
        value = item.get(name)
        return value if isinstance(value, str) and value else None

    return Quotation(
        number,
        text("quote"),
        text("doc_id"),
        whole_number(item.get("start")),
        whole_number(item.get("end")),
        text("sha256"),
    )
