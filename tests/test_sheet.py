"""Spreadsheets: header, columns, documents, values as shown, and what hostile ones do."""

from __future__ import annotations

import contextlib
import datetime
import io
import re
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904, WINDOWS_EPOCH

from corpus.errors import ReadError, ReadProblem
from corpus.intake.assembly import assemble, assemble_parts
from corpus.model import Notice, NoticeCode
from corpus.readers import read_bytes, read_parts, sheet, xml_package
from corpus.readers.number_format import code_of, show
from corpus.readers.sheet_columns import Mode, Role, role_of
from corpus.readers.xlsx_grid import column_letters, column_number

LONG = (
    "社区党组织牵头成立议事会，把停车难问题摆到桌面上，居民、物业、商户三方协商，先后召开十二次会议，"
    "形成共识二十三条，新增车位一百八十六个，群众满意度达到百分之九十六，相关做法在全市推广。"
)


def workbook(rows, *, title="Sheet1", merged=(), formats=None, state="visible") -> bytes:
    book = openpyxl.Workbook()
    found = book.active
    found.title, found.sheet_state = title, state
    for row in rows:
        found.append(row)
    for region in merged:
        found.merge_cells(region)
    for cell, code in (formats or {}).items():
        found[cell].number_format = code
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def with_part(data: bytes, name: str, change) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            content = old.read(member)
            new.writestr(member, change(content) if member == name else content)
    return buffer.getvalue()


def shared_strings(xml: str) -> bytes:
    """A workbook whose one cell is the first of these shared strings."""
    rel = b'<Relationship Id="s1" Type="http://x/sharedStrings" Target="strings.xml"/></Relationships>'
    cell = b'<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>'
    data = with_part(workbook([["x"]]), "xl/_rels/workbook.xml.rels", lambda old: old.replace(b"</Relationships>", rel))
    data = with_part(
        data, "xl/worksheets/sheet1.xml", lambda old: re.sub(rb"<sheetData>.*</sheetData>", cell, old, flags=re.DOTALL)
    )
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/strings.xml", xml)
    return buffer.getvalue()


def refused(data: bytes, name: str) -> tuple[ReadProblem, str]:
    with pytest.raises(ReadError) as caught:
        read_parts(data, name)
    assert "\n" not in str(caught.value)
    return caught.value.problem, caught.value.detail


SUBMISSIONS = workbook(
    [
        ["2025年基层治理案例征集汇总表"],
        ["序号", "地区", "案例名称", "申报单位", "主要做法", "报送时间", "备注"],
        [1, "四川省巴中市", "三联三融", "巴州区委组织部", LONG, datetime.date(2025, 5, 18), None],
        [2, None, "红色电梯", "苇塘街道", f"{LONG}\n第二段：{LONG}", datetime.date(2025, 6, 1), "重点"],
        [None, None, None, None, None, None, "合计两篇"],
    ],
    title="汇总",
    merged=["A1:G1", "B3:B4"],
    formats={"F3": 'yyyy"年"m"月"d"日"'},
)


# --- one document a row ------------------------------------------------------------------------------------------


def test_submissions_are_one_document_a_row():
    first, second = read_parts(SUBMISSIONS, "汇总.xlsx")
    assert (first.member, second.member) == ("汇总!第3行", "汇总!第4行")
    assert first.reading.text == (
        f"三联三融\n序号：1\n地区：四川省巴中市\n申报单位：巴州区委组织部\n报送时间：2025年5月18日\n{LONG}"
    )
    assert first.reading.properties == {
        "title": "三联三融",
        "region": "四川省巴中市",
        "author": "巴州区委组织部",
        "published_on": "2025-05-18",
        "source": "2025年基层治理案例征集汇总表",
    }
    assert second.reading.properties["region"] == "四川省巴中市"  # merged with the row above
    assert second.reading.text.endswith(f"{LONG}\n第二段：{LONG}")
    assert "备注：重点" in second.reading.text
    assert first.reading.notices == (Notice(NoticeCode.ROWS_WITHOUT_TEXT, "1"),)  # 合计两篇


