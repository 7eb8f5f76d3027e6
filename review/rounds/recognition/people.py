"""People, by their family name and what stands around it (书记张三, 张三说, 王阿姨), and how to reach them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.official.authors import LONG_SURNAMES, SURNAMES
from review.rounds.names import NameKind
from review.rounds.recognition.words import Found, Words, begins_name, everywhere, known, tags

_SURNAME = f"(?:{'|'.join(sorted(LONG_SURNAMES))}|[{SURNAMES}])"
_NOT_GIVEN = (
    "的了在是将把等从由向对为有着这那并也都被让其以到给使说某还就已曾又会能要不没很更最则却先再才正可及和与或各每全摄副"
)
_GIVEN = rf"(?:[\u3400-\u9fff](?<![{_NOT_GIVEN}]))"
_NAME = rf"{_SURNAME}{_GIVEN}{{1,2}}"
_SPACED = rf"{_SURNAME}[ \u3000\xa0]{{0,2}}{_GIVEN}(?:{_GIVEN})?"
_RANK = (
    "书记|主任|局长|院长|校长|部长|处长|科长|股长|会长|理事长|秘书长|总经理|经理|董事长|主席|镇长|乡长|区长|县长|市长|省长|厅长|村长"
    "|参谋长|教授|研究员|讲师|老师|记者|通讯员|律师|楼长|楼栋长|组长|队长|所长|站长|园长|馆长|负责人|同志|主持人|作者|联系人|联络员|召集人"
)
_GROUP = (
    "教师|编辑|医生|护士|法官|警官|民警|居民|村民|业主|党员|网格员|网格长|调解员|志愿者|社工|代表|委员|干事|职工|工人|干部|户主"
    "|经营者|骑手|司机|店主|老板|学生|家长|队员|成员|会员|乡贤|能人|模范|工程师|设计师"
)
_TITLE = f"{_RANK}|{_GROUP}"
_SAYS = (
    "说道|说|表示|认为|指出|建议|介绍|告诉|坦言|回忆|解释|分享|强调|谈及|谈到|感慨|笑着|评价|称|透露|呼吁|直言|感叹|坦承|提出|担任|牵头|带领"
    "|主动|家住|今年|自己|一家|夫妇|老人|家里|家的|的家"
)
_BEFORE = re.compile(
    rf"(?:{_RANK}|(?P<group>{_GROUP}))[ \u3000\n]{{0,2}}"
    rf"(?P<name>{_NAME}?)(?:(?![\u3400-\u9fff])|(?={_SAYS}|和|与|及|等))"
)
_ENDS_WITH_TITLE = re.compile(rf"(?:{_TITLE})[ \u3000\n]{{0,2}}$")
_SAID = re.compile(_SAYS)
_AFTER = re.compile(rf"(?<![\u3400-\u9fff])(?P<name>{_NAME}?)(?={_SAYS}|{_TITLE})")
_LABEL = re.compile(
    r"(?:作\s{0,4}者|联系人|负责人|申报人|责任编辑|编辑|校对|记者|通讯员|主持人|姓\s{0,4}名|主要完成人|撰稿|执笔|经办人)\s{0,3}[:：]\s{0,3}"
    rf"(?P<names>{_SPACED}(?:[、,，;； ]{{1,2}}{_SPACED}){{0,9}})(?![\u3400-\u9fff])"
)
_CITED = re.compile(
    rf"(?:\[\d{{1,3}}\]|[\u2460-\u2473]|(?:^|\s)\d{{1,2}}[.、]?)\s{{0,2}}(?P<name>{_NAME})(?=[.,，、:：])"
)
_BORN = re.compile(rf"(?<![\u3400-\u9fff])(?P<name>{_NAME})(?=\s?\(?(?:\d{{4}}[-—年]|男|女)|\((?:男|女|化名))")
_KIN = re.compile(
    rf"(?P<name>(?![任常时同])[{SURNAMES}](?:书记|主任|局长|经理|老师|教授|医生|校长|院长|所长|律师|阿姨|大爷|大妈|大叔|大娘|奶奶|爷爷|师傅|女士|先生|大姐|大哥|婆婆|叔叔|老汉|大伯|婶|阿婆|小姐|老伯))"
)
_SHORT = re.compile(
    rf"(?P<name>(?:老(?![龄])|小(?![康时米麦方毛石金]))[{SURNAMES}])"
    r"(?=[^\u3400-\u9fff]|说|告诉|表示|家|也|在|的|是|把|和|跟|给|又|就|带|主动|常|每|从|一边|笑)"
)
_LINE = re.compile(rf"^(?:[^\n。]{{0,30}}[ \u3000])?(?P<name>{_SPACED})$", re.MULTILINE)
_UNSURE = "向于和万成时应方同年常"  # surnames that are words of every day more often
_PUBLIC = frozenset({"习近平", "毛泽东", "邓小平", "江泽民", "胡锦涛", "周恩来", "刘少奇", "马克思", "列宁", "雷锋"})
_PHONE = re.compile(
    r"(?<![\d.])(?:1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[-—– ]?\d{7,8}|400[- ]?\d{3}[- ]?\d{4})(?![\d.])"
)
_MAIL = re.compile(r"[a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,5}")
_BLANK = re.compile(r"[ \u3000\xa0]")


def contacts(folded: str) -> Iterator[Found]:
    """Telephone numbers and e-mail addresses."""
    for pattern in (_PHONE, _MAIL):
        for match in pattern.finditer(folded):
            yield Found(NameKind.CONTACT, match.group(), *match.span())


def people(words: Words) -> Iterator[Found]:
    """Names of people; one that something around it shows to be a name is one wherever it stands."""
    folded = words.folded
    seen = {_BLANK.sub("", name): None for name in _in_context(words)} | dict.fromkeys(_tagged(words))
    for name in list(seen):
        seen |= dict.fromkeys(_beside(words, name))
    for name in seen:
        if name not in _PUBLIC and not _is_word(name):
            for at in everywhere(folded, name):
                yield Found(NameKind.PERSON, name, at, at + len(name))
    for printed, at in _spaced(folded):
        name = _BLANK.sub("", printed)
        if name not in _PUBLIC:
            yield Found(NameKind.PERSON, name, at, at + len(printed))
    yield from _familiar(words)


def _familiar(words: Words) -> Iterator[Found]:
    """老王, 王阿姨, 李书记."""
    for pattern in (_SHORT, _KIN):
        for match in pattern.finditer(words.folded):
            before = words.folded[max(match.start() - 1, 0) : match.start()]
            if begins_name(words, match.start()) or before in "请找户民员人帮问陪见叫":
                yield Found(NameKind.PERSON, match["name"], *match.span("name"))


def _in_context(words: Words) -> Iterator[str]:
    folded = words.folded
    tagged = set(_tagged(words, shortest=2))
    for match in _BEFORE.finditer(folded):
        name = match["name"]
        # 居民张贴, 志愿者高龄化: behind those who are many, a word of every day is the rule
        if not match["group"] or name in tagged or (len(name) == 3 and not known(name[:2])):
            yield name
    for name, start in _model_names(words, shortest=2):
        if _ENDS_WITH_TITLE.search(folded, max(start - 6, 0), start) or _SAID.match(folded, start + len(name)):
            yield name
    for pattern in (_AFTER, _CITED, _BORN):
        for match in pattern.finditer(folded):
            yield match["name"]
    for name, _ in _spaced(folded):
        yield name


def _beside(words: Words, name: str) -> Iterator[str]:
    """Names that are joined to `name` by 、 or 和 and end where a word does."""
    ends = {start + len(word) for word, _, start in words.tagged}
    for match in re.finditer(rf"{re.escape(name)}[、和与及]", words.folded):
        for length in (3, 2):
            end = match.end() + length
            other = words.folded[match.end() : end]
            if end in ends and re.fullmatch(_NAME, other) and not _is_word(other):
                yield other
                break


def _spaced(folded: str) -> Iterator[tuple[str, int]]:
    """Names behind a label, and those that end a line by themselves, as printed, with their place."""
    for match in _LABEL.finditer(folded):
        for name in re.finditer(_SPACED, match["names"]):
            yield name.group(), match.start("names") + name.start()
    for match in _LINE.finditer(folded):
        bare = _BLANK.sub("", match["name"])
        if any(tag.startswith("nr") for _, tag in tags(bare)) and not _is_word(bare):
            yield match["name"], match.start("name")


def _tagged(words: Words, *, shortest: int = 3) -> Iterator[str]:
    """What the word list or its model takes for a name; those of two characters are often none."""
    return (name for name, _ in _model_names(words, shortest=shortest))


def _model_names(words: Words, *, shortest: int) -> Iterator[tuple[str, int]]:
    for word, tag, start in _joined(words):
        if tag not in ("nr", "nrt", "nrfg") or len(word) < shortest or not re.fullmatch(_NAME, word):
            continue
        unsure = word[0] in _UNSURE or known(word)  # 向居民; 高素质 is in the list as a name
        if not (len(word) == 3 and known(word[:2])) and not (unsure and known(word[1:])):
            yield word, start


def _joined(words: Words) -> Iterator[tuple[str, str, int]]:
    """The words, and a family name with the given name behind it: 王 and 崇德 are 王崇德."""
    before = ("", "", 0)
    for one in words.tagged:
        yield one
        if len(before[0]) == 1 and before[1] == "nr" and len(one[0]) == 2 and one[1] in ("nr", "nrt"):
            yield before[0] + one[0], "nr", before[2]
        before = one


def _is_word(name: str) -> bool:
    """Whether it is a word of every day all the same, as 文明 is."""
    if name[0] in _UNSURE and known(name[1:]):
        return True
    parts = tags(name)
    if len(parts) == 1:
        return known(name) and not (parts[0][1].startswith("nr") and len(name) == 3)
    return len(name) == 3 and any(len(word) == 2 and not tag.startswith("n") for word, tag in parts)
