"""The title of a document: as the file declares it, found again in the text where possible, else as printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from corpus.lines import Line, front_matter_end, lines_of
from corpus.markers import marker_of
from corpus.model import Confidence, MetadataValue, Origin, Reading
from corpus.official.header import Header, is_furniture, is_history
from corpus.standalone import is_byline, is_speaker
from corpus.structure import clean_title, declared_title

LONGEST_TITLE = 160
_SHORTEST_TITLE = 5
_MOST_TITLE_LINES = 4

_GENRE = re.compile(
    r"(?:条例|规定|办法|细则|决定|决议|命令|公报|公告|通告|意见|通知|通报|报告|请示|批复|议案|函|纪要|方案|规划|计划|纲要"
    r"|指引|指南|要点|准则|规程|规则|规范|章程|解释|清单|标准|通则|须知|注意事项|目录|预案|大纲|公约|协定|声明|(?<=的)安排|令|法)$"
)
_TAIL = re.compile(r"\s*(?:[（(〔\[][^（(）)]{0,30}[）)〕\]]|_index)\s*$")
_NOT_A_LAW = re.compile(r"(?:做|方|看|说|想|用|执|司|立|普|守|合|违|语|书|依|文)法$")

_SITE_SUFFIX = re.compile(
    r"\s*(?:[-_|]+|>>?)\s*[^-_|>]{2,30}(?:网|网站|政府|门户|平台|局|委|厅|新闻|频道|报|大学|学院)[^-_|>]{0,8}$"
)
_NO_TITLE = re.compile(
    r"^(?:untitled|无标题|未命名|新建|document|文档|microsoft word|幻灯片|slide|[\W\d_a-z]*$)", re.IGNORECASE
)
_NAME_LIKE = re.compile(r"[\u4e00-\u9fff](?:\s?[\u4e00-\u9fff]){1,3}")
_DOCUMENT_NUMBER_LINE = re.compile(r"[〔\[（(【［]\s?(?:19|20)\d\d\s?[〕\]）)】］]\s?第?\s?\d+\s?号|第\s?\d+\s?号$")
_NOT_TITLE = re.compile(
    r"[>＞|\t@]|https?:|www\.|^[（(]|^[\d\s年月日:：./-]+$|[，,、；;：:。]$|^(?:图片|附件|目录|目次|秘密|机密|特急|急件|各[^，]{1,20}[：:])|文件$"
)
_LABELLED = re.compile(
    r"^[ \t]*(?:标\s{0,4}题|题\s{0,4}名|名\s{0,4}称|文件名称)\s?:[ \t]*(?P<value>[^\n]{5,160}?)[ \t]*$", re.MULTILINE
)
_ISSUED = re.compile(r"(?:印发|转发|发布|公布)\s?《[^《》]+》$")
_ONLY_ACT = re.compile(r"[^关]{2,40}(?:公告|通告|令)")  # of whom, without of what
_OPENS = re.compile(r"(?:政府|委员会|办公室|办公厅|局|厅|部|委|法院|检察院|等\d{1,3}(?:个)?(?:部门|单位|机关))$")
_ISSUES = re.compile(r"(?:印发|转发|发布|公布)\s?$")
_NEAR_TOP = 3_000
_ARTICLE_OF = re.compile(
    r"(?P<law>.{2,}?)[ 　]*第[ 〇零○一二三四五六七八九十百千廿卅0-9０-９]{1,9}[条條]"
    r"(?:之[一二三四五六七八九十0-9]{1,3})?"
)
_REPORT = re.compile(r"(?:\d{4}年)?[\u4e00-\u9fff]{0,12}?政府工作报告")
_FILE_NUMBER = re.compile(r"^[\d_\-. ]+|[_\-. ]+[0-9a-f]{8,}$")


def law_of(title: str) -> str | None:
    """The law that a document is an article of, by its `title`: 民法典 of 民法典第五十四条."""
    match = _ARTICLE_OF.fullmatch(title.strip())
    return match["law"] if match else None


def genre_of(title: str) -> str | None:
    """The kind of official document that the last word of `title` (in simplified characters) names, such as 通知."""
    stem = previous = title.removesuffix("》") if _ISSUED.search(title) else title
    while (stem := _TAIL.sub("", previous)) != previous:
        previous = stem
    match = _GENRE.search(stem)
    if match is None or (match[0] == "法" and _NOT_A_LAW.search(stem)) or match.start() < 2:
        return None
    return match[0]


def title_of(reading: Reading, header: Header, folded: str, *, file_name: str) -> MetadataValue | None:
    """The title with its evidence; None where the text has none and neither the file nor its name says.

    In order: the declared main heading; the title that the file states; the first lines that read as one; the name
    of the file if it is in Chinese. A name alone on the first line is an author, never a title.
    """
    text = reading.text
    if (declared := declared_title(reading)) and not is_history(declared.title):
        return MetadataValue(declared.title, Origin.TEXT, declared.start, declared.end)
    if (labelled := _LABELLED.search(folded, 0, min(len(folded), _NEAR_TOP))) and "title" not in reading.properties:
        return MetadataValue(clean_title(text[slice(*labelled.span("value"))]), Origin.TEXT, *labelled.span("value"))
    if sheet := clean_title(reading.properties.get("title", "")) if reading.reader == "sheet" else "":
        # Stated by a cell, the sheet or the file; the rows below are values, whatever the first of them looks like.
        located = _located(sheet, text, header) if len(sheet) >= _SHORTEST_TITLE else None
        return located or MetadataValue(sheet[:LONGEST_TITLE], Origin.FILE)
    stated = _without_site(clean_title(reading.properties.get("title", "")))
    if len(stated) >= _SHORTEST_TITLE and not (_NO_TITLE.match(stated) or is_history(stated)):
        return _located(stated, text, header) or MetadataValue(stated[:LONGEST_TITLE], Origin.FILE)
    printed = _printed(header.lines, text, folded)
    named = _from_file_name(file_name)
    if named and (located := _located(named, text, header)):
        return located
    printed = printed or _reported(text, folded)
    return printed or (MetadataValue(named, Origin.FILE, confidence=Confidence.MEDIUM) if named else None)


def _reported(text: str, folded: str) -> MetadataValue | None:
    """The title of a report whose lines were all run into one."""
    first = next(lines_of(text, front_matter_end(text)), None)
    match = _REPORT.match(folded, first.start, first.end) if first else None
    return MetadataValue(text[match.start() : match.end()], Origin.TEXT, *match.span()) if match else None


def _without_site(title: str) -> str:
    """A page title without the names of section and site behind it."""
    while (shorter := _SITE_SUFFIX.sub("", title)) != title:
        title = shorter
    before = title.split("_")[0].strip()
    return before if len(before) >= _SHORTEST_TITLE else title


def _located(title: str, text: str, header: Header) -> MetadataValue | None:
    """`title` where the top of the text prints it, whatever the blanks and line breaks."""
    letters = [re.escape(char) for char in title if not char.isspace()]
    end = max(header.body, header.lines[-1].end if header.lines else 0) + LONGEST_TITLE
    match = re.compile(r"\s{0,4}".join(letters)).search(text, 0, min(end, len(text)))
    if match is None:
        return None
    wrapped = "\n" in match.group()  # where a line break fell says nothing about blanks
    return MetadataValue(title if wrapped else clean_title(match.group()), Origin.TEXT, *match.span())


def _could_begin(line: Line) -> bool:
    content = line.text
    if not _SHORTEST_TITLE <= len(content) <= LONGEST_TITLE or marker_of(content) is not None:
        return False
    if is_furniture(content) or is_history(content.lstrip("# ")) or _NAME_LIKE.fullmatch(content):
        return False
    if is_byline(content) or is_speaker(content):
        return False
    return not (_NOT_TITLE.search(content) or _DOCUMENT_NUMBER_LINE.search(content) or _is_masthead(content))


def _is_masthead(content: str) -> bool:
    """中 共 某 市 委 文 件, spaced to fill its line."""
    return "".join(content.split()).endswith("文件") and " " in content


def _printed(lines: Sequence[Line], text: str, folded: str) -> MetadataValue | None:
    """The first line that reads as a title, with those below it up to the word that closes an official title."""
    for i, line in enumerate(lines):
        if not _could_begin(line):
            continue
        if _ONLY_ACT.fullmatch(line.text) and any(_says_more(other, folded) for other in lines[i + 1 : i + 4]):
            continue
        end = _closing_line(lines[i : i + _MOST_TITLE_LINES], folded)
        title = clean_title(text[line.start : end])
        sure = genre_of(folded[line.start : end]) is not None
        return MetadataValue(title, Origin.TEXT, line.start, end, Confidence.HIGH if sure else Confidence.MEDIUM)
    return None


def _says_more(line: Line, folded: str) -> bool:
    """Whether it is the full title below a line that only says who announces something."""
    content = folded[line.start : line.end]
    return content.startswith("关于") and genre_of(content) is not None


def _closing_line(lines: Sequence[Line], folded: str) -> int:
    """Where a title ends that begins on the first of `lines`: official titles run on until their genre."""
    printed = ""
    for line in lines:
        issued = _ISSUES.search(printed) is not None
        content = folded[line.start : line.end]
        printed += content
        if issued and content.startswith("《") and content.endswith("》"):
            return line.end
        if "关于" not in printed and not (_OPENS.search(printed) or _ISSUES.search(printed)):
            return lines[0].end
        if genre_of(printed):
            return line.end
    return lines[0].end


def _from_file_name(file_name: str) -> str | None:
    """The name of the file without suffix, leading and trailing numbers, if at least four characters are Chinese."""
    stem = _FILE_NUMBER.sub("", _FILE_NUMBER.sub("", PurePath(file_name).stem)).strip()
    stem = re.sub(r"[（(]\d{4}-\d\d?-\d\d?[）)]$", "", stem)
    chinese = sum("\u4e00" <= char <= "\u9fff" for char in stem)
    return clean_title(stem) if chinese >= _SHORTEST_TITLE - 1 else None
