"""What was found as files for people: a workbook, and a page that needs nothing beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from review.model import Quotation
from review.overlap.model import Match, Nature, Overlaps, Summary, weightiest_first
from search.sheets import Cell, Table, workbook_bytes

CAUTION = "重合不等于抄袭：这里只列出文字相同或相近的地方，是否借用、是否恰当，须由人对照原文判断。"
NATURES = {
    Nature.BORROWING: "借用",
    Nature.BOILERPLATE: "套话",
    Nature.QUOTATION: "引文",
    Nature.TITLE: "名称",
}
_MATCH_HEAD = (
    "材料", "位置", "原文", "另一篇", "位置", "原文", "性质", "相同字数", "计入字数", "相似度", "字体不同",
    "起", "止", "另一篇起", "另一篇止", "编号", "另一篇编号",
)  # fmt: skip
_SUMMARY_HEAD = ("材料", "字数", "重合字数", "占比", "不计引文、套话、名称", "占比", "最大来源", "字数", "编号")

_STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.7 "Noto Serif CJK SC","Source Han Serif SC","Songti SC",serif;max-width:72rem;margin:2rem auto;
padding:0 1rem}
table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid #8886;padding:.4rem .6rem;text-align:left;
vertical-align:top}td.n{text-align:right}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:1.5rem;border-top:1px solid #8886;padding:1rem 0}
.pair p{white-space:pre-wrap;overflow-wrap:anywhere;margin:.3rem 0}
.where{color:#777;font-size:.85rem}mark{background:#f2c94c66;color:inherit}
.caution{border-left:4px solid #b8860b;padding:.4rem 1rem}
@media(max-width:40rem){.pair{grid-template-columns:1fr}}
"""


def place(quotation: Quotation) -> str:
    """Where a quotation stands, in words."""
    at = quotation.locator
    page = f"第{at.page_label or at.page}页" if at.page else ""
    paragraph = f"第{at.paragraph}段" if at.paragraph else ""
    return " · ".join(part for part in (page, *at.heading_path, at.article or "", paragraph) if part)


def overlap_xlsx(found: Overlaps, titles: Mapping[str, str]) -> bytes:
    """A workbook: what to bear in mind, the summaries, the matches."""
    copies = [
        f"{titles.get(d.doc_id, d.doc_id)} 与 {titles.get(d.other, d.other)} 整篇相同或相近" for d in found.duplicates
    ]
    rows = [_match_row(one, titles) for one in weightiest_first(found.matches)]
    return workbook_bytes(
        [
            Table("说明", ("说明",), [(line,) for line in (CAUTION, *copies)], (90,)),
            Table("汇总", _SUMMARY_HEAD, [_summary_row(one, titles) for one in found.summaries], (40,)),
            Table("重合", _MATCH_HEAD, rows, (24, 24, 60, 24, 24, 60)),
        ]
    )


def _summary_row(one: Summary, titles: Mapping[str, str]) -> Sequence[Cell]:
    source, size = one.largest or ("", 0)
    return (
        titles.get(one.doc_id, one.doc_id), one.letters, one.total, f"{one.share:.1%}", one.without,
        f"{one.share_without:.1%}", titles.get(source, source), size, one.doc_id,
    )  # fmt: skip


def _match_row(one: Match, titles: Mapping[str, str]) -> Sequence[Cell]:
    left, right = one.left, one.right
    return (
        titles.get(left.doc_id, left.doc_id), place(left), left.quote,
        titles.get(right.doc_id, right.doc_id), place(right), right.quote,
        NATURES[one.nature], one.letters, one.counted, f"{one.similarity:.1%}", "是" if one.converted else "",
        left.start, left.end, right.start, right.end, left.doc_id, right.doc_id,
    )  # fmt: skip


def overlap_html(found: Overlaps, titles: Mapping[str, str]) -> bytes:
    """A page that shows the matches side by side; no script, nothing loaded from elsewhere."""
    return "".join(_page(found, titles)).encode("utf-8", "replace")


def _page(found: Overlaps, titles: Mapping[str, str]) -> Iterator[str]:
    yield f'<!doctype html><html lang="zh"><meta charset="utf-8"><title>文字重合</title><style>{_STYLE}</style>'
    yield f'<h1>文字重合</h1><p class="caution">{CAUTION}</p>'
    for one in found.duplicates:
        yield f"<p>{_title(one.doc_id, titles)} 与 {_title(one.other, titles)} 整篇相同或相近。</p>"
    yield "<h2>汇总</h2><table><tr>" + "".join(f"<th>{head}</th>" for head in _SUMMARY_HEAD[:-1]) + "</tr>"
    for summary in found.summaries:
        cells = _summary_row(summary, titles)[:-1]
        yield "<tr>" + "".join(f"<td{_number(cell)}>{escape(str(cell))}</td>" for cell in cells) + "</tr>"
    yield "</table><h2>重合之处</h2>"
    for match in weightiest_first(found.matches):
        sides = "".join(f"<div>{_side(side, titles)}</div>" for side in (match, match.turned()))
        yield f'<section class="pair">{sides}</section>'


def _number(cell: Cell) -> str:
    return "" if isinstance(cell, str) and not cell.endswith("%") else ' class="n"'


def _title(doc_id: str, titles: Mapping[str, str]) -> str:
    return escape(titles.get(doc_id, doc_id))


def _side(match: Match, titles: Mapping[str, str]) -> str:
    quotation = match.left
    where = escape(f"{NATURES[match.nature]} · {place(quotation)} · {quotation.start}–{quotation.end}")
    return f'<b>{_title(quotation.doc_id, titles)}</b><div class="where">{where}</div><p>{"".join(_marked(match))}</p>'


def _marked(match: Match) -> Iterator[str]:
    """The words on the left, those that agree marked."""
    at, quote = match.left.start, match.left.quote
    last = at
    for run in match.pairs:
        start, end = run.left
        if run.equal and start >= last:
            yield escape(quote[last - at : start - at])
            yield f"<mark>{escape(quote[start - at : end - at])}</mark>"
            last = end
    yield escape(quote[last - at :])
