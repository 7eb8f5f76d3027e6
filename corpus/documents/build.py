"""Builds the DOCX, HTML, PDF and GB18030 documents of the starter library from `_sources/`.

    python corpus/documents/build.py

A source is Markdown with a front block whose `format` names what it becomes (docx, html, pdf, txt);
`_sources/cases/x.md` becomes `cases/x.<format>`. PDF needs Chromium, fontconfig and the Noto CJK fonts.
"""

from __future__ import annotations

import datetime
import html
import itertools
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import docx
from docx.document import Document
from docx.opc.coreprops import CoreProperties
from docx.oxml.ns import qn
from fontTools import subset, ttLib

ROOT = Path(__file__).parent
SOURCES = ROOT / "_sources"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
DOCX_FONT = "宋体"
PDF_FONTS = {"zh-Hans": "Noto Sans CJK SC", "zh-Hant": "Noto Sans CJK TC"}
SITE = "案据示例文库"
COLUMNS = {"case": "治理案例", "policy": "政策摘编", "paper": "研究文献", "submission": "申报材料（示例）"}


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a source: `kind` is h1, h2, h3, p, li or table; a table's rows are in `rows`, header first."""

    kind: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def front_and_body(source: str) -> tuple[dict[str, str], str]:
    """The fields of the front block and what follows it."""
    _, front, body = source.split("---\n", 2)
    fields = (line.partition(":") for line in front.splitlines())
    return {name.strip(): value.strip() for name, _, value in fields}, body.strip()


def blocks(body: str) -> Iterator[Block]:
    """The blocks of the body, in order; every line is one block, except that table lines belong together."""
    rows: list[tuple[str, ...]] = []
    for line in [*body.splitlines(), ""]:
        if line.startswith("|"):
            rows.append(tuple(cell.strip() for cell in line.strip("|").split("|")))
            continue
        if rows:
            yield Block("table", rows=(rows[0], *rows[2:]))
            rows = []
        marker, _, rest = line.partition(" ")
        kind = {"#": "h1", "##": "h2", "###": "h3", "-": "li"}.get(marker)
        if line:
            yield Block(kind, rest) if kind else Block("p", line)


def is_traditional(front: dict[str, str]) -> bool:
    """Whether the source is in traditional characters, as its author line shows."""
    return "編" in front["author"]


def byline(front: dict[str, str]) -> list[str]:
    """What a reader sees under the title: source, author, issuer and date, in the script of the text."""
    labels = {"source": "来源", "author": "编写", "issuer": "申报单位", "published_on": "日期"}
    if is_traditional(front):
        labels = {"source": "來源", "author": "編寫", "issuer": "申報單位", "published_on": "日期"}
    return [f"{label}：{front[name]}" for name, label in labels.items() if name in front]


def write_docx(front: dict[str, str], body: str, target: Path) -> None:
    """Real heading styles, a bordered table, and the metadata as core properties."""
    document = docx.Document()
    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name = DOCX_FONT
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), DOCX_FONT)
    styles = {"h1": "Title", "h2": "Heading 1", "h3": "Heading 2", "li": "List Bullet", "p": "Normal"}
    for block in blocks(body):
        if block.kind == "table":
            _add_table(document, block.rows)
            continue
        document.add_paragraph(block.text, style=styles[block.kind])
        if block.kind == "h1":
            for line in byline(front):
                document.add_paragraph(line)
    _set_properties(document.core_properties, front)
    document.save(str(target))


def _add_table(document: Document, rows: tuple[tuple[str, ...], ...]) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    for cells, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, row, strict=True):
            cell.text = text


def _set_properties(properties: CoreProperties, front: dict[str, str]) -> None:
    properties.title, properties.author = front["title"], front["author"]
    properties.subject, properties.category = front["source"][:255], front["genre"]
    properties.keywords = "; ".join(f"{name}: {front[name]}" for name in ("kind", "region", "level", "genre"))
    properties.language, properties.comments = "zh-CN", ""
    published = (front.get("published_on", "2026") + "-01-01").split("-")[:3]
    year, month, day = (int(part) for part in published)
    properties.created = properties.modified = datetime.datetime(year, month, day, tzinfo=datetime.UTC)


def _body_html(front: dict[str, str], body: str) -> str:
    parts: list[str] = []
    for kind, group in itertools.groupby(blocks(body), key=lambda block: block.kind):
        lines = [_block_html(block) for block in group]
        if kind == "h1":
            lines += [f'<p class="byline">{html.escape(line)}</p>' for line in byline(front)]
        parts += ["<ul>", *lines, "</ul>"] if kind == "li" else lines
    return "\n".join(parts)


def _block_html(block: Block) -> str:
    if block.kind != "table":
        return f"<{block.kind}>{html.escape(block.text)}</{block.kind}>"
    head, *rest = block.rows
    return "\n".join(["<table>", _row(head, "th"), *(_row(row, "td") for row in rest), "</table>"])


