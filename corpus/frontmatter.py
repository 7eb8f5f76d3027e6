"""Front matter: the block of `key: value` lines that a Markdown file may begin with."""

from __future__ import annotations

import re

from corpus.lines import front_matter_end
from corpus.model import METADATA_FIELDS, MetadataValue, Origin

_ENTRY = re.compile(r"^(?P<key>[A-Za-z_][\w-]*)[ \t]*:[ \t]*(?P<value>[^\n\r]*?)[ \t]*$", re.MULTILINE)
_COMMENT = re.compile(r"\s+#")


def front_matter(text: str) -> dict[str, MetadataValue]:
    """The fields of `Metadata` that the front matter states, each with its span; other keys are left alone.

    Values are single lines, with or without quotation marks.
    """
    found: dict[str, MetadataValue] = {}
    for match in _ENTRY.finditer(text, 0, front_matter_end(text)):
        start, end = match.span("value")
        quoted = end - start > 1 and text[start] == text[end - 1] and text[start] in "\"'"
        start, end = (start + 1, end - 1) if quoted else (start, end)
        if not quoted and (comment := _COMMENT.search(text, start, end)):
            end = comment.start()
        if match["key"] in METADATA_FIELDS and end > start:
            found[match["key"]] = MetadataValue(text[start:end], Origin.TEXT, start, end)
    return found
