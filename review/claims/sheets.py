"""Claims, contradictions and comparison as an XLSX in which every figure can be found again in its document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from corpus.model import Document, Locator
from review.claims.model import Claim, Contradiction, ContradictionKind, Group, Measure, Qualifier
from review.model import Quotation
from search.sheets import Cell, Table, workbook_bytes

_QUALIFIERS = {
    Qualifier.EXACT: "", Qualifier.ABOUT: "约", Qualifier.NEARLY: "近", Qualifier.OVER: "超过",
    Qualifier.AT_LEAST: "不少于", Qualifier.UP_TO: "不超过",
}  # fmt: skip
_KINDS = {
    ContradictionKind.TWO_VALUES: "同一指标两个数字", ContradictionKind.PARTS_EXCEED: "分项之和大于总数",
    ContradictionKind.PERCENTAGE: "百分比与数字不符", ContradictionKind.LIBRARY: "与资料库中的数字不一致",
}  # fmt: skip
_MARKS = (("planned", "目标"), ("part", "分项"), ("change", "增减"), ("each", "平均"))
_PLACE = ("位置", "起", "止", "文件名", "sha256")
_CLAIMS = ("材料", "数字", "最小值", "最大值", "程度", "单位", "对象", "时间", "时段", "主体", "说明", "原文", *_PLACE)
_CONTRADICTIONS = ("材料", "类型", "涉及数字", "推算结果", "原文", *_PLACE)
_GROUPS = ("对象", "单位", "材料", "数值", "每千人", "程度", "时间", "说明", "原文", *_PLACE)


def claims_xlsx(
    documents: Mapping[str, Document],
    claims: Mapping[str, Sequence[Claim]],
    found: Sequence[Contradiction],
    groups: Sequence[Group],
    *,
    titles: Mapping[str, str] | None = None,
) -> bytes:
    """A book with one sheet each for claims, contradictions and comparison.

    Args:
        documents: every document that something is quoted from, by id.
        claims: of each submission, in the order of the sheet.
        found: what does not agree.
        groups: what can be compared.
        titles: what documents are called instead of their titles (申报材料3号).
    """
    named = _Named(documents, titles or {})
    return workbook_bytes(
        [
            Table("量化成果", _CLAIMS, _claim_rows(named, claims), (24, 16, 14, 14, 8, 10, 20, 14, 20, 16, 10, 60, 30)),
            Table("数字矛盾", _CONTRADICTIONS, _contradiction_rows(named, found), (24, 20, 30, 14, 60, 30)),
            Table("横向比较", _GROUPS, _group_rows(named, groups), (20, 10, 24, 16, 12, 8, 14, 10, 60, 30)),
        ]
    )


class _Named:
    """Documents, and what they are called in the sheets."""

    def __init__(self, documents: Mapping[str, Document], titles: Mapping[str, str]) -> None:
        self._documents = documents
        self._titles = titles

    def title(self, doc_id: str) -> str:
        return self._titles.get(doc_id) or self._documents[doc_id].title

    def place(self, quotation: Quotation) -> tuple[Cell, ...]:
        """Where a quotation stands; the file's name is left out where the title is another."""
        source = self._documents[quotation.doc_id].source
        name = "" if quotation.doc_id in self._titles else source.file_name
        return (where(quotation.locator), quotation.start, quotation.end, name, source.sha256)


def where(locator: Locator) -> str:
    """A place in words: 第3页 · 五、实施成效 · 第二条 · 第16段."""
    page = f"第{locator.page_label or locator.page}页" if locator.page else ""
    paragraph = f"第{locator.paragraph}段" if locator.paragraph else ""
    return " · ".join(part for part in (page, *locator.heading_path, locator.article or "", paragraph) if part)


def _claim_rows(named: _Named, claims: Mapping[str, Sequence[Claim]]) -> Iterator[tuple[Cell, ...]]:
    for doc_id, some in claims.items():
        for claim in some:
            figure = claim.figure
            yield (
                named.title(doc_id), claim.printed, _cell(figure.low), _cell(figure.high),
                _QUALIFIERS[figure.qualifier],
                claim.unit, claim.object, claim.when, claim.period, claim.subject, _marks(claim),
                claim.quotation.quote, *named.place(claim.quotation),
            )  # fmt: skip


def _contradiction_rows(named: _Named, found: Sequence[Contradiction]) -> Iterator[tuple[Cell, ...]]:
    for one in found:
        figures = "；".join(claim.printed for claim in one.claims)
        expected = "" if one.expected is None else _cell(one.expected)
        for quotation in one.quotations:
            yield (
                named.title(quotation.doc_id), _KINDS[one.kind], figures, expected, quotation.quote,
                *named.place(quotation),
            )  # fmt: skip


def _group_rows(named: _Named, groups: Sequence[Group]) -> Iterator[tuple[Cell, ...]]:
    for group in groups:
        for one in group.members:
            claim = one.claim
            yield (
                group.object, group.unit, named.title(claim.doc_id), _cell(one.value),
                "" if one.per_thousand is None else _cell(one.per_thousand), _QUALIFIERS[claim.figure.qualifier],
                claim.when, _marks(claim), claim.quotation.quote, *named.place(claim.quotation),
            )  # fmt: skip


def _marks(claim: Claim) -> str:
    said = [word for mark, word in _MARKS if getattr(claim, mark)]
    return "、".join([*said, *(["倍数"] if claim.measure is Measure.MULTIPLE else [])])


def _cell(value: Decimal) -> Cell:
    """A number that spreadsheets can reckon with."""
    return int(value) if value == value.to_integral_value() else float(value)