def test_the_preview_says_what_was_found():
    found = sheet.preview(SUBMISSIONS, "汇总.xlsx").sheets[0]
    assert (found.name, found.title, found.header_row) == ("汇总", "2025年基层治理案例征集汇总表", 2)
    assert (found.mode, found.rows, found.documents) == (Mode.ROWS, 3, 2)
    assert [(column.letter, column.name, column.role) for column in found.columns] == [
        ("A", "序号", Role.OTHER),
        ("B", "地区", Role.REGION),
        ("C", "案例名称", Role.TITLE),
        ("D", "申报单位", Role.AUTHOR),
        ("E", "主要做法", Role.BODY),
        ("F", "报送时间", Role.PUBLISHED_ON),
        ("G", "备注", Role.OTHER),
    ]


def test_several_texts_stand_below_the_names_of_their_columns():
    rows = [["項目名稱", "背景", "主要做法", "成效"], ["甲", LONG, LONG + "二", LONG + "三"]]
    (part,) = read_parts(workbook(rows), "a.xlsx")
    assert part.reading.text == f"甲\n背景\n{LONG}\n主要做法\n{LONG}二\n成效\n{LONG}三"
    spans = [(h.level, part.reading.text[h.start : h.end]) for h in part.reading.headings]
    assert spans == [(1, "甲"), (2, "背景"), (2, "主要做法"), (2, "成效")]


def test_a_header_of_two_lines():
    rows = [
        ["序号", "项目名称", "申报单位", None, "内容简介"],
        [None, None, "名称", "联系人", None],
        [1, "甲项目", "某街道", "张三", LONG],
        [2, "乙项目", "某社区", "李四", LONG],
    ]
    data = workbook(rows, merged=["A1:A2", "B1:B2", "C1:D1", "E1:E2"])
    found = sheet.preview(data, "a.xlsx").sheets[0]
    assert [column.name for column in found.columns] == [
        "序号",
        "项目名称",
        "申报单位名称",
        "申报单位联系人",
        "内容简介",
    ]
    assert (found.header_row, found.documents) == (2, 2)
    assert read_parts(data, "a.xlsx")[0].reading.properties == {"title": "甲项目", "author": "某街道"}


@pytest.mark.parametrize("name", ["excel_template_zh.xlsx", "excel_template_zh_Hant.xlsx"])
def test_templates_of_another_product_in_both_scripts(fixtures, name):
    data = (fixtures / "xlsx" / name).read_bytes()
    (part,) = read_parts(data, name)
    assert part.member == "MaxKB产品介绍!第2行"
    shown = sheet.preview(data, name).sheets
    assert [column.role for column in shown[0].columns] == [Role.TITLE, Role.BODY, Role.OTHER]
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    for cell in book.worksheets[0][2]:
        assert cell.value.strip() in part.reading.text


# --- one document a sheet ----------------------------------------------------------------------------------------


def test_a_list_without_texts_is_one_document():
    rows = [
        ["文件標題", "文號", "發文機關", "發佈日期"],
        ["關於加強社區治理的意見", "國發〔2021〕5號", "國務院", "2021-5-18"],
        ["關於養老服務的通知", "國發〔2021〕6號", "國務院", "2021-5-19"],
    ]
    (part,) = read_parts(workbook(rows, title="清單"), "a.xlsx")
    assert part.member == "清單"
    assert part.reading.text.split("\n") == [
        "文件標題：關於加強社區治理的意見；文號：國發〔2021〕5號；發文機關：國務院；發佈日期：2021-5-18",
        "文件標題：關於養老服務的通知；文號：國發〔2021〕6號；發文機關：國務院；發佈日期：2021-5-19",
    ]
    assert part.reading.properties == {"title": "清單"}


def test_a_form_is_read_label_by_label():
    rows = [
        ["基层治理创新案例申报表", None, None, None],
        ["项目名称", "楼门议事会", "申报单位", "枫浦区"],
        ["联系人", "王五", "联系电话", "0833-1"],
        ["主要做法", LONG, None, None],
    ]
    (part,) = read_parts(workbook(rows, merged=["A1:D1", "B4:D4"]), "a.xlsx")
    assert part.reading.text.split("\n") == [
        "基层治理创新案例申报表",
        "项目名称：楼门议事会",
        "申报单位：枫浦区",
        "联系人：王五",
        "联系电话：0833-1",
        f"主要做法：{LONG}",
    ]


