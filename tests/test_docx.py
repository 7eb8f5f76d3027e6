"""Reading DOCX: what Word shows is what comes out, each thing once and nothing else."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import ReadError, ReadProblem
from corpus.model import Notice, NoticeCode, Reading
from corpus.readers import read, read_bytes
from corpus.readers.docx_fields import drawn
from corpus.readers.docx_numbering import formatted
from corpus.readers.docx_symbols import UNKNOWN, symbol, unmasked
from corpus.report import sentence

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_NAMES = {
    "w": _W,
    "r": f"{_OFFICE}/relationships",
    "m": f"{_OFFICE}/math",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
}
_DECLARED = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in _NAMES.items())
_STRICT = re.compile(
    r"http://schemas\.openxmlformats\.org/(\w+)/2006/(main|relationships|math|chart|diagram|picture)\b"
)


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def par(*content: str, properties: str = "") -> str:
    """A paragraph of runs (plain text becomes one)."""
    inside = "".join(piece if piece.startswith("<") else run(piece) for piece in content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def numbered(text: str, number: int, level: int = 0) -> str:
    return par(text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def cell(*content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(content)}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def complex_field(code: str, result: str | None) -> str:
    shown = "" if result is None else f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(result)}'
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r>{shown}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def root(tag: str, content: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:{tag} {_DECLARED}>{content}</w:{tag}>'


def packed(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def word(body: str, *, numbering: str = "", styles: str = "", **parts: str | bytes) -> bytes:
    """A file as python-docx saves it, with this body; `parts` by the kind of their relation, whose id is the kind."""
    document = docx.Document()
    for given_xml, part in ((numbering, document.part.numbering_part), (styles, document.part._styles_part)):
        for child in list(parse_xml(root("x", given_xml).encode())):
            part.element.append(child)
    buffer = io.BytesIO()
    document.save(buffer)
    members = unpacked(buffer.getvalue())
    members["word/document.xml"] = root("document", f"<w:body>{body}<w:sectPr/></w:body>").encode()
    relations = ""
    for kind, content in parts.items():
        file = f"{kind}.xml" if isinstance(content, str) else f"{kind}.xlsx"
        members[f"word/{file}"] = content.encode() if isinstance(content, str) else content
        relations += f'<Relationship Id="{kind}" Type="{_NAMES["r"]}/{kind}" Target="{file}"/>'
    place = "word/_rels/document.xml.rels"
    members[place] = members[place].replace(b"</Relationships>", relations.encode() + b"</Relationships>")
    return packed(members)


def reading(body: str, **parts: str) -> Reading:
    return read_bytes(word(body, **parts), "方案.docx")


def text(body: str, **parts: str) -> list[str]:
    return reading(body, **parts).text.split("\n")


def notice(found: Reading, code: NoticeCode) -> str | None:
    return next((one.detail for one in found.notices if one.code == code), None)


# --- tables ------------------------------------------------------------------------------------------------------


def test_merged_cells_are_read_once():
    across, begins, goes_on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    old = '<w:hMerge w:val="{}"/>'
    assert text(
        table(
            row(cell(par("甲街道"), properties=begins), cell(par("全年合计"), properties=across)),
            row(cell(par(""), properties=goes_on), cell(par("12")), cell(par("十二"))),
            row(
                cell(par("乙街道"), properties=old.format("restart")),
                cell(par("残留"), properties=old.format("continue")),
                cell(par("3")),
            ),
        )
    ) == ["甲街道 | 全年合计", "12 | 十二", "乙街道 | 3"]


def test_a_cell_that_continues_nothing_is_read():
    goes_on = "<w:vMerge/>"
    assert text(table(row(cell(par("甲"), properties=goes_on), cell(par("乙"))))) == ["甲 | 乙"]


def test_nested_tables_in_order():
    inner = table(row(cell(par("内一")), cell(par("内二"))))
    assert text(table(row(cell(par("外一")), cell(inner, par("外二"))))) == ["外一 | 内一 内二 外二"]
    rows = table(row(cell(par("项目")), cell(par("金额"))), row(cell(par("宣传")), cell(par("40元"))))
    assert text(table(row(cell(par("预算")), cell(rows, par(""))))) == ["预算", "项目 | 金额", "宣传 | 40元"]


def test_a_frame_of_one_cell_keeps_its_paragraphs_and_headings():
    found = reading(
        table(row(cell(par("第一章 总则", properties='<w:pStyle w:val="Heading1"/>'), par("甲。"), par("乙。"))))
    )
    assert found.text.split("\n") == ["第一章 总则", "甲。", "乙。"]
    assert [heading.title for heading in found.headings] == ["第一章 总则"]


def test_a_long_answer_in_a_form_keeps_its_paragraphs():
    long = "社区党组织牵头成立议事会，" * 10
    form = table(
        row(cell(par("申报单位")), cell(par("枫浦区"))), row(cell(par("主要做法")), cell(par(long), par(long)))
    )
    assert text(form) == ["申报单位 | 枫浦区", "主要做法", long, long]


def test_rows_and_cells_that_tracked_changes_delete_or_that_are_hidden():
    found = reading(
        table(
            row(cell(par("留")), cell(par("下"))),
            row(cell(par("删")), cell(par("去")), properties='<w:del w:id="1" w:author="x"/>'),
            row(cell(par("新")), cell(par("增")), properties='<w:ins w:id="2" w:author="x"/>'),
            row(cell(par("甲")), cell(par("撤格"), properties='<w:cellDel w:id="3" w:author="x"/>'), cell(par("乙"))),
            row(cell(par("隐藏")), cell(par("的行")), properties="<w:hidden/>"),
        )
    )
    assert found.text.split("\n") == ["留 | 下", "新 | 增", "甲 | 乙"]
    assert notice(found, NoticeCode.HIDDEN_TEXT) == "4"


def test_content_controls_around_everything():
    def control(content: str) -> str:
        return f'<w:sdt><w:sdtPr><w:alias w:val="名称"/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>'

    rows = control(control(row(cell(par("一")), control(cell(par("二"))))))
    body = control(control(par("段落。"))) + par("甲", control(control(run("乙"))), "丙") + table(rows)
    assert text(body) == ["段落。", "甲乙丙", "一 | 二"]


# --- notes -------------------------------------------------------------------------------------------------------


def notes(kind: str, *said: tuple[int, str]) -> str:
    mark = f"<w:r><w:{kind}Ref/></w:r>"
    separators = f'<w:{kind} w:type="separator" w:id="-1">{par("分隔线")}</w:{kind}>'
    return root(f"{kind}s", separators + "".join(f'<w:{kind} w:id="{i}">{par(mark, t)}</w:{kind}>' for i, t in said))


def reference(kind: str, number: int, more: str = "") -> str:
    return f'<w:r><w:{kind}Reference w:id="{number}" {more}/></w:r>'


def test_footnotes_are_marked_and_follow_the_sentence_that_they_belong_to():
    found = text(
        par("楼门议事会的实践", reference("footnote", 7))
        + par("王一　李二")
        + par("停车难", reference("footnote", 3), "是老问题。", reference("footnote", 5))
        + par("下一段。"),
        footnotes=notes("footnote", (3, "访谈记录。"), (5, "见年鉴。"), (7, "基金项目。"), (9, "没有引用的脚注。")),
    )
    assert found == [
        "楼门议事会的实践[1]",
        "王一　李二",
        "停车难[2]是老问题。[3]",
        "[1] 基金项目。",
        "[2] 访谈记录。",
        "[3] 见年鉴。",
        "下一段。",
    ]


def test_endnotes_come_last_and_notes_of_a_table_behind_it():
    found = text(
        table(row(cell(par("人数", reference("footnote", 1))), cell(par("12"))))
        + par("正文", reference("endnote", 1), "。")
        + par("未完的一行", reference("footnote", 2)),
        footnotes=notes("footnote", (1, "年末数。"), (2, "最后一条。")),
        endnotes=notes("endnote", (1, "参考文献。")),
    )
    assert found == [
        "人数[1] | 12",
        "[1] 年末数。",
        "正文[i]。",
        "未完的一行[2]",
        "[2] 最后一条。",
        "[i] 参考文献。",
    ]


def test_notes_are_numbered_as_the_document_says():
    circled = '<w:footnotePr><w:numFmt w:val="decimalEnclosedCircleChinese"/></w:footnotePr>'
    anew = '<w:footnotePr><w:numStart w:val="3"/><w:numRestart w:val="eachSect"/></w:footnotePr>'
    found = text(
        par("甲", reference("footnote", 1), "。", properties=f"<w:sectPr>{anew}</w:sectPr>")
        + par("乙", reference("footnote", 2), "。")
        + par("丙", reference("footnote", 3, 'w:customMarkFollows="1"'), "＊。"),
        footnotes=notes("footnote", (1, "一。"), (2, "二。"), (3, "＊三。")),
        settings=root("settings", circled),
    )
    assert found == ["甲③。", "③ 一。", "乙④。", "④ 二。", "丙＊。", "＊三。"]


def test_notes_whose_mark_was_deleted_or_hidden_are_not_read():
    deleted = f'<w:del w:id="1" w:author="x">{reference("footnote", 1)}</w:del>'
    hidden = '<w:r><w:rPr><w:vanish/></w:rPr><w:footnoteReference w:id="2"/></w:r>'
    found = text(
        par("正文", deleted, hidden, reference("footnote", 3), "。"),
        footnotes=notes("footnote", (1, "删了。"), (2, "藏了。"), (3, "留着。")),
    )
    assert found == ["正文[1]。", "[1] 留着。"]


def test_a_note_that_marks_itself_ends():
    inside = f'<w:footnote w:id="1">{par("自指", reference("footnote", 1))}</w:footnote>'
    assert text(par("正文", reference("footnote", 1), "。"), footnotes=root("footnotes", inside)) == [
        "正文[1]。",
        "[1] 自指[1]",
    ]


# --- text boxes, pictures, drawings ------------------------------------------------------------------------------


def boxed(*content: str) -> str:
    """A text box as Word writes it: once for itself, once for old readers."""
    inside = f"<w:txbxContent>{''.join(content)}</w:txbxContent>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>{inside}</wps:txbx>'
        f"</wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{inside}</v:textbox></v:shape></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )


def test_text_boxes_once_also_one_inside_another():
    assert text(par("正文。", boxed(par("框中。", boxed(par("框中之框。")))))) == ["正文。", "框中。", "框中之框。"]
    old = "<w:r><w:pict><v:textbox><w:txbxContent>" + par("旧式的框。") + "</w:txbxContent></v:textbox></w:pict></w:r>"
    assert text(par(old)) == ["旧式的框。"]
    only_old = f"<w:r><mc:AlternateContent><mc:Fallback>{old[5:-6]}</mc:Fallback></mc:AlternateContent></w:r>"
    assert text(par(only_old)) == ["旧式的框。"]
    assert text(table(row(cell(par("甲", boxed(par("框")))), cell(par("乙"))))) == ["甲 框 | 乙"]


def test_text_boxes_that_were_deleted_or_hidden_are_not_read():
    deleted = f'<w:del w:id="1" w:author="x">{boxed(par("删了。"))}</w:del>'
    hidden = boxed(par("藏了。")).replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>", 1)
    assert text(par("正文。", deleted, hidden)) == ["正文。"]


def test_a_field_in_a_text_box_inside_a_field_hides_nothing():
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    assert text(par(begin, boxed(par("框中。")), "正文。") + par("下一段。")) == ["正文。", "框中。", "下一段。"]


def test_pictures_are_counted_once():
    picture = "<w:drawing><a:graphic><a:graphicData><pic:pic/></a:graphicData></a:graphic></w:drawing>"
    twice = (
        f'<mc:AlternateContent><mc:Choice Requires="wps">{picture}</mc:Choice>'
        "<mc:Fallback><w:pict><v:imagedata/></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    chart = "<w:drawing><a:graphic><a:graphicData><c:chart/></a:graphicData></a:graphic></w:drawing>"
    found = reading(par("图。", f"<w:r>{twice}</w:r>") + table(row(cell(par(f"<w:r>{chart}</w:r>")), cell(par("表")))))
    assert found.text == "图。\n| 表"
    assert notice(found, NoticeCode.PICTURES) == "2"
    assert " 2 " in sentence(Notice(NoticeCode.PICTURES, "2"))


def test_words_of_diagrams_and_drawn_words():
    def point(kind: str, words: str) -> str:
        return f"<dgm:pt {kind}><dgm:t><a:p><a:r><a:t>{words}</a:t></a:r></a:p></dgm:t></dgm:pt>"

    points = point("", "收集问题") + point('type="parTrans"', "占位") + point('type="node"', "逐件回访")
    data = f"<dgm:dataModel {_DECLARED}><dgm:ptLst>{points}</dgm:ptLst></dgm:dataModel>"
    diagram = '<w:r><w:drawing><dgm:relIds r:dm="diagramData"/></w:drawing></w:r>'
    art = '<w:r><w:pict><v:shape><v:textpath string="艺术字"/></v:shape></w:pict></w:r>'
    assert text(par("流程：", diagram, art, diagram), diagramData=data) == ["流程：", "收集问题", "逐件回访", "艺术字"]


def test_other_files_inside_are_named():
    found = reading(
        par("正文。") + '<w:altChunk r:id="aFChunk"/>', aFChunk="<html/>", package=b"PK\x03\x04", oleObject="<x/>"
    )
    assert found.text == "正文。"
    assert notice(found, NoticeCode.ATTACHMENTS) == "aFChunk.xml、package.xlsx、oleObject.xml"


def test_what_is_outside_the_file_is_not_taken_for_a_part_of_it():
    members = unpacked(word(par("正文。")))
    place = "word/_rels/document.xml.rels"
    outside = f'<Relationship Id="x" Type="{_NAMES["r"]}/aFChunk" Target="styles.xml" TargetMode="External"/>'
    members[place] = members[place].replace(b"</Relationships>", outside.encode() + b"</Relationships>")
    assert read_bytes(packed(members), "a.docx").notices == ()


# --- numbers -----------------------------------------------------------------------------------------------------


def level(depth: int, number_format: str, pattern: str, more: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{number_format}"/>{more}'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


def numbers(*levels: str, more: str = "", ids: dict[int, str] | None = None, number: int = 70) -> str:
    """An abstract list and the ids that use it, with their overrides."""
    used = "".join(
        f'<w:num w:numId="{key}"><w:abstractNumId w:val="{number}"/>{overrides}</w:num>'
        for key, overrides in (ids or {number: ""}).items()
    )
    return f'<w:abstractNum w:abstractNumId="{number}">{more}{"".join(levels)}</w:abstractNum>{used}'


CHAPTERS = (
    level(0, "chineseCountingThousand", "第%1章", '<w:suff w:val="space"/>'),
    level(1, "chineseCountingThousand", "第%2条", '<w:lvlRestart w:val="0"/>'),
    level(2, "chineseCounting", "（%3）", '<w:suff w:val="nothing"/>'),
    level(3, "decimal", "%3.%4", "<w:isLgl/>"),
)


def test_articles_count_on_through_the_chapters():
    places = [
        (0, "总则"),
        (1, "为了规范。"),
        (2, "其一；"),
        (2, "其二。"),
        (0, "职责"),
        (1, "街道负责。"),
        (2, "其一。"),
    ]
    body = "".join(numbered(said, 70, depth) for depth, said in [*places, (3, "细目。")])
    assert text(body, numbering=numbers(*CHAPTERS)) == [
        "第一章 总则",
        "第一条 为了规范。",
        "（一）其一；",
        "（二）其二。",
        "第二章 职责",
        "第二条 街道负责。",
        "（一）其一。",
        "1.1 细目。",
    ]


def test_a_list_begins_again_once_where_it_is_told_to():
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    numbering = numbers(level(0, "decimal", "%1."), ids={71: "", 72: again, 73: ""})
    body = "".join(numbered("项", number) for number in (71, 71, 72, 72, 73))
    assert text(body, numbering=numbering) == ["1.项", "2.项", "5.项", "6.项", "7.项"]


def test_a_list_with_a_level_of_its_own():
    own = f'<w:lvlOverride w:ilvl="0">{level(0, "upperRoman", "%1)")}</w:lvlOverride>'
    numbering = numbers(level(0, "decimal", "%1."), ids={71: own})
    assert text(numbered("项", 71) + numbered("项", 71), numbering=numbering) == ["I)项", "II)项"]


def test_several_levels_in_one_number_and_one_that_has_not_come_yet():
    levels = (level(0, "decimal", "%1"), level(1, "decimal", "%1.%2"), level(2, "lowerLetter", "%1.%2.%3"))
    body = "".join(numbered("项", 70, depth) for depth in (0, 1, 1, 2, 0, 2))
    assert text(body, numbering=numbers(*levels)) == ["1 项", "1.1 项", "1.2 项", "1.2.a 项", "2 项", "2.1.a 项"]


def test_numbers_that_styles_bring():
    def style(name: str, based: str, inside: str) -> str:
        return (
            f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/><w:basedOn w:val="{based}"/>'
            f"<w:pPr>{inside}</w:pPr></w:style>"
        )

    styles = (
        style("章", "Normal", '<w:numPr><w:numId w:val="70"/></w:numPr><w:outlineLvl w:val="0"/>')
        + style("条", "章", "<w:outlineLvl w:val='1'/>")
        + style("款", "章", '<w:numPr><w:ilvl w:val="2"/></w:numPr>')
        + style("不编号", "章", '<w:numPr><w:numId w:val="0"/></w:numPr>')
    )
    levels = (
        level(0, "chineseCounting", "%1、", '<w:pStyle w:val="章"/>'),
        level(1, "decimal", "%2.", '<w:pStyle w:val="条"/>'),
        level(2, "decimal", "(%3)"),
    )
    body = "".join(
        par(said, properties=f'<w:pStyle w:val="{said}"/>') for said in ("章", "条", "款", "款", "条", "不编号", "章")
    )
    found = reading(body, numbering=numbers(*levels), styles=styles)
    assert found.text.split("\n") == ["一、章", "1.条", "(1)款", "(2)款", "2.条", "不编号", "二、章"]
    assert [(one.level, one.title) for one in found.headings][:2] == [(1, "一、章"), (2, "1.条")]


def test_a_list_that_points_to_a_list_style():
    numbering = (
        '<w:abstractNum w:abstractNumId="80"><w:numStyleLink w:val="条款"/></w:abstractNum>'
        + numbers(level(0, "chineseCounting", "第%1条"), more='<w:styleLink w:val="条款"/>')
        + '<w:num w:numId="80"><w:abstractNumId w:val="80"/></w:num>'
    )
    assert text(numbered("甲", 80) + numbered("乙", 80), numbering=numbering) == ["第一条 甲", "第二条 乙"]


def test_a_column_of_numbers_without_text():
    rows = (row(cell(numbered("", 70)), cell(par(name))) for name in ("东山", "西山"))
    assert text(table(*rows), numbering=numbers(level(0, "decimal", "%1"))) == ["1 | 东山", "2 | 西山"]


def test_an_empty_paragraph_counts():
    body = numbered("甲", 70) + numbered("", 70) + numbered("丙", 70)
    assert text(body, numbering=numbers(level(0, "decimal", "%1."))) == ["1.甲", "3.丙"]


def test_a_hidden_number_counts_without_being_printed():
    hidden = level(0, "decimal", "%1.").replace("</w:lvl>", "<w:rPr><w:vanish/></w:rPr></w:lvl>")
    body = numbered("甲", 70) + numbered("乙", 70, 1)
    assert text(body, numbering=numbers(hidden, level(1, "decimal", "%1.%2."))) == ["甲", "1.1.乙"]


def test_a_format_that_old_programs_do_not_know():
    both = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" '
        'w:format="001"/></mc:Choice><mc:Fallback><w:numFmt w:val="decimalZero"/></mc:Fallback></mc:AlternateContent>'
        '<w:lvlText w:val="%1."/></w:lvl>'
    )
    assert text(numbered("甲", 70), numbering=numbers(both)) == ["01.甲"]


@pytest.mark.parametrize(
    ("number", "number_format", "expected"),
    [
        (3, "decimalEnclosedParen", "⑶"),
        (20, "decimalEnclosedFullstop", "⒛"),
        (4, "ideographEnclosedCircle", "㊃"),
        (123, "ideographLegalTraditional", "壹佰貳拾參"),
        (61, "ideographZodiacTraditional", "甲子"),
        (12, "decimalFullWidth", "１２"),
        (2, "numberInDash", "- 2 -"),
        (22, "ordinal", "22nd"),
        (112, "ordinal", "112th"),
        (6, "chicago", "††"),
        (5, "none", ""),
        (0, "chineseCounting", "0"),
        (10**12, "lowerRoman", "1000000000000"),
    ],
)
def test_number_formats(number, number_format, expected):
    assert formatted(number, number_format) == expected


def test_a_heading_of_two_lines_is_one():
    broken = "<w:r><w:t>关于推进楼栋议事</w:t><w:br/><w:t>的意见</w:t></w:r>"
    found = reading(par('<w:r><w:br w:type="page"/></w:r>', broken, properties='<w:pStyle w:val="Heading1"/>'))
    assert [heading.title for heading in found.headings] == ["关于推进楼栋议事的意见"]
    assert found.text == "关于推进楼栋议事的意见"


# --- tracked changes and hidden text -----------------------------------------------------------------------------


def test_tracked_changes_as_accepted():
    by = 'w:id="1" w:author="x"'
    assert text(
        par(
            "期限为",
            f"<w:del {by}><w:r><w:delText>三年</w:delText></w:r></w:del>",
            f"<w:ins {by}>{run('五年')}</w:ins>",
            f"<w:moveFrom {by}>{run('移走')}</w:moveFrom>",
            f"<w:moveTo {by}>{run('，移来')}</w:moveTo>",
            "。",
        )
        + f"<w:ins {by}>{par('新增的段。')}</w:ins>"
    ) == ["期限为五年，移来。", "新增的段。"]


def test_a_deleted_paragraph_mark_joins():
    mark = '<w:rPr><w:del w:id="1" w:author="x"/></w:rPr>'
    gone = '<w:del w:id="2" w:author="x"><w:r><w:delText>整段删去</w:delText></w:r></w:del>'
    heading = '<w:pStyle w:val="Heading1"/>'
    found = reading(
        par("前半句", properties=mark)
        + par("，后半句。")
        + par(gone, properties=heading + mark)
        + par("独立的段。")
        + table(row(cell(par("甲", properties=mark), par("乙")), cell(par("丙"))))
        + par("文末", properties=mark)
    )
    assert found.text.split("\n") == ["前半句，后半句。", "独立的段。", "甲乙 | 丙", "文末"]
    assert found.headings == ()


def test_joined_paragraphs_are_what_the_mark_that_is_left_says():
    heading, deleted = '<w:pStyle w:val="Heading1"/>', '<w:rPr><w:del w:id="1" w:author="x"/></w:rPr>'
    assert reading(par("前", properties=heading + deleted) + par("后。")).headings == ()
    [found] = reading(par("前", properties=deleted) + par("后", properties=heading)).headings
    assert found.title == "前后"
    [found] = reading(par("前", properties=heading + "<w:rPr><w:vanish/></w:rPr>") + par("后")).headings
    assert found.title == "前后"


def test_a_deleted_paragraph_is_not_counted():
    gone = '<w:del w:id="2" w:author="x"><w:r><w:delText>删</w:delText></w:r></w:del>'
    mark = '<w:numPr><w:numId w:val="70"/></w:numPr><w:rPr><w:del w:id="1" w:author="x"/></w:rPr>'
    body = numbered("甲", 70) + par(gone, properties=mark) + numbered("乙", 70)
    assert text(body, numbering=numbers(level(0, "decimal", "%1."))) == ["1.甲", "2.乙"]


def test_hidden_text_is_dropped_and_said():
    styles = (
        '<w:style w:type="character" w:styleId="藏"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="藏段"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="藏段子"><w:basedOn w:val="藏段"/></w:style>'
    )
    found = reading(
        par("看得见", run("直接藏", "<w:vanish/>"), run("样式藏", '<w:rStyle w:val="藏"/>'), "。")
        + par(run("没藏。", '<w:vanish w:val="0"/>'), "段落样式藏", properties='<w:pStyle w:val="藏段子"/>')
        + par(run("网页不显", "<w:webHidden/>")),
        styles=styles,
    )
    assert found.text.split("\n") == ["看得见。", "没藏。", "网页不显"]
    assert notice(found, NoticeCode.HIDDEN_TEXT) == "11"


def test_a_hidden_paragraph_leaves_no_line_and_no_number():
    hidden = '<w:rPr><w:vanish/></w:rPr><w:numPr><w:numId w:val="70"/></w:numPr>'
    body = numbered("甲", 70) + par(run("藏", "<w:vanish/>"), properties=hidden) + numbered("乙", 70)
    assert text(body, numbering=numbers(level(0, "decimal", "%1."))) == ["1.甲", "2.乙"]


def test_a_style_separator_ends_a_heading():
    separator = '<w:pStyle w:val="Heading1"/><w:rPr><w:vanish/><w:specVanish/></w:rPr>'
    found = reading(par("适用范围。", properties=separator) + par("本办法适用于街道。"))
    assert found.text.split("\n") == ["适用范围。", "本办法适用于街道。"]
    assert [heading.title for heading in found.headings] == ["适用范围。"]


def test_comments_headers_and_footers_are_no_part_of_the_text():
    document = docx.Document()
    paragraph = document.add_paragraph("正文。")
    document.add_comment(paragraph.runs, text="批注的话", author="x", initials="x")
    document.sections[0].header.paragraphs[0].text = "页眉的话"
    document.sections[0].footer.paragraphs[0].text = "页脚的话"
    buffer = io.BytesIO()
    document.save(buffer)
    assert "批注的话".encode() in b"".join(unpacked(buffer.getvalue()).values())
    assert read_bytes(buffer.getvalue(), "a.docx").text == "正文。"


# --- fields, symbols, ruby, equations ----------------------------------------------------------------------------


def test_fields_by_their_results():
    link = f'<w:hyperlink r:id="rId1">{run("市政府网站")}</w:hyperlink>'
    simple = f'<w:fldSimple w:instr="TITLE">{run("题名")}</w:fldSimple>'
    nested = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF </w:instrText></w:r>'
        + complex_field("PAGE", "3")
        + '<w:r><w:instrText> = 3 "是"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + run("是")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    body = par("见", link, "、", simple, "、", complex_field('HYPERLINK "http://x"', "网页"), "、", nested, "。")
    assert text(body + par(complex_field("TC 索引", None), "无结果。")) == [
        "见市政府网站、题名、网页、是。",
        "无结果。",
    ]


def test_a_field_over_several_paragraphs_and_one_that_never_ends():
    begin, separate, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    code = "<w:r><w:instrText>TOC</w:instrText></w:r>"
    assert text(par(begin, code, separate, "第一行") + par("第二行", end) + par("正文。")) == [
        "第一行",
        "第二行",
        "正文。",
    ]
    assert text(par(begin, code, "还是正文。") + par("下一段。", end, end)) == ["还是正文。", "下一段。"]


def test_boxes_to_tick_and_lists_to_choose_from():
    def form(data: str, code: str, result: str | None = None) -> str:
        field = complex_field(code, result)
        begin = '<w:fldChar w:fldCharType="begin"/>'
        return field.replace(begin, f"{begin[:-2]}><w:ffData>{data}</w:ffData></w:fldChar>", 1)

    ticked = form('<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>', "FORMCHECKBOX")
    empty = form('<w:checkBox><w:default w:val="0"/></w:checkBox>', "FORMCHECKBOX")
    entries = '<w:listEntry w:val="甲"/><w:listEntry w:val="乙"/>'
    choice = form(f'<w:ddList><w:result w:val="1"/>{entries}</w:ddList>', "FORMDROPDOWN")
    shown = form(f'<w:ddList><w:result w:val="1"/>{entries}</w:ddList>', "FORMDROPDOWN", "乙")
    assert text(par(ticked, "是", empty, "否，选", choice, "，选", shown, "。")) == ["☑是☐否，选乙，选乙。"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (r"eq \o\ac(○,1)", "1"),
        (r'EQ \* jc2 \* "Font:宋体" \* hps10 \o\ad(\s\up 9(zhōng),中)', "中"),
        (r"EQ \f(3,4)", "3/4"),
        ("PAGE", ""),
        ("EQ ((((((((((((((a", "((((((((((((((a"),
    ],
)
def test_fields_that_draw_from_their_code(code, expected):
    assert drawn(code) == expected
    assert text(par("第", complex_field(code, None), "号")) == [f"第{expected}号"]


def test_symbols_by_their_fonts():
    def sym(font: str, code: str) -> str:
        return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'

    found = reading(
        par(
            sym("Wingdings", "F0FE"), "是", sym("Wingdings 2", "00A3"), "否", sym("Symbol", "F061"), sym("宋体", "25A0")
        )
        + par(run("\uf0a8甲\uf061", '<w:rFonts w:ascii="Wingdings"/>'), "乙", sym("某字体", "F041"), sym("x", "不是数"))
    )
    assert found.text.split("\n") == ["☑是□否α■", f"☐甲{UNKNOWN}乙{UNKNOWN}"]
    assert notice(found, NoticeCode.UNDECODABLE) == "2"


def test_symbol_tables():
    assert [symbol(code, "Symbol") for code in (0xF0B3, 0xA5, 0x41, 0xF0E5)] == ["≥", "∞", "Α", "∑"]
    assert [symbol(code, "WINGDINGS") for code in (0xF06C, 0xFC, 0xF081, 0xF0E0)] == ["●", "✓", "①", "→"]
    assert [symbol(code, "Wingdings") for code in (0, 0xD800, 0x110000)] == ["", "", ""]
    assert unmasked("\uf0fe", "楷体") == "\uf0fe"
    assert [unmasked(letter, "Wingdings 2") for letter in ("R", "£", "年", "RR")] == ["☑", "□", "年", "RR"]


def test_hyphens_spaces_and_tabs():
    body = (
        "<w:p><w:r><w:t>A</w:t><w:softHyphen/><w:t>B</w:t><w:noBreakHyphen/><w:t>C\u00adD</w:t><w:tab/>"
        '<w:t xml:space="preserve"> E</w:t><w:t>\n   F\n  </w:t></w:r></w:p>'
    )
    assert text(body) == ["AB-CD\t EF"]


def test_ruby_by_its_base():
    ruby = f"<w:r><w:ruby><w:rubyPr/><w:rt>{run('hàn')}</w:rt><w:rubyBase>{run('汉')}</w:rubyBase></w:ruby></w:r>"
    assert text(par("学", ruby, "字")) == ["学汉字"]


def test_equations():
    def piece(words: str) -> str:
        return f"<m:r><m:t>{words}</m:t></m:r>"

    def part(name: str, content: str) -> str:
        return f"<m:{name}>{content}</m:{name}>"

    power = part("sSup", part("e", piece("x")) + part("sup", piece("2")))
    fraction = part("f", part("num", piece("a+b")) + part("den", piece("c")))
    root_of = part("rad", part("deg", "") + part("e", power))
    summed = part(
        "nary", '<m:naryPr><m:chr m:val="∑"/></m:naryPr>' + part("sub", piece("i=1")) + part("sup", piece("n"))
    )
    summed = summed.replace(
        "</m:nary>", part("e", part("sSub", part("e", piece("x")) + part("sub", piece("i")))) + "</m:nary>"
    )
    brackets = part("d", '<m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr>' + part("e", piece("y")))
    alone = f"<m:oMathPara><m:oMath>{piece('E=mc')}</m:oMath></m:oMathPara>"
    inline = part("oMath", piece("S=") + fraction + piece("+") + root_of + piece("+") + summed + brackets)
    assert text(par("其中", inline, "。") + alone) == ["其中S=(a+b)/c+√(x^2)+∑_(i=1)^n x_i[y]。", "E=mc"]


# --- kinds of files ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [
        (".docx", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (".docm", "vnd.ms-word.document.macroEnabled"),
        (".dotx", "vnd.openxmlformats-officedocument.wordprocessingml.template"),
        (".dotm", "vnd.ms-word.template.macroEnabledTemplate"),
    ],
)
def test_documents_with_macros_and_templates(suffix, kind):
    members = unpacked(word(par("正文。")))
    types = "[Content_Types].xml"
    old = b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    assert old in members[types]
    members[types] = members[types].replace(old, f"{kind}.main+xml".encode())
    found = read_bytes(packed(members), f"a{suffix}")
    assert found.text == "正文。"
    assert found.notices == ()
    members["word/document2.xml"] = members.pop("word/document.xml")
    members["word/_rels/document2.xml.rels"] = members.pop("word/_rels/document.xml.rels")
    members["_rels/.rels"] = members["_rels/.rels"].replace(b"word/document.xml", b"/word/document2.xml")
    assert read_bytes(packed(members), f"a{suffix}").text == "正文。"


def test_strict_office_open_xml():
    body = (
        numbered("甲", 70)
        + par("脚注", reference("footnote", 1), "。")
        + par("标题", properties='<w:pStyle w:val="Heading1"/>')
        + par(f"<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>{boxed(par('框。'))}")
    )
    data = word(
        body, numbering=numbers(level(0, "chineseCounting", "第%1条")), footnotes=notes("footnote", (1, "注。"))
    )
    strict = {
        name: _STRICT.sub(r"http://purl.oclc.org/ooxml/\1/\2", content.decode()).encode()
        if name.endswith((".xml", ".rels"))
        else content
        for name, content in unpacked(data).items()
    }
    assert _W.encode() not in strict["word/document.xml"]
    assert b"purl.oclc.org/ooxml/officeDocument/relationships" in strict["_rels/.rels"]
    ordinary, found = read_bytes(data, "a.docx"), read_bytes(packed(strict), "a.docx")
    assert found == ordinary
    assert found.text.split("\n") == ["第一条 甲", "脚注[1]。", "[1] 注。", "标题", "x=1", "框。"]
    assert [heading.title for heading in found.headings] == ["标题"]


def test_broken_parts_beside_the_text_do_not_matter():
    members = unpacked(word(par("正文。"), footnotes="no xml"))
    members["word/styles.xml"] = b"<w:styles"
    members["word/numbering.xml"] = b""
    members["docProps/core.xml"] = b"\0"
    assert read_bytes(packed(members), "a.docx").text == "正文。"


# --- hostile files -----------------------------------------------------------------------------------------------


def refused(data: bytes) -> ReadError:
    with pytest.raises(ReadError) as caught:
        read_bytes(data, "a.docx")
    assert "\n" not in str(caught.value)
    return caught.value


def test_entities_in_any_part_that_is_read():
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    for part in ("footnotes", "settings"):
        error = refused(word(par("正文。", reference("footnote", 1)), **{part: f"{bomb}<x>&b;</x>"}))
        assert error.problem is ReadProblem.DAMAGED
        assert "entities" in error.detail


def test_a_part_that_unpacks_to_far_more_than_it_weighs():
    error = refused(word(par("正文。"), footnotes="<a>" + " " * 20_000_000 + "</a>"))
    assert error.problem is ReadProblem.TOO_LARGE


def test_a_document_nested_too_deeply():
    deep = "<w:ins>" * 3_000 + par("底") + "</w:ins>" * 3_000
    assert refused(word(deep)).problem is ReadProblem.DAMAGED
    assert text("<w:sdt><w:sdtContent>" * 100 + par("底") + "</w:sdtContent></w:sdt>" * 100) == ["底"]


def test_numbers_that_would_fill_the_memory():
    numbering = numbers(
        level(0, "lowerRoman", "%1" + "%1" * 100_000, start=10**9), level(1, "upperLetter", "%2", start=32000)
    )
    found = text(numbered("甲", 70) + numbered("乙", 70, 1), numbering=numbering)
    assert [len(line) < 2_000 for line in found] == [True, True]
    assert [line[-1] for line in found] == ["甲", "乙"]
    assert text(numbered("甲", 70).replace('w:ilvl w:val="0"', 'w:ilvl w:val="²"'), numbering=numbering)[0][-1] == "甲"


RICH = word(
    par("通知", properties='<w:pStyle w:val="Heading1"/>')
    + par("附则", properties='<w:outlineLvl w:val="1"/>')
    + "".join(numbered(f"第{count}项。", 70, count % 3) for count in range(6))
    + par("见", complex_field("REF x", "第一条"), reference("footnote", 1), "。", boxed(par("框。")))
    + par("删", properties='<w:rPr><w:del w:id="1" w:author="x"/></w:rPr>')
    + table(row(cell(par("甲"), properties='<w:vMerge w:val="restart"/>'), cell(par("乙")))),
    numbering=numbers(*CHAPTERS),
    footnotes=notes("footnote", (1, "注。")),
)
MEMBERS = unpacked(RICH)
PARTS = sorted(name for name in MEMBERS if name.endswith((".xml", ".rels")))
BYTES = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=6)), min_size=1, max_size=6
)


def changed(data: bytes, changes: list[tuple[float, bytes]]) -> bytes:
    made = bytearray(data)
    for place, new in changes:
        start = int(place * len(made))
        made[start : start + len(new)] = new
    return bytes(made)


def read_or_refused(data: bytes) -> None:
    try:
        found = read_bytes(data, "a.docx")
    except ReadError as error:
        assert "\n" not in str(error)
        return
    assert found.text.strip()
    assert all(found.text[one.start : one.end].strip() == one.title for one in found.headings)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(BYTES)
def test_any_change_to_the_file_is_read_or_refused(changes):
    read_or_refused(changed(RICH, changes))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(PARTS), BYTES)
def test_any_change_to_a_part_is_read_or_refused(part, changes):
    read_or_refused(packed(MEMBERS | {part: changed(MEMBERS[part], changes)}))


TAGS = re.findall(r"<[/\w][^<>]*>", MEMBERS["word/document.xml"].decode())
VALUES = st.sampled_from(["", "-1", "²", "99999999999999999999", "0", "restart", "\u202e", "%9%9"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(["word/document.xml", "word/numbering.xml", "word/footnotes.xml"]), st.data())
def test_any_value_and_any_missing_element_is_read_or_refused(part, data):
    """Well-formed files with values that no program writes, and with elements gone."""
    content = MEMBERS[part].decode()
    values = list(re.finditer(r'w:(?:val|id|ilvl|fldCharType)="([^"]*)"', content))
    one = data.draw(st.sampled_from(values))
    made = content[: one.start(1)] + data.draw(VALUES) + content[one.end(1) :]
    empty = re.findall(r"<w:\w+(?: [^<>]*)?/>", made)
    if empty and data.draw(st.booleans()):
        made = made.replace(data.draw(st.sampled_from(empty)), "")
    read_or_refused(packed(MEMBERS | {part: made.encode()}))


# --- real files --------------------------------------------------------------------------------------------------


def test_real_files_lose_nothing(fixtures):
    """Every character of the body is there, in order; only numbers and cell separators come on top."""
    for path in sorted((fixtures / "docx").glob("*.docx")):
        with zipfile.ZipFile(path) as archive:
            tree = parse_xml(archive.read("word/document.xml"))
        pieces = [
            piece.text or ""
            for piece in tree.iter(f"{{{_W}}}t")
            if not any(above.tag.endswith("}Fallback") for above in piece.iterancestors())
        ]
        found, _ = read(path)
        place = 0
        for character in re.sub(r"\s", "", "".join(pieces)):
            place = found.text.find(character, place) + 1
            assert place, f"{path.name}: {character} is missing"
        added = len(re.sub(r"\s", "", found.text)) - len(re.sub(r"\s", "", "".join(pieces)))
        assert added <= 60


def test_real_numbers_and_pictures(fixtures):
    [path] = (fixtures / "docx").glob("“探寻楚韵文脉*.docx")
    found, _ = read(path)
    assert [one.title for one in found.headings if one.level == 1][-2:] == ["十、活动注意事项", "十一、活动预算"]
    assert notice(found, NoticeCode.PICTURES) == "4"
    assert "PAGEREF" not in found.text