def _row(cells: tuple[str, ...], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>"


def write_html(front: dict[str, str], body: str, target: Path) -> None:
    """A page as a browser saves it: metadata in the head, the text between navigation and footer."""
    column = COLUMNS[front["kind"]]
    meta = {
        "author": front["author"],
        "ArticleTitle": front["title"],
        "ContentSource": front["source"],
        "ColumnName": column,
        **{name: front[name] for name in ("kind", "region", "level", "genre")},
    }
    if len(front.get("published_on", "")) == len("2026-01-01"):  # a page cannot state a year alone
        meta["PubDate"] = front["published_on"]
    if "issuer" in front:
        meta["publisher"] = front["issuer"]
    tags = "\n".join(f'<meta name="{name}" content="{html.escape(value)}">' for name, value in meta.items())
    links = "".join(f'<li><a href="#">{name}</a></li>' for name in ("首页", *COLUMNS.values(), "关于我们"))
    target.write_text(
        f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>{html.escape(front["title"])} - {SITE}</title>
{tags}
<style>body{{line-height:1.8}}nav li{{display:inline;margin-right:1em}}td,th{{border:1px solid}}</style>
</head>
<body>
<header><a href="#">{SITE}</a>
<nav><ul>{links}</ul></nav>
</header>
<div class="crumbs">当前位置：首页 &gt; {column} &gt; 正文</div>
<main>
<article>
{_body_html(front, body)}
</article>
</main>
<aside><h3>相关链接</h3><ul><li><a href="#">上一篇</a></li><li><a href="#">下一篇</a></li></ul></aside>
<footer><p>版权说明：文字由案据编写组撰写，以 Apache-2.0 许可发布</p><p>网站地图 | 联系我们 | 打印本页</p></footer>
</body>
</html>
""",
        encoding="utf-8",
    )


PDF_STYLE = """
@font-face { font-family: body; src: url(font.otf) }
@page { size: A4; margin: 25mm 24mm; @bottom-center { content: "— " counter(page) " —"; font: 10pt body } }
* { font-weight: normal } body { font: 12pt/1.8 body }
h1 { font-size: 15pt; text-align: center; line-height: 1.4 } h2 { font-size: 14pt; break-after: avoid }
h3 { font-size: 12pt; break-after: avoid } .byline { font-size: 10.5pt; margin: 2pt 0 }
p { margin: 6pt 0; text-align: justify } table { border-collapse: collapse; width: 100%; margin: 8pt 0 }
td, th { border: 0.5pt solid #000; padding: 3pt 6pt; text-align: left } tr { break-inside: avoid }
"""


def _first(names: tuple[str, ...]) -> str:
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        raise FileNotFoundError(f"PDF cannot be printed: install one of {', '.join(names)}")
    return found


def _write_font(text: str, family: str, target: Path) -> None:
    """The characters of `text` from the font. Chromium by itself embeds three times as much as it uses."""
    command = [_first(("fc-match",)), "-f", "%{file}|%{index}", family]
    path, _, index = subprocess.run(command, check=True, capture_output=True, text=True).stdout.partition("|")
    font = ttLib.TTFont(path, fontNumber=int(index) & 0xFFFF)
    subsetter = subset.Subsetter(subset.Options(layout_features=[], hinting=False, desubroutinize=False))
    subsetter.populate(text=text)
    subsetter.subset(font)
    font.save(target)


def write_pdf(front: dict[str, str], body: str, target: Path) -> None:
    """Printed by Chromium on A4 with page numbers. Raises FileNotFoundError where there is no Chromium."""
    language = "zh-Hant" if is_traditional(front) else "zh-Hans"
    page = (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{html.escape(front['title'])}</title><style>{PDF_STYLE}</style></head>"
        f"<body>{_body_html(front, body)}</body></html>"
    )
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "page.html")
        source.write_text(page, encoding="utf-8")
        _write_font(page, PDF_FONTS[language], source.with_name("font.otf"))
        options = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")
        command = [_first(BROWSERS), *options, f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}"]
        subprocess.run([*command, source.as_uri()], check=True, capture_output=True, timeout=120)


def write_txt(front: dict[str, str], body: str, target: Path) -> None:
    """Plain text in GB18030, as older office systems still export it."""
    title, _, rest = body.partition("\n")
    target.write_bytes("\n".join([title, *byline(front), rest, ""]).encode("gb18030"))


WRITERS = {"docx": write_docx, "html": write_html, "pdf": write_pdf, "txt": write_txt}


def build() -> None:
    """Write every document that has a source."""
    for source in sorted(SOURCES.rglob("*.md")):
        front, body = front_and_body(source.read_text(encoding="utf-8"))
        target = ROOT / source.relative_to(SOURCES).with_suffix(f".{front['format']}")
        target.parent.mkdir(parents=True, exist_ok=True)
        WRITERS[front["format"]](front, body, target)


if __name__ == "__main__":
    build()
