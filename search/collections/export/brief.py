"""What is exported, and what every format that people read says in the same words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from search.citation import Citation, Style, cite, cite_all, locator_text
from search.collections.checking import Quotation
from search.collections.model import Collection, Item

REFERENCES: Final = "参考文献"
RECORDS: Final = "附录：引文核对信息"
RECORDS_HINT: Final = (
    "以下各行按编号与正文引文一一对应：doc 是文献标识，start、end 是引文在文献全文中的起止位置（从 0 数起，不含 end），"
    "sha256 是原始文件的校验值。改动正文时请保留各行；逐字核对用命令 python -m search quote --file 文件名。"
)
NOTE: Final = "备注："
OCR_NOTE: Final = "（本段文字由 OCR 识别，引用前请核对原件。）"

# Lenient on purpose: a value that was damaged must be read and found wrong, not be taken for one that is not there.
_RECORD = re.compile(r"\[(\d+)\]\s+doc=(\S+)\s+start=(\S+)\s+end=(\S+)\s+sha256=(\S+)")


@dataclass(frozen=True, slots=True)
class Brief:
    """A collection with its items, exported on a day (引用日期)."""

    collection: Collection
    items: tuple[Item, ...]
    on: date

    def numbered(self) -> Iterator[tuple[int, Item]]:
        """The items in order with the number of the quotation, which counts from 1; 0 for anything else."""
        number = 0
        for item in self.items:
            number += item.citation is not None
            yield (number if item.citation else 0), item

    def citations(self) -> tuple[Citation, ...]:
        """The citations in order."""
        return tuple(item.citation for item in self.items if item.citation)

    def references(self) -> list[str]:
        """The GB/T 7714 list, an entry a line."""
        return cite_all(self.citations(), Style.GBT7714_2025, accessed=self.on).splitlines()

    def source(self, citation: Citation) -> str:
        """Where a quotation is from: the reference and the place."""
        return source(citation, self.on)

    def about(self) -> str:
        """One line under the title: what this is, from when, how much of it."""
        documents = len({one.doc_id for one in self.citations()})
        counted = f"{len(self.citations())} 段引文，来自 {documents} 篇文献" if documents else "没有引文"
        return f"案据 Casebase 专题集 · {self.on.isoformat()} 导出 · {counted}"


def source(citation: Citation, on: date) -> str:
    """Where a quotation is from: the reference as of that day, and the place."""
    return f"{cite(citation, Style.GBT7714_2025, accessed=on)} {place(citation)}"


def place(citation: Citation) -> str:
    """Where a quotation stands in its document."""
    return locator_text(citation.locator, start=citation.start, end=citation.end)


def record_line(number: int, citation: Citation) -> str:
    """What is needed to check a quotation again, beside its words, on a line that people can read, too."""
    return f"[{number}] doc={citation.doc_id} start={citation.start} end={citation.end} sha256={citation.sha256}"


def record_lines(brief: Brief) -> list[str]:
    """One line for every quotation."""
    return [record_line(number, citation) for number, citation in enumerate(brief.citations(), 1)]


def paired(words: Sequence[tuple[int, str]], lines: str) -> tuple[Quotation, ...]:
    """The words of numbered quotations, each with its line among `lines`; what one of the two lacks is None."""
    records = {int(found[1]): found.groups()[1:] for found in _RECORD.finditer(lines)}
    without = [(number, None) for number in records if number not in dict(words)]
    every = sorted([*words, *without], key=lambda one: one[0])
    return tuple(_quotation(number, said, records.get(number)) for number, said in every)


def whole_number(value: object) -> int | None:
    """A whole number as it may stand in a file; None for anything else."""
    text = str(value).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def _quotation(number: int, words: str | None, record: tuple[str, ...] | None) -> Quotation:
    if record is None:
        return Quotation(number, words)
    doc_id, start, end, sha256 = record
    return Quotation(number, words, doc_id, whole_number(start), whole_number(end), sha256)
