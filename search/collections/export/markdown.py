"""Markdown with footnotes. What people and documents wrote is escaped: it is shown as written, and nothing in it runs.

A quotation is a block quote that ends in its footnote, `> words[^3]`. The escapes can be undone exactly, so that the
words can be read back and compared.
"""

from __future__ import annotations

import re
import sys

from search.citation import Citation
from search.collections.checking import Quotation
from search.collections.export.brief import NOTE, OCR_NOTE, RECORDS, RECORDS_HINT, REFERENCES, Brief, paired
from search.collections.export.brief import record_lines as records
from search.collections.model import ItemKind

_ANYWHERE = re.compile(r"([\\`*_{}\[\]<>#|~$&^])")
_AT_THE_START = re.compile(r"^(\d{1,9}(?=[.)])|(?=[-+=]))")
# A reader drops spaces and tabs at the ends of a line, and takes these for the end of one.
_NOT_AS_THEY_ARE = re.compile("^[ \t]+|[ \t]+$|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])|&#(\d{1,7});")
_BLOCK = re.compile(r"(?:^>.*\n?)+", re.MULTILINE)
_QUOTATION = re.compile(r"(?P<words>.*?)\[\^(?P<number>\d+)\]\s*\Z", re.DOTALL)


def written(brief: Brief) -> bytes:
    """Title, description, items in order, references, footnotes, and what is needed to check the quotations."""
    collection = brief.collection
    blocks = [f"# {_line(collection.title)}", _line(brief.about()), *_paragraphs(collection.description)]
    for number, item in brief.numbered():
        if item.citation:
            blocks += [_quotation(number, item.citation), *_paragraphs(f"{NOTE}{item.note}" if item.note else "")]
        elif item.kind is ItemKind.HEADING:
            blocks.append(f"## {_line(item.text)}")
        else:
            blocks += _paragraphs(item.text)
    if citations := brief.citations():
        blocks += [f"## {REFERENCES}", "\n".join(f"{_line(entry)}  " for entry in brief.references())]
        blocks += [f"[^{number}]: {_source(brief, one)}" for number, one in enumerate(citations, 1)]
        blocks += [f"## {RECORDS}", _line(RECORDS_HINT), "```text\n" + "\n".join(records(brief)) + "\n```"]
    return ("\n\n".join(blocks) + "\n").encode("utf-8")


def read(data: bytes) -> tuple[Quotation, ...] | None:
    """The quotations of such a file; None where there are none.

    Raises:
        ValueError: the file is not UTF-8.
    """
    text = data.decode("utf-8-sig").replace("\r\n", "\n")
    blocks = (_QUOTATION.fullmatch(block) for block in _BLOCK.findall(text))
    return paired([(int(found["number"]), _plain(found["words"])) for found in blocks if found], text) or None


def _quotation(number: int, citation: Citation) -> str:
    """The lines of a quotation, each ending in the backslash that keeps the break, and its footnote."""
    return "\n".join(f"> {line}" for line in "\\\n".join(map(_line, citation.quote.split("\n"))).split("\n")) + (
        f"[^{number}]"
    )


def _plain(block: str) -> str:
    """The words that `_quotation` wrote."""
    lines = [line.removeprefix(">").removeprefix(" ") for line in block.split("\n")]
    kept = [line[:-1] if _ends_in_break(line) else line for line in lines]
    return "\n".join(_ESCAPED.sub(lambda found: found[1] or _character(int(found[2])), line) for line in kept)


def _ends_in_break(line: str) -> bool:
    """Whether the last backslash stands for itself and not for half of an escaped one."""
    return (len(line) - len(line.rstrip("\\"))) % 2 == 1


def _character(code: int) -> str:
    return chr(code) if code <= sys.maxunicode else "\N{REPLACEMENT CHARACTER}"


def _line(text: str) -> str:
    """One line that shows `text` as it is."""
    escaped = _AT_THE_START.sub(r"\1\\", _ANYWHERE.sub(r"\\\1", text))
    return _NOT_AS_THEY_ARE.sub(lambda found: "".join(f"&#{ord(char)};" for char in found[0]), escaped)


def _source(brief: Brief, citation: Citation) -> str:
    return _line(brief.source(citation) + (OCR_NOTE if citation.ocr else ""))


def _paragraphs(text: str) -> list[str]:
    """A block for each line that holds something."""
    return [_line(line.strip()) for line in text.splitlines() if line.strip()]
