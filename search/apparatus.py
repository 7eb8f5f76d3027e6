"""Passages that say what a text is instead of what it says: source notes, references, title blocks, contents."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.official.dates import dates_in
from search.signals import Readable

_HEADINGS = re.compile(
    r"(?:资料|数据|文章|信息|图片)?(?:来源|出处)(?:说明)?|(?:主要)?(?:参考|引用|征引)(?:文献|资料|书目|文件)|(?:注释|脚注|尾注|附注)"
    r"|(?:作者|编者)(?:简介|介绍|信息)|(?:版权|授权)(?:声明|信息|说明)|致谢|(?:延伸|相关|推荐|拓展)阅读|相关(?:链接|新闻|报道)|猜你喜欢"
)
_NUMBERING = re.compile(r"^[\d一二三四五六七八九十(（第]*[、.．)）章节部分\s]*")
# What begins a line of a title block; the colon tells it from a sentence. And a line that says what the text is for.
_LABELS = re.compile(
    r"(?:(?:资料|数据|文章|信息|稿件)?来源|出处|原载|原标题|作者|记者|编辑|责编|责任编辑|审核|供稿|通讯员|整理"
    r"|(?:发布|发表|更新|成文|印发|公布|制定)?(?:日期|时间)|(?:发文|发布)(?:机关|单位|字号)|文号|网址|链接|关键词|字号|浏览)[:：]"
    r"|(?:申报|报送|推荐|填报)(?:单位|地区|机构):[^,;。]{1,30}$"
    r"|(?:特别)?(?:声明|说明|提示|注)?:?本(?:材料|文|案例|资料|报告|文件)[为系]"
    r"(?:示例|虚构|演示|样例|范例|模拟)(?:材料|案例|文本|数据)?(?:[(,;。]|$)"
)
# A line of a table of contents: it ends with dots and the number of a page, or is nothing but the name of a chapter.
_CONTENTS = re.compile(
    r"目\s*[录次]|"
    r".{1,60}?\s*(?:[.…·•]\s*){2,}\(?\d{1,4}\)?"
    r"|第[〇零一二三四五六七八九十百\d]{1,5}(?:[编章节篇]|部分)(?:\s+|、|:|(?=总则|附则))[^,:;。?!]{1,25}"
)
_ASKED_FOR = re.compile(
    r"来源|出处|作者|谁写|写的|撰写|执笔|编写|改写|发表|刊登|刊载|登在|期刊|杂志|报纸|哪份报|媒体|出版|文献|参考|引用|论文"
    r"|版权|授权|网址|链接|记者|哪一期|第几期|(?:申报|报送|推荐)单位|谁申报|^目录$|(?:报告|文章|全文|材料|文件)的?目录|哪几章|[是为]虚构|虚构的[吗么?]"
)
_AROUND = "# \t"  # the mark of a heading in Markdown
_LONGEST_LABELLED = 80  # characters: what is longer tells something, whatever it begins with
_LEAST_LISTED = 3  # lines of a table of contents that stand with another title than the document's
_LEAST = 20  # letters that say something beside the title and what labels begin


def is_apparatus(read: Readable) -> bool:
    """Whether a passage stands under a heading such as 资料来源, or holds but names of chapters or labelled lines."""
    above = read.context.split("\n")[:-1]
    if len(above) > 1 and _HEADINGS.fullmatch(_NUMBERING.sub("", above[-1])):
        return True
    written = [bare for line in read.folded.splitlines() if (bare := line.strip(_AROUND))]
    lines = ["".join(line.split()) for line in written]
    listed = [bool(_CONTENTS.fullmatch(line)) for line in written]
    others = [line for line, is_listed in zip(lines, listed, strict=True) if not is_listed]
    if any(listed) and _telling(others, above) < (_LEAST if sum(listed) >= _LEAST_LISTED else 1):
        return True
    labelled = [line for line in lines if len(line) <= _LONGEST_LABELLED and _LABELS.match(line)]
    if not labelled:
        return False
    return _telling([line for line in lines if line not in labelled], above) < _LEAST


def _telling(lines: Sequence[str], above: Sequence[str]) -> int:
    """How many letters of `lines` are not headings `above` them."""
    return sum(map(str.isalnum, "".join(line for line in lines if line not in above)))


def asks_for_apparatus(folded: str) -> bool:
    """Whether a folded question is about where a text comes from, or nothing but a date."""
    asked = folded.strip()
    is_date = any(date.exact and (date.start, date.end) == (0, len(asked)) for date in dates_in(asked))
    return is_date or bool(_ASKED_FOR.search(asked))