def test_figures_below_words_have_a_header_and_loose_cells_have_none():
    table = workbook([["指标", "2021年", "2022年"], ["社区数", 12, 13.5], ["居民", 3000, 3100]])
    assert (
        read_bytes(table, "a.xlsx").text
        == "指标：社区数；2021年：12；2022年：13.5\n指标：居民；2021年：3000；2022年：3100"
    )
    loose = workbook([["会议记录"], ["参加", "三人", "五人"], ["结论", "通过"]])
    assert read_bytes(loose, "a.xlsx").text == "会议记录\n参加 | 三人 | 五人\n结论 | 通过"


def titles(data: bytes, name: str) -> list[str]:
    entries = assemble_parts(read_parts(data, name), data, shown=name, member=None, origin=None)
    return [entry.document.title for entry in entries]


SCORES = [["编号", "得分"], [0, 80], [1, 75], [2, 91]]


def test_a_whole_sheet_is_called_by_its_title_row_else_its_name_else_its_file():
    titled = [["乡村治理评价得分表"], *SCORES]
    assert titles(workbook(titled, merged=["A1:B1"], title="得分"), "附表.xlsx") == ["乡村治理评价得分表"]
    numbered = [["附件2"], ["乡村治理评价得分表"], ["单位：分"], *SCORES]
    assert titles(workbook(numbered, title="得分"), "附表.xlsx") == ["乡村治理评价得分表"]
    assert titles(workbook(SCORES, title="得分"), "附表.xlsx") == ["得分"]
    for dull in ("Sheet1", "工作表1"):
        assert titles(workbook(SCORES, title=dull), "评价.xlsx") == ["评价"]
    assert titles("编号,得分\n0,80\n1,75\n".encode(), "scores.csv") == ["scores"]
    loose = [["座谈会记录"], ["参加", "三人", "五人"], ["结论", "通过"]]
    assert titles(workbook(loose), "评价.xlsx") == ["座谈会记录"]


def test_several_sheets_as_one_document_are_called_by_their_file():
    book = openpyxl.Workbook()
    for sheet_of_scores in (book.active, book.create_sheet("二")):
        for row in SCORES:
            sheet_of_scores.append(row)
    data = saved(book)
    assert assemble(read_bytes(data, "评价.xlsx"), data, file_name="评价.xlsx", origin=None).document.title == "评价"


@pytest.mark.parametrize("header", [["标题", "正文"], ["題名", "內容"], ["案例标题（必填）", "主要内容"]])
def test_plain_names_make_short_texts_documents(header):
    rows = [header, ["红色电梯", "加装电梯三部。"], ["楼门议事", "每月一次。"], ["三联三融", "党建引领。"]]
    first, *others = read_parts(workbook(rows), "a.xlsx")
    assert first.reading.text == "红色电梯\n加装电梯三部。"
    assert len(others) == 2
    unsaid = [["项目名称", "检查内容"], *rows[1:]]  # a checklist, as far as its header says
    assert len(read_parts(workbook(unsaid), "a.xlsx")) == 1


def test_a_very_large_table_as_one_document_says_so():
    lines = ["编号,得分", *(f"{number},{number % 100}" for number in range(5_001))]
    (part,) = read_parts("\n".join(lines).encode(), "a.csv")
    assert part.reading.notices == (Notice(NoticeCode.SHEET_LARGE, "5001"),)
    (part,) = read_parts("\n".join(lines[:-1]).encode(), "a.csv")
    assert part.reading.notices == ()


@pytest.mark.parametrize("words", ["合计", "总 计", "小计：", "一季度小计"])
def test_totals_are_no_documents(words):
    rows = [["序号", "标题", "正文"], [1, "甲", LONG], [2, "乙", LONG], [words, "2篇", "共2篇"]]
    parts = read_parts(workbook(rows), "a.xlsx")
    assert [part.reading.properties["title"] for part in parts] == ["甲", "乙"]
    assert parts[0].reading.notices == (Notice(NoticeCode.TOTALS_SKIPPED, "1"),)
    assert sheet.preview(workbook(rows), "a.xlsx").sheets[0].documents == 2


