"""A citation as JSON and back, by the names of its fields, so that what is stored outlives new ones."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import Any

from corpus.model import METADATA_FIELDS, Confidence, Locator, Metadata, MetadataValue, Origin
from search.citation import Citation

_LOCATOR_FIELDS = tuple(one.name for one in fields(Locator))


def to_json(citation: Citation) -> str:
    """Everything that `citation` holds."""
    plain = asdict(citation)
    plain["metadata"] = {name: value for name, value in plain["metadata"].items() if value is not None}
    return json.dumps(plain, ensure_ascii=False)


def from_json(stored: str) -> Citation:
    """The citation that `to_json` wrote; fields that are not known any more are left out."""
    plain: dict[str, Any] = json.loads(stored)
    known = {name: _value(value) for name, value in plain.pop("metadata").items() if name in METADATA_FIELDS}
    place = {name: value for name, value in plain.pop("locator").items() if name in _LOCATOR_FIELDS}
    place["heading_path"] = tuple(place.get("heading_path", ()))
    return Citation(**plain, metadata=Metadata(**known), locator=Locator(**place))


def _value(plain: dict[str, Any]) -> MetadataValue:
    return MetadataValue(
        plain["value"], Origin(plain["origin"]), plain["start"], plain["end"], Confidence(plain["confidence"])
    )
