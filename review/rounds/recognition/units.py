"""Units: offices, companies, schools that a place or a label gives a name (云岭市青禾区住房局, 申报单位：…)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from review.rounds.names import NameKind
from review.rounds.recognition.words import HAN, Found, Words, begins_name, everywhere, is_ordinary, tags

_WORD = r"[\u3400-\u9fff](?<![的了在是将把等从由向对为有着这那并也都被让其以到给使等])"
_SUFFIX = (
    r"人民政府|政府|工作委员会|委员会|党工委|纪工委|纪委|人大常委会|人大|政协|政法委|组织部|宣传部|统战部|教研部|办事处|办公室"
    r"|管委会|指挥部|领导小组|(?:协|学|联合|促进|商|理事|慈善|基金|业主|红十字)会|联盟|合作社|居委会|村委会|工会|妇联|团委|残联"
    r"|研究院|研究所|研究会|事务所|派出所|检察院|法院|党校|干校|大学|学院|中学|小学|幼儿园|学校|医院|卫生院|养老院|福利院"
    r"|服务队|电视台|广播台|出版社|报社|日报|晚报|融媒体|银行|公司|集团|工厂|博物馆|图书馆|档案馆|文化馆|中心(?!城)|总队|支队"
    r"|事务处|管理处|局(?![面势限部])|厅(?!堂)|站(?![在到点起])|综合治理办|综治办|街道办|指导办"
)
_DIRECT = re.compile(r"委(?![员托派任])|人民政府|政府|人大|政协|纪委")
_BODY = re.compile(rf"(?P<body>(?:{_WORD}){{0,14}}?)(?P<suffix>{_SUFFIX})")
_MORE = re.compile(rf"(?P<body>(?:{_WORD}){{0,8}}?)(?P<suffix>{_SUFFIX})")
_COMPANY = re.compile(
    rf"(?P<name>(?:(?![和与及对至往])(?:{_WORD})|[a-z0-9()·]){{2,24}}?(?:有限责任公司|股份有限公司|有限公司|股份公司|集团公司))"
)
_PRESS = re.compile(r"日报|晚报|早报|时报|论坛网|新闻网|电视台")
_LABEL = re.compile(
    r"(?:申报|推荐|报送|主办|承办|协办|完成|实施|所在|工作|牵头|编写)?(?:单位|机构|企业)(?:名称)?\s{0,4}[:：]\s{0,4}"
    r"(?P<name>[^\s:：;；,，。()（）、|]{3,40})|编写[:：]\s{0,4}(?P<group>[\u3400-\u9fff]{2,12}[组室部处])"
)
_TRADES = frozenset(
    "发展 管理 监督 服务 治理 规划 建设 教育 救助 保障 审计 统计 检察 执法 研究 卫生 更新 改革 开发 信访 投资".split()  # noqa: SIM905
)
_IN_A_ROW = 4  # places at most before the name of an office: province, city, county, town
_BESIDE = ("上", "下", "里", "内", "外", "旁", "边", "附近", "一")
_VERBS = ("v", "vd", "vi", "d", "p")


def offices(words: Words, places: Sequence[Found]) -> Iterator[Found]:
    """Offices that begin with a place or several in a row; what belongs to them (市委党校教研部) included."""
    folded = words.folded
    begun: dict[int, int] = {}
    for one in places:
        if one.kind is NameKind.PLACE:
            begun[one.end] = min(one.start, begun.get(one.end, one.start))
    for end in sorted(begun):
        start = begun[end]
        for _ in range(_IN_A_ROW):
            start = begun.get(start, start)
        stop = _end(folded, end)
        if stop > end:
            if folded.startswith("中共", start - 2):
                start -= 2
            yield Found(NameKind.UNIT, folded[start:stop], start, stop)


def _end(folded: str, start: int) -> int:
    """Where the office ends whose place ends at `start`; `start` itself where there is none."""
    direct = _DIRECT.match(folded, start)
    end = direct.end() if direct else start
    first = None if direct else _BODY.match(folded, start)
    if first and _is_name(first["body"]):
        end = first.end()
    while end > start and (more := _MORE.match(folded, end)) and _is_name(more["body"]):
        end = more.end()
    return end


def _is_name(body: str) -> bool:
    """Whether a name may go on with `body`: no verb stands in it that is none of the trade of an office."""
    return not any(tag in _VERBS and word not in _TRADES and (len(word) >= 2 or tag != "v") for word, tag in tags(body))


def labelled(words: Words, places: Sequence[Found]) -> Iterator[Found]:
    """Companies, newspapers, and what stands behind 申报单位."""
    folded = words.folded
    names: dict[str, None] = {}
    for match in _LABEL.finditer(folded):
        names |= dict.fromkeys(name for name in match.groupdict().values() if name and HAN.search(name))
    begins = sorted(one.start for one in places)
    for match in _COMPANY.finditer(folded):
        # the place that it begins with, where words of the sentence stand before that
        start = next((at for at in begins if match.start() <= at < match.end() - 4), match.start())
        names[folded[start : match.end()]] = None
    for name in [*names, *_press(words)]:
        for at in everywhere(folded, name):
            yield Found(NameKind.UNIT, name, at, at + len(name))


def _press(words: Words) -> Iterator[str]:
    for match in _PRESS.finditer(words.folded):
        starts = [start for start in range(match.start() - 2, match.start() - 5, -1) if start >= 0]
        for start in starts:
            if not HAN.fullmatch(words.folded, start, match.start()):
                break
            if begins_name(words, start) and not is_ordinary(words.folded[start : match.start()]):
                yield words.folded[start : match.end()]
                break