def test_a_text_about_totals_is_a_document():
    rows = [["标题", "正文"], ["总计", LONG], ["合计法", LONG]]
    assert len(read_parts(workbook(rows), "a.xlsx")) == 2


def test_every_sheet_is_read_and_hidden_ones_are_named():
    book = openpyxl.Workbook()
    book.active.append(["第一张表的内容"])
    for name, state in (("二", "visible"), ("底稿", "hidden"), ("参数", "veryHidden")):
        made = book.create_sheet(name)
        made.append([f"{name}的内容"])
        made.sheet_state = state
    first, second = read_parts(saved(book), "a.xlsx")
    assert (first.member, second.member) == ("Sheet", "二")
    assert first.reading.notices == (Notice(NoticeCode.SHEETS_SKIPPED, "底稿、参数"),)
    assert second.reading.notices == ()
    whole = read_bytes(saved(book), "a.xlsx")
    assert whole.text == "第一张表的内容\n二的内容"


def test_only_hidden_sheets_hold_something():
    book = openpyxl.Workbook()
    made = book.create_sheet("底稿")
    made.append(["内容"])
    made.sheet_state = "hidden"
    assert refused(saved(book), "a.xlsx") == (ReadProblem.NO_TEXT, "all sheets with text are hidden")


# --- values ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (44334, 'yyyy"年"m"月"d"日"', "2021年5月18日"),
        (44334, code_of(14), "2021/5/18"),
        (44334, code_of(31), "2021年5月18日"),
        (44334, code_of(57), "2021年5月"),
        (44334, '[DBNum1][$-804]yyyy"年"m"月"d"日"', "二〇二一年五月十八日"),
        (44334.5, "yyyy-mm-dd hh:mm:ss", "2021-05-18 12:00:00"),
        (44334.75, "h:mm AM/PM", "6:00 下午"),
        (44334, "aaaa", "星期二"),
        (1.5, "[h]:mm", "36:00"),
        (0.125, "0.0%", "12.5%"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (-5, "#,##0_);(#,##0)", "(5)"),
        (-5, "0.00;[Red]-0.00", "-5.00"),
        (0, '0;-0;"—"', "—"),
        (2.675, "0.00", "2.68"),
        (12, '0"件"', "12件"),
        (5, 'General"人"', "5人"),
        (3, "[$¥-804]#,##0.00", "¥3.00"),
        (7, "0000", "0007"),
        (12345, "0.00E+00", "1.23E+04"),
        (12345678, '0.00,,"百万"', "12.35百万"),
        (0.1 + 0.2, "General", "0.3"),
        (510123199001011, "General", "510123199001011"),
        (-0.001, "0.0", "0.0"),
        (44334, "garbage ??? [", None),
    ],
)
def test_numbers_as_shown(value, code, shown):
    found = show(value, code, WINDOWS_EPOCH)
    assert found.text == shown if shown is not None else found.text


def test_a_date_is_known_whatever_it_looks_like():
    assert show(44334, "m/d/yy", WINDOWS_EPOCH).day == "2021-05-18"
    assert show(44334, 'm"月"d"日"', WINDOWS_EPOCH).day is None  # the year is not shown
    assert show(0.5, "h:mm", WINDOWS_EPOCH).day is None


def test_dates_counted_from_1904():
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    for row in (["题目", "日期"], ["甲", datetime.date(2021, 5, 18)], ["乙", datetime.date(2021, 5, 19)]):
        book.active.append(row)
    assert read_bytes(saved(book), "a.xlsx").text == "题目：甲；日期：2021-05-18\n题目：乙；日期：2021-05-19"


