"""What of a hit is quoted: its words from below the headings that its locator names already."""

from __future__ import annotations

import re
from collections.abc import Sequence

from search.citation import Citation
from search.hits import Hit

_LINE = re.compile(r"[^\n]*\n\s*|[^\n]+")
_HEADING_MARK = re.compile(r"^#{1,6}[ \t]+")


def headings_end(text: str, heading_path: Sequence[str]) -> int:
    """Where the words of a passage begin below the headings that it opens with; 0 where it holds nothing else.

    A locator names those headings already, so that a quotation need not repeat them.
    """
    at = 0
    for line in _LINE.finditer(text):
        if " ".join(_HEADING_MARK.sub("", line.group()).split()) not in heading_path:
            return at
        at = line.end()
    return 0


def of_hit(hit: Hit) -> Citation:
    """The citation of the passage of a hit, from below its headings."""
    passage, document = hit.passage, hit.document
    skipped = headings_end(passage.text, passage.locator.heading_path)
    return Citation(
        doc_id=document.doc_id,
        start=passage.start + skipped,
        end=passage.end,
        quote=passage.text[skipped:],
        sha256=document.source.sha256,
        title=document.title,
        metadata=document.metadata,
        locator=passage.locator,
        file_name=document.source.file_name,
        ocr=passage.locator.ocr,
    )
