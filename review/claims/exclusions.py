"""Numbers that count nothing: names, slogans, ordinals, document numbers, headings, scores, codes.

All patterns run on folded text (simplified, half-width, lower case).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from review.claims.model import Measure, Qualifier, Span
from review.claims.numbers import Number
from review.claims.vocabulary import word_list, word_set

_C = "[一二两三四五六七八九十百千零〇]"
_N = r"(?:\d+|[一二两三四五六七八九十百千零〇]+)"

_PATTERNS = (
    # document numbers, headings, list numbers, citations, codes
    r"[〔\[【(]\s?(?:19|20)\d\d\s?[〕\]】)]\s?第?\s?\d+\s?号?(?:\s?[:：]\s?\d+(?:\s?[-—–]\s?\d+)?)?",
    r"(?:19|20)\d\d(?:,\d+)?\(\d+\)(?:[:.]\s?\d+(?:[-—–]\d+)?)?",
    r"第[一二三四五六七八九十\d]{1,3}个(?:[五三十]年|年头|月|年|季度)",
    rf"第\s?{_N}(?:\s?[-—–~至到]\s?{_N})?",
    r"(?m:^[ \t　>#*]*(?:[一二三四五六七八九十百]{1,4}[、.,，]|[(（]\s?[一二三四五六七八九十\d]{1,3}\s?[)）]|"
    r"\d{1,2}(?:\.\d{1,2}){0,3}(?:[.、．)]|\s(?=[^\d\s%]))(?!\d)))",
    r"\(\s?[一二三四五六七八九十]{1,3}\s?\)|\(\d{1,2}\)|\[\d{1,3}(?:[-,]\d{1,3})*\]",
    r"(?<![\d一二三四五六七八九十])[一二三四五六七八九十]{1,2}(?:是|要(?!求))(?=[^\d])|其[一二三四五六七八九]|"
    r"(?<!分)之[一二三四五六七八九](?=[,。;、”])",
    r"(?:证号|编号|代码|电话|热线|邮编|邮政编码|传真|qq|issn|isbn|doi|身份证|股票代码|版本|号码|账号|学号|"
    r"车牌|工号)(?:号码?|为)?\s?[:：]?\s?[\d\-a-z.]+",
    r"\d{5,}(?=热线|平台|专线|便民|电话|\()|1[0-9]{4}(?=[、“”])|(?<!\d)1[3-9]\d{9}(?!\d)|0\d{2,3}-\d{7,8}",
    rf"{_N}(?:号|#|室|弄|路公交)(?!店)|\d+(?:\.\d+){{2,}}",
    r"\d{1,3}\s?[:]\s?\d{1,3}(?:[:]\d{2})?(?!\d)|(?<![\d.])\d{1,2}时(?:\d{1,2}分)?(?:许|整)?|(?:凌晨|早上?|"
    r"上午|中午|下午|晚上?|当晚|傍晚|夜间|至|到)\d{1,2}点(?:半|\d{1,2}分?|左右)?",
    r"(?<![\d.])(?:[01]?\d|2[0-4])点(?:\d{1,2}分?|半|钟|左右|多|许|整)?(?![\d.]|个)|(?<![\d.])(?:0\d|"
    r"1[0-2])[/](?:[0-3]\d)(?!\d)",
    r"\d{1,2}(?:对|比)\d{1,2}(?!\d)|\d+/\d+(?!\d)(?!%)|[-−]?\d+(?:\.\d+)?°",
    r"(?<=[a-z])[-_.]?\d+(?:\.\d+)*(?:[a-z]+\d*)?|\d+(?:\.\d+)*(?=[a-fh-jln-z](?![a-z]))|"
    r"\d+[a-z](?![a-z])(?<=[dgkcpsxyz])",
    r"\d+(?:\.\d+)?(?:\s?[-—–~至到]\s?\d+(?:\.\d+)?)?(?:公里|米)处|\d{1,2}分\d{1,2}秒\d*|列车\d+次|"
    r"零[一二三四五六七八九十]+",
    r"\d+分钟(?=[^,。;、]{0,8}圈)",
    r"https?:[!-~]+|www\.[!-~]+|[a-z\d._+\-]{1,64}@[a-z\d.\-]+|[a-f\d]{16,}",
    # ordinals and ranks
    rf"前{_N}(?!年|个月|个季度|万|亿|千|百|余)(?:名|位|强|大|家|个|甲)?|(?:亚洲|世界|全国|全省|全球|国内|"
    rf"全市)第?{_N}强|{_N}强(?=[县市区企])",
    r"世界500强|中国500强|500强|\d+后|[五六七八九零]+后(?=[、,的青年人党])",
    # formulas and slogans
    r"(?:[\da-z一二两三四五六七八九十]\s?\+\s?)+[\da-zx一二两三四五六七八九十]+(?!\d*(?:\.\d+)?%)|(?:互联网|"
    r"党建)\s?\+",
    rf"{_C}{{1,3}}大(?!于|约|幅|学|量)|\d{{1,2}}大(?=[^\d小]{{1,12}})",
    r"十[九八七六]届|二十[大届]|十[四三二一]五|[一二三]中全会|[二三四五六七八九十一]{1,3}中全会",
    r"中央八项规定|八项规定|八项要求|三大攻坚|三会一课|四套班子|三个代表|五个一|四个(?:意识|自信|全面|到位)|"
    r"两个(?:维护|确立|结合|毫不动摇|一以贯之|百年|文明)|两会|两岸|两委|两新|"
    r"五位一体|四位一体|三位一体|[一二三四五六七八九]站式|一[、,]?二[、,]?三产业|[一二三]次产业|三农|三公经费|"
    r"双[一二三四五六七八九十]|两学一做|三严三实|三去一降一补|九年义务|四好农村|九三学社|"
    r"千方百计|千家万户|千万工程|百千万工程|百县千镇万村|万里长[城征江]|百花齐放|百年|千年|万年|五一|七一|"
    r"二轮(?=延包|承包|土地)|[六九]年制|八一|十一(?=长假|黄金周|期间|假期|国庆)|六一(?=儿童)|三八(?=妇女|红旗)|双碳|十分(?!之|钟|[,。])|"
    r"三江|六安|三亚|四川|九江|八里|三明|三门峡|七台河|五指山|六盘水|十堰|千岛湖|五大连池|万宁|万州|百色|三峡|"
    r"五常|四平|五河|九寨沟|"
    r"四处|四面八方|五湖四海|三番五次|七上八下|乱七八糟|三心二意|再三|接二连三|三三两两|五花八门|四通八达|"
    r"八仙过海|一五一十|两口子|老两口|小两口|两者|三者|二者|两性|二手|二维码|二级市场|二线|二孩|三孩|二胎|"
    r"三胎|两极|三七|二三线|[一二三四]线|三甲|三伏|三九|万象|万事|万分|万一|万众|万物|万科|千万不|千万别|百姓|"
    r"百货|百度|百强|千里|百般|百忙|四季|四周(?!年|内|的时间)|五官|五金|六神|七夕|十字|两侧|两旁|两边|两端|"
    r"两翼|两头|两手|两级|两面|两地|两番次|两人(?:世界)|八卦|八方|三角|四方|多方",
    r"[一二三四五六七八九十]{1,2}级|\d{1,2}级(?!台阶)|\d+(?:\.\d+)?级地震|"
    r"[一二两三四五六七八九十]{1,2}(?:方面|层面|点建议|点意见|体化|把手|期(?!间))|"
    r"[一二两三四五六七八九十]{1,2}(?:层|楼|种|类|重|样|步|届|号)",
    r"[一二两三四五六七八九十\d]{1,2}年(?:级|行动|规划|计划|攻坚|方案|倍增|提升|大变局|义务教育)|"
    r"[一二三两]次(?:性|方|元|创业|供水|分配|污染|能源|电池|函数|育|革命|会议|全会|代表|大会)|"
    r"[一二三四五六七八九十]{1,3}次(?=党代会|全会|全体|会议|常委|主席团|理事)|[一二三四五六七八九十]件大事|"
    r"几次三番|四个现代化|[一二三四五六七八九十]{1,3}届[一二三四五六七八九十]{1,3}次",
    r"\d+(?:\.\d+)?(?:千伏|kv)(?=[^\s,。;、)])|零(?=距离|容忍|碳|排放|跑腿|工|件|售|部件|基|花|散|星|差评|"
    r"上访|售|死角|投诉)|\d{1,2}×\d+(?:h|小时)?|\d{1,2}\*\d+|7天24小时|24小时(?=不间断|值班|在线|热线|自助|"
    r"营业|便利|服务|全天|开放|轮)",
)
_EXCLUDED = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS))
_QUOTED = re.compile('[“「『‘"]([^”」』’"\n]{1,14})[”」』’"]')
_FORMULA = re.compile("[“「][^”」\n,，。]{0,30}[+＋][^”」\n,，。]{0,30}[”」]")
_SLOGAN = re.compile(r"[+＋]|[一二两三四五六七八九十]|^\d+$")
_PLAIN = re.compile(r"(?:\d[\d,.]*[万亿]?(?:%|元|户|人|万元|亿元))")
_BOOK = re.compile("《[^》\n]{1,80}》|〈[^〉\n]{1,80}〉")
_MOST = 10  # up to here, numbers in Chinese characters order a thought: 三个方面, 五项措施, 两个问题
_GENERIC = word_set("个 项 条 种 类 点 份 张 道 句 段 首 把 步 场 大 重 篇")
_ABSTRACT = word_list(
    """
    积极性 大局 方面 问题 原则 要求 环节 特点 特征 阶段 步骤 层次 层面 维度 角度 关键 重点 要素 目标 任务 关系 优势 意识
    机制 体系 制度 措施 举措 路径 模式 理念 方向 领域 功能 作用 结合 统一 转变 突破 主题 部分 因素 条件 原因
    理由 办法 方法 内容 类型 故事 时期 时代 世纪 道理 世界 清单 主线 主体 过程 底线 红线 大局 文明 革命 阵营
    战线 基本 必须 坚持 高地 极端 创新点 障碍 矛盾 服务 工作 精神 思想 道路 力量 路线 政策 纲领 主义 变化 挑战
    机遇 考验 意见 建议 观点 看点 亮点 时段 角色 模块 维护 确立 自信 市场 循环 轮子 拳头 融合 提升 能力 规律
    战略 工程 行动 趋势 标准 指标 系统
    """
)


def excluded(folded: str) -> Iterator[Span]:
    """The stretches of a text whose numbers are no figures."""
    for found in _EXCLUDED.finditer(folded):
        yield found.span()
    for found in _QUOTED.finditer(folded):
        if _SLOGAN.search(found[1]) and not _PLAIN.search(found[1]):
            yield found.span()
    for found in _FORMULA.finditer(folded):
        yield found.span()
    for found in _BOOK.finditer(folded):
        yield found.span()


def is_rhetoric(folded: str, number: Number, object_at: Span | None) -> bool:
    """Whether a number in Chinese characters, up to ten, goes with a word that nobody counts as a result."""
    if number.arabic or number.measure is not Measure.COUNT or number.figure.high > _MOST:
        return False
    if number.unit not in _GENERIC or number.figure.qualifier is not Qualifier.EXACT:
        return False
    if object_at is None:
        return True
    named = folded[object_at[0] : object_at[1]]
    return named.endswith(_ABSTRACT) or named.startswith("方面")