def test_saved_values_of_formulas_are_read_errors_and_unsaved_ones_counted():
    data = workbook([["题目", "数"], ["甲", 1], ["乙", 2], ["丙", "=1+1"]])
    assert Notice(NoticeCode.FORMULAS_UNSAVED, "1") in read_bytes(data, "a.xlsx").notices

    def save_values(xml: bytes) -> bytes:
        xml = re.sub(rb'<c r="B4"[^>]*><f>1\+1</f><v\s*/?>(?:</v>)?</c>', b'<c r="B4"><f>1+1</f><v>2</v></c>', xml)
        return re.sub(rb'<c r="B3"[^>]*>.*?</c>', b'<c r="B3" t="e"><f>1/0</f><v>#DIV/0!</v></c>', xml)

    reading = read_bytes(with_part(data, "xl/worksheets/sheet1.xml", save_values), "a.xlsx")
    assert reading.text == "题目：甲；数：1\n题目：乙\n题目：丙；数：2"
    assert reading.notices == (Notice(NoticeCode.CELL_ERRORS, "1"),)


def test_rich_text_escapes_and_blanks():
    data = workbook([["甲_x000D_\n乙", "  前后有空格  "], ["丙", "丁"]])
    assert "甲\n乙 |" in read_bytes(data, "a.xlsx").text
    assert "| 前后有空格\n" in read_bytes(data, "a.xlsx").text
    runs = "<si><r><t>红色</t></r><r><t>电梯</t></r><rPh sb='0' eb='2'><t>音</t></rPh></si>"
    rich = f"<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>{runs}</sst>"
    assert read_bytes(shared_strings(rich), "a.xlsx").text == "红色电梯"


CELL = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=30
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.one_of(CELL, st.just(LONG)), min_size=1, max_size=5), min_size=1, max_size=8))
def test_every_cell_stands_verbatim_in_some_document(rows):
    kept = [[cell for cell in row if cell.strip()] for row in rows]
    if not any(kept):
        return
    book = openpyxl.Workbook()
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            cell = book.active.cell(number, column, text)
            cell.data_type = "s"  # no formula, whatever it begins with
    data = saved(book)
    parts = {part.member: part.reading for part in read_parts(data, "a.xlsx")}
    found = sheet.preview(data, "a.xlsx").sheets[0]
    left_out = -bool(found.title) if found.mode is Mode.ROWS else 0
    for number, row in enumerate(kept, start=1):
        reading = parts.get(f"Sheet!第{number}行" if found.mode is Mode.ROWS else "Sheet")
        if reading is not None and number != found.header_row:
            assert all(cell.strip() in reading.text for cell in row)
        left_out += bool(row) and number != found.header_row and reading is None
    assert [int(notice.detail) for notice in next(iter(parts.values())).notices] == ([left_out] if left_out else [])
    for reading in parts.values():
        for heading in reading.headings:
            assert reading.text[heading.start : heading.end].strip() == heading.title


# --- header names ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("題名", Role.TITLE),
        ("标 题", Role.TITLE),
        ("项目名称（必填）", Role.TITLE),
        ("案例題目", Role.TITLE),
        ("正文", Role.BODY),
        ("主要做法及成效", Role.BODY),
        ("內容", Role.BODY),
        ("發文機關", Role.ISSUER),
        ("申报单位全称", Role.AUTHOR),
        ("作者", Role.AUTHOR),
        ("文号", Role.DOCUMENT_NUMBER),
        ("发文字号", Role.DOCUMENT_NUMBER),
        ("成文日期", Role.PUBLISHED_ON),
        ("地區", Role.REGION),
        ("所属区县", Role.REGION),
        ("市州", Role.REGION),
        ("来源", Role.SOURCE),
        ("原文链接", Role.URL),
        ("联系电话", Role.OTHER),
        ("序号", Role.OTHER),
        ("得分", Role.OTHER),
    ],
)
def test_what_header_names_mean(name, role):
    assert role_of(name) is role


