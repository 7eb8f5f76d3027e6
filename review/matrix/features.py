"""What is known of a sentence when it is asked whether it is evidence for a criterion: numbers, by name."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from indexing.analyzer import Dictionary, terms_of_folded
from indexing.encoder import Encoder, Vectors
from review.matrix.stretches import Stretch
from review.matrix.wanted import Forms, Wanted, mass, overlap

NAMES = (
    "words",  # the criterion's words that stand in it, by weight, with less for each further one
    "word_best",  # the weight of the heaviest
    "parts",  # the parts of its compound words that stand in it where the whole does not, by weight
    "name",  # the share of the name's terms, by weight
    "terms",  # how much of what it says the criterion's whole text says, against chance
    "dense_best",  # closeness to the nearest of description, questions, examples and words, against chance
    "dense_mean",  # to all of them
    "agreement",  # words and closeness together: a word that means something else here stands alone
    "heading",  # the heaviest of the criterion's words in the headings above it
    "heading_name",  # the share of the name's terms there
    "figures_wanted",  # it has figures and the criterion asks for them
    "figures_missing",  # it has none and the criterion asks for them
    "figures",  # it has figures and the criterion does not ask for them
    "denied",  # it says that something is not there
    "denied_wanted",  # ... and the criterion asks for problems
    "unknown",  # it says that something was not told
    "planned",  # it says what shall or ought to be
    "planned_wanted",  # ... and the criterion asks for plans
    "creed",  # it professes rather than reports
    "row",  # it is a row of a table
    "change_wanted",  # it says what is new or done otherwise than before, and the criterion asks for that
    "rules_wanted",  # it names rules, standards or written forms, and the criterion asks for them
    "steady_wanted",  # it says what goes on, or who pays and keeps it, and the criterion asks for that
)
Features = NDArray[np.float32]
"""Shape (sentences, len(NAMES))."""

_MOST_DENSE = 6.0
_FIGURE = re.compile(
    r"\d+(?:[.,]\d+)*\s*(?:%|％|‰|[多余几]?[万亿千百]?\s*(?:[个名人户件次家栋台套张项元篇册亩里米层组条期场处块支座所宗份对类]|百分点|公里))"
    r"|百分之[一二三四五六七八九十百零点]+|[一二三四五六七八九十百千]{2,}[余多]?[个名人户件次家栋台套张项元]|\d+\.\d+|数[百千万]|上[百千万亿]|(?<![\d.])\d{3,}(?![\d.])"
)
_DATES = re.compile(
    r"(?:19|20)\d\d\s*年(?:\d{1,2}月)?(?:\d{1,2}日)?|\d{1,2}月\d{1,2}日|第\d+|[“「《‘][^”」》’]{0,30}[”」》’]"
)
_DENIED = re.compile(
    r"没有(?!.{1,14}而是)|沒有(?!.{1,14}而是)|尚未|未能|未(?=[^来來央必免婚成])|缺乏|缺少|不足(?![两一二三\d])|薄弱|有待|不够|不明|不清|滞后|难以|难题|困境|堵点|弱化|不愿|淡薄|制约|差距"
)
_UNKNOWN = re.compile(
    r"(?:没有|没|未|缺少|并未|尚未)(?:列出|给出|披露|说明|交代|提供|公布|写|载|展开|统计|量化|记录)|(?:没有|缺少|且没有)(?:数据|证据|第三方)|另行查找|补充核实|无法判断|应当?补|有待核实"
)
# 响应, 主要, 责任目标是 and other words that only look like plans are none.
_PLANNED = re.compile(
    r"必须|必須|(?<![响回适效供反对相照感顺呼])应(?![急用答对邀诉届接聘征])|应当|(?<!与)需要(?!的)|建议(?!权)|主张|呼吁|提醒|报告要求|要求是|任务是|提倡(?=.{0,6}应)"
    r"|(?<![主重首摘简纲只不])要(?=[在把将以从让使按坚加推健完建做深进着通强优注重更善充抓发]|求)|将(?=[继进持在会要对加推全以])|拟|下一步|力争|计划(?!生)|打算|探索(?=.{0,12}(?:路径|评价))|可以(?=[通推依在打])|目标是|方向是|有望|展望|亟需|迫切|不断|努力|着力|大力"
)
# What is done otherwise than before or elsewhere.
_CHANGE = re.compile(
    r"不再|改为|改成|改由|改变|(?:变为|转为|转变|变成|转向|转换)|打破|突破|首次|首个|首创|首家|率先|唯一|独创|创新|新型|新机制|新模式|过去|原来|原先|以往|以前|传统|如今|取代|代替|而不是|而非|没有.{1,14}而是"
    r"|试点|重塑|合并|取消|称为|合称|从.{1,12}到.{1,12}(?:转|变)|由[^，。；]{1,14}(?:变|转|改|到)"
)
_RULES = re.compile(
    r"出台|印发|制定|制订|制发|修订|条例|办法|章程|规则|规定|《[^》]{2,30}(?:方案|意见|办法|规则|条例|章程|标准|规程|公约|制度|指南|规划)》|制度|标准|规范|流程|清单|手册|指引|公约|村规民约|协议|范本|模板|写入|写进|列入|纳入|工作法|文件|推广|示范|观摩|现场会"
)
_STEADY = re.compile(
    r"长效|常态|长期|连续[两二三四五六七八九十几多\d]|持续|每(?:一?年|个?月|季|个季度|周|半年|日|天)|[年月周](?:开|召开|改选|报告)?一次|定期|年度|轮[流值岗换]|逐年|预算|经费|补助|奖补|基金|公共收益|管护|运维|维护|换届|届满|专人|专职|考核|问责|追责|台账|待遇|成本|保障|[二两2]0[012]\d年(?:以来|起|开始)"
)
_CREED = re.compile(
    r"习近平|总书记|十[八九]大|二十大|[一二三四五六七]中全会|重要(?:讲话|论述|指示|组成|意义|举措|保证|标准)|精神|指导思想|根本遵循|新时代|新形势|新的历史|新使命|有力保证|组织保障|时代之音|基石|必然|本质|核心要求|(?:效果|成效|成果)(?:突出|显著|明显)|更优|新?面貌|现代化|格局|势必|桥梁和纽带|总揽全局|获得感|幸福感|良好(?:氛围|局面)|强大合力|新篇章|美好画卷"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """The sentences of a document as every criterion needs them: folded, as terms, and as vectors (n, d)."""

    folded: tuple[str, ...]
    headings: tuple[str, ...]
    terms: tuple[frozenset[str], ...]
    masses: tuple[float, ...]
    heading_terms: tuple[frozenset[str], ...]
    vectors: Vectors
    plain: Features

    def __len__(self) -> int:
        return len(self.folded)


def read(folded: str, some: Sequence[Stretch], encoder: Encoder, dictionary: Dictionary) -> Reading:
    """Prepare the sentences of a document whose folded text is `folded`."""
    texts = tuple(folded[one.start : one.end] for one in some)
    headings = tuple(one.headings for one in some)
    known = {heading: frozenset(terms_of_folded(heading, dictionary)) for heading in set(headings)}
    terms = tuple(frozenset(terms_of_folded(text, dictionary)) for text in texts)
    plain = np.array([_plain(text, row=one.row) for text, one in zip(texts, some, strict=True)], dtype=np.float32)
    return Reading(
        texts,
        headings,
        terms,
        tuple(map(mass, terms)),
        tuple(known[heading] for heading in headings),
        encoder.encode_documents(texts),
        plain.reshape(len(texts), 9),
    )


def figures(text: str) -> list[tuple[int, int]]:
    """Where quantities stand in folded text; dates, ordinals and what stands in quotation marks are none."""
    masked = _DATES.sub(lambda match: " " * len(match[0]), text)
    return [match.span() for match in _FIGURE.finditer(masked)]


def _plain(text: str, *, row: bool) -> tuple[float, ...]:
    """What does not depend on the criterion: figures, denial, ignorance, plans, creed, and whether it is a row."""
    count = len(figures(text))
    return (
        min(count, 3) ** 0.5 / 3**0.5,
        float(_DENIED.search(text) is not None),
        float(_UNKNOWN.search(text) is not None),
        min(len(_PLANNED.findall(text)), 2) / 2,
        min(len(_CREED.findall(text)), 2) / 2,
        float(row),
        min(len(_CHANGE.findall(text)), 2) / 2,
        min(len(_RULES.findall(text)), 3) / 3,
        min(len(_STEADY.findall(text)), 2) / 2,
    )


def features(reading: Reading, wanted: Wanted) -> Features:
    """The features of every sentence for one criterion."""
    n = len(reading)
    found = np.zeros((n, len(NAMES)), dtype=np.float32)
    if not n:
        return found
    column = {name: index for index, name in enumerate(NAMES)}
    forms = [word.forms for word in wanted.words]
    words = _weights(forms, reading.folded)
    found[:, column["words"]] = np.log1p(words.sum(axis=1))
    found[:, column["word_best"]] = words.max(axis=1, initial=0.0)
    parts = np.where(words > 0, 0, _weights([word.parts for word in wanted.words], reading.folded))
    found[:, column["parts"]] = np.log1p(parts.sum(axis=1))
    found[:, column["name"]] = [_share(wanted, some) for some in reading.terms]
    mean, spread = wanted.chance
    shared = map(overlap, itertools.repeat(wanted.terms), reading.terms, reading.masses)
    found[:, column["terms"]] = [(one - mean) / spread for one in shared]
    dense = np.clip((_products(reading.vectors, wanted.vectors) - wanted.mean) / wanted.spread, -2, _MOST_DENSE)
    found[:, column["dense_best"]] = dense.max(axis=1)
    found[:, column["dense_mean"]] = dense.mean(axis=1)
    close = np.clip(found[:, column["dense_mean"]], 0, None)
    found[:, column["agreement"]] = np.sqrt(found[:, column["words"]] * close)
    unique = list(dict.fromkeys(reading.headings))
    above = dict(zip(unique, _weights(forms, unique).max(axis=1, initial=0.0).tolist(), strict=True))
    found[:, column["heading"]] = [above[heading] for heading in reading.headings]
    found[:, column["heading_name"]] = [_share(wanted, some) for some in reading.heading_terms]
    counted, denied, unknown, planned, creed, row, change, rules, steady = reading.plain.T
    found[:, column["figures_wanted"]] = counted * wanted.figures
    found[:, column["figures_missing"]] = (counted == 0) * wanted.figures
    found[:, column["figures"]] = counted * (1 - wanted.figures)
    found[:, column["denied"]] = denied * (1 - wanted.problems)
    found[:, column["denied_wanted"]] = denied * wanted.problems
    found[:, column["unknown"]] = unknown
    found[:, column["planned"]] = planned * (1 - wanted.plans)
    found[:, column["planned_wanted"]] = planned * wanted.plans
    found[:, column["creed"]] = creed
    found[:, column["row"]] = row
    found[:, column["change_wanted"]] = change * wanted.change
    found[:, column["rules_wanted"]] = rules * wanted.rules
    found[:, column["steady_wanted"]] = steady * wanted.steady
    return found


def _products(sentences: Vectors, sought: Vectors) -> Features:
    """The inner products; on one thread, since so small a product is slower on several when others work, too."""
    with _pools().limit(limits=1):
        return sentences @ sought.T


@functools.cache
def _pools() -> ThreadpoolController:
    return ThreadpoolController()


def _weights(words: Sequence[Forms], texts: Sequence[str]) -> Features:
    """How much each of `words` says in each of `texts`, shape (texts, words): that of the heaviest form there."""
    whole = "\n".join(texts)
    found = np.zeros((len(texts), len(words)), dtype=np.float32)
    for column, forms in enumerate(words):
        for form, weight in forms:
            if form not in whole:
                continue
            for row, text in enumerate(texts):
                if form in text:
                    found[row, column] = max(found[row, column], weight)
    return found


def _share(wanted: Wanted, terms: frozenset[str]) -> float:
    whole = sum(wanted.name.values())
    return sum(weight for term, weight in wanted.name.items() if term in terms) / whole if whole else 0.0
