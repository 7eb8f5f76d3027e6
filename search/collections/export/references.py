"""BibTeX, RIS and CSL-JSON: for reference managers. One record per document; `search.citation` words them."""

from __future__ import annotations

import json

from search.citation import Style, cite_all
from search.collections.checking import Quotation
from search.collections.export.brief import Brief, whole_number


def written(brief: Brief, style: Style) -> bytes:
    """The quotations as records; headings and notes have no place in them."""
    return cite_all(brief.citations(), style, accessed=brief.on).encode("utf-8")


def read_csl(data: bytes) -> tuple[Quotation, ...] | None:
    """The quotations of a CSL-JSON file that was written here; None for another file.

    Raises:
        ValueError: this is no JSON.
    """
    items = json.loads(data.decode("utf-8-sig"))
    if not isinstance(items, list) or not all(isinstance(one, dict) and "id" in one for one in items):
        return None
    found: list[Quotation] = []
    for item in items:
        custom = item.get("custom")
        custom = custom if isinstance(custom, dict) else {}
        quotes = custom.get("quotes")
        for one in quotes if isinstance(quotes, list) else []:
            found.append(_quotation(len(found) + 1, item["id"], custom, one if isinstance(one, dict) else {}))
        if not quotes:  # a reference manager may have dropped them: say so, instead of checking less
            found.append(Quotation(len(found) + 1, None, str(item["id"])))
    return tuple(found)


def _quotation(number: int, doc_id: object, custom: dict[str, object], one: dict[str, object]) -> Quotation:
    quote, sha256 = one.get("quote"), custom.get("sha256")
    return Quotation(
        number,
        quote if isinstance(quote, str) else None,
        str(doc_id),
        whole_number(one.get("start")),
        whole_number(one.get("end")),
        sha256 if isinstance(sha256, str) else None,
    )