def test_column_letters():
    assert [column_letters(number) for number in (0, 25, 26, 701, 702, 16_383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
    assert all(column_number(column_letters(number)) == number for number in range(2_000))


# --- CSV ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "big5", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_csv_in_any_encoding_and_with_any_delimiter(encoding, delimiter):
    text = "社區黨組織牽頭成立議事會，把停車難問題擺到桌面上，居民、物業、商戶三方協商，先後召開十二次會議。" * 3
    body = f'"{text}{delimiter}{text[:20]}\n第二行"'
    rows = [["標題", "發文機關", "正文"], ["通知一", "民政局", body], ["通知二", "民政局", body]]
    data = "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)
    first, second = read_parts(data, "a.csv")
    assert (first.member, second.member) == ("第2行", "第3行")
    assert first.reading.text == f"通知一\n發文機關：民政局\n{body.strip(chr(34))}"
    assert first.reading.properties == {"title": "通知一", "issuer": "民政局"}


def test_a_csv_without_texts_is_one_document():
    (part,) = read_parts("姓名,电话\n张三,1\n李四,2\n".encode("gbk"), "a.csv")
    assert (part.member, part.reading.text) == ("全表", "姓名：张三；电话：1\n姓名：李四；电话：2")
    assert part.reading.media_type == "text/csv"


def test_an_unclosed_quotation_mark_loses_nothing():
    text = read_bytes('标题,正文\n甲,"没有收尾\n乙,第二行\n'.encode(), "a.csv").text
    for word in ("甲", "没有收尾", "乙", "第二行"):
        assert word in text


QUOTE_NOT_CLOSED = [
    '甲,某局,"没有收尾\n乙,某局,第二行\n丙,某局,第三行\n',  # to the end of the file
    '甲,某局,"没有收尾\n乙,某局,第二行\n丙,某局,"第三行"\n',  # to the next quotation mark
    '甲,某局,"没有收尾\n乙,某局,第二行\n丙,某局,第三行"\n',  # closed, rows further down
]


@pytest.mark.parametrize("rows", QUOTE_NOT_CLOSED)
def test_an_unclosed_quotation_mark_swallows_no_rows(rows):
    parts = read_parts(f"标题,单位,正文\n{rows}".encode(), "a.csv")
    assert [part.reading.properties["title"] for part in parts] == ["甲", "乙", "丙"]
    assert parts[0].reading.text.endswith("没有收尾")
    assert parts[2].reading.text.strip('"').endswith("第三行")
    assert Notice(NoticeCode.QUOTES_IGNORED) in parts[0].reading.notices


@pytest.mark.parametrize(
    "cell", ['"第一行\n第二行, 有逗号\n第三行"', '"他说""好""，\n就走了"', '"一\n二"尾', '"没有收尾\n也没有逗号']
)
def test_texts_of_several_lines_stay_whole(cell):
    parts = read_parts(f"标题,单位,正文\n甲,某局,一\n乙,某局,{cell}\n".encode(), "a.csv")
    assert [part.reading.properties["title"] for part in parts] == ["甲", "乙"]
    assert not any(notice.code == NoticeCode.QUOTES_IGNORED for notice in parts[0].reading.notices)


def test_a_quotation_mark_that_swallows_more_than_a_cell_may_hold(monkeypatch):
    monkeypatch.setattr(sheet, "_LONGEST_FIELD", 1_000)
    rows = "".join(f"题{number},某局,第{number}行\n" for number in range(200))
    parts = read_parts(f'标题,单位,正文\n甲,某局,"没有收尾\n{rows}'.encode(), "a.csv")
    assert len(parts) == 201


# --- hostile -----------------------------------------------------------------------------------------------------


def test_a_million_formatted_rows_without_content_cost_little(monkeypatch):
    data = workbook([["标题", "正文"], ["甲", LONG]])
    empty = "".join(
        f'<row r="{number}" s="1" customFormat="1"><c r="A{number}" s="1"/><c r="B{number}" s="1"/></row>'
        for number in range(3, 100_003)
    )

    def bloat(xml: bytes) -> bytes:
        return xml.replace(
            b"</sheetData>", empty.encode() + b'<row r="1048576"><c r="B1048576" s="1"/></row></sheetData>'
        )

    met = []
    elements = xml_package.XmlPackage._elements
    monkeypatch.setattr(
        xml_package.XmlPackage,
        "_elements",
        lambda self, *given: (met.append(1) or element for element in elements(self, *given)),
    )
    (part,) = read_parts(with_part(data, "xl/worksheets/sheet1.xml", bloat), "a.xlsx")
    assert part.reading.text == f"甲\n{LONG}"
    assert len(met) < 200  # the empty rows never became elements


def test_rows_beyond_the_limit_are_reported(monkeypatch):
    monkeypatch.setattr("corpus.readers.xlsx_grid.MAX_ROWS", 3)
    monkeypatch.setattr(sheet, "MAX_ROWS", 3)
    rows = [["题目", "数"], *([f"题{number}", number] for number in range(9))]
    for data, name, said in ((workbook(rows), "a.xlsx", "Sheet1!1–3"), (b"t,n\na,1\nb,2\nc,3\n", "a.csv", "1–3")):
        assert Notice(NoticeCode.ROWS_SKIPPED, said) in read_bytes(data, name).notices


def test_a_merged_region_as_large_as_the_sheet():
    data = workbook([["标题", "正文"], ["甲", LONG], ["乙", LONG]])
    region = b'<mergeCells count="1"><mergeCell ref="C1:XFD1048576"/></mergeCells>'
    huge = with_part(
        data, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", b"</sheetData>" + region)
    )
    assert len(read_parts(huge, "a.xlsx")) == 2


def test_a_bomb_is_refused(monkeypatch):
    monkeypatch.setattr(xml_package, "_MAX_ALL_XML", 1_000_000)
    bomb = with_part(
        workbook([["甲"]]), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", b" " * 2_000_000)
    )
    assert refused(bomb, "a.xlsx")[0] is ReadProblem.TOO_LARGE


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/strings.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_entities_that_multiply_are_refused(part):
    entities = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    whole = shared_strings("<sst><si><t>甲</t></si></sst>")
    assert read_bytes(whole, "a.xlsx").text == "甲"
    data = with_part(whole, part, lambda xml: entities + xml.split(b"?>", 1)[-1])
    problem, detail = refused(data, "a.xlsx")
    assert problem is ReadProblem.DAMAGED
    assert "entities" in detail


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_a_workbook_with_a_damaged_part_is_read_as_far_as_it_goes_or_refused(part):
    data = with_part(workbook([["甲", 1], ["乙", 2]]), part, lambda xml: xml[: len(xml) // 2])
    with contextlib.suppress(ReadError):
        assert read_bytes(data, "a.xlsx").text.strip()


def test_protected_and_damaged_workbooks():
    data = workbook([["甲"]])
    assert refused(data[: len(data) // 2], "a.xlsx")[0] is ReadProblem.DAMAGED
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le")
    assert refused(ole, "a.xlsx")[0] is ReadProblem.ENCRYPTED
    assert refused(workbook([[None]]), "a.xlsx")[0] is ReadProblem.NO_TEXT


@settings(max_examples=150, deadline=None)
@given(st.binary(min_size=1, max_size=400), st.floats(0, 1))
def test_a_workbook_damaged_anywhere_is_read_or_refused(noise, place):
    at = int(place * len(SUBMISSIONS))
    for data in (SUBMISSIONS[:at] + noise + SUBMISSIONS[at + len(noise) :], b"PK\x03\x04" + noise):
        with contextlib.suppress(ReadError):
            sheet.read_parts(data, "a.xlsx")


@settings(max_examples=100, deadline=None)
@given(st.binary(min_size=1, max_size=300))
def test_arbitrary_bytes_in_a_sheet_or_a_csv_are_read_or_refused(noise):
    data = with_part(SUBMISSIONS, "xl/worksheets/sheet1.xml", lambda xml: xml[:900] + noise + xml[900:])
    for content, name in ((data, "a.xlsx"), (noise, "a.csv")):
        with contextlib.suppress(ReadError):
            sheet.read_parts(content, name)


@settings(max_examples=200, deadline=None)
@given(
    st.floats(allow_nan=False, allow_infinity=False), st.text('yYmMdDhHsS0#?.,;%"\\_*[]$-eEaA/年月日 @', max_size=20)
)
def test_any_number_in_any_format_is_shown(value, code):
    assert isinstance(show(value, code, WINDOWS_EPOCH).text, str)
