"""What a submission has to have, as a round asks for it; written and read as TOML."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

import tomli_w

from review.rounds.model import RoundError, RoundProblem

LONGEST_TEXT = 10_000_000  # characters
_LIMIT = 40  # of sections, words, attachments
_WORDS = 60  # characters


@dataclass(frozen=True, slots=True)
class Section:
    """A part that a submission has to have: how it is called, and words one of which stands in its heading."""

    name: str
    words: tuple[str, ...]


SECTIONS = (
    Section(
        "基本情况", ("基本情况", "基本信息", "概况", "概述", "案例简介", "项目简介", "单位简介", "摘要", "案例名称")
    ),
    Section("背景与问题", ("背景", "问题", "起因", "缘由", "由来", "现状", "需求", "难点", "痛点", "动因")),
    Section(
        "主要做法", ("做法", "举措", "措施", "实施", "方案", "过程", "路径", "实践", "怎么做", "工作内容", "主要内容")
    ),
    Section("实施成效", ("成效", "成果", "效果", "实效", "结果", "成绩", "收获", "变化")),
    Section("可复制推广", ("推广", "复制", "启示", "经验", "借鉴", "示范", "价值", "思考")),
)


@dataclass(frozen=True, slots=True)
class Requirements:
    """What is asked of every submission of a round; what is empty, 0 or False is not asked for.

    `shortest` and `longest` count letters (characters that are neither blank nor punctuation); `earliest` and `latest`
    are ISO 8601 days for the date of the submission, `dated` that there is one at all. `attachments` are words that
    name an attachment each (承诺书); `contact` wants a person or unit with a telephone number or an e-mail address;
    `duplicates` that no other submission of the round is the same text.
    """

    sections: tuple[Section, ...] = SECTIONS
    shortest: int = 1_000
    longest: int = 20_000
    dated: bool = False
    earliest: str = ""
    latest: str = ""
    attachments: tuple[str, ...] = ()
    contact: bool = False
    duplicates: bool = True


NOTHING = Requirements(sections=(), shortest=0, longest=0, duplicates=False)
"""Nothing is asked for."""


def checked(given: Requirements) -> Requirements:
    """`given`, cleaned, if it can be asked for.

    Raises:
        RoundError: it cannot; the first fault is named.
    """
    if not 0 <= given.shortest <= LONGEST_TEXT or not 0 <= given.longest <= LONGEST_TEXT:
        raise _fault(f"a length is between 0 and {LONGEST_TEXT} characters")
    if given.longest and given.shortest > given.longest:
        raise _fault(f"the shortest length {given.shortest} is above the longest {given.longest}")
    for day in (given.earliest, given.latest):
        if day and not is_day(day):
            raise RoundError(RoundProblem.BAD_DATE, day)
    if given.earliest and given.latest and given.earliest > given.latest:
        raise RoundError(RoundProblem.DATES_TURNED, f"{given.earliest}, {given.latest}")
    if len(given.sections) > _LIMIT or len(given.attachments) > _LIMIT:
        raise _fault(f"at most {_LIMIT} sections and attachments can be asked for")
    sections = tuple(Section(_word(one.name), _words(one.words) or (_word(one.name),)) for one in given.sections)
    return Requirements(
        sections,
        given.shortest,
        given.longest,
        given.dated,
        given.earliest,
        given.latest,
        _words(given.attachments),
        given.contact,
        given.duplicates,
    )


def is_day(text: str) -> bool:
    """Whether `text` is a day as ISO 8601 writes it."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return False
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def to_toml(requirements: Requirements) -> str:
    """As a file that people change, and as a round keeps it."""
    return tomli_w.dumps(asdict(requirements) | {"sections": [asdict(one) for one in requirements.sections]})


def from_toml(text: str) -> Requirements:
    """What `to_toml` wrote, or somebody by hand; what is left out is as usual.

    Raises:
        RoundError: it cannot be read, or asked for.
    """
    try:
        given = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise _fault(f"the requirements are no TOML ({str(error)[:100]})") from None
    unknown = [key for key in given if key not in {one.name for one in fields(Requirements)}]
    if unknown:
        raise _fault(f"{unknown[0][:_WORDS]} is nothing that can be asked for")
    values: dict[str, object] = {}
    for one in fields(Requirements):
        if one.name in given:
            values[one.name] = _value(one.name, given[one.name])
    return checked(Requirements(**values))  # type: ignore[arg-type]  # _value looked at each


def _value(name: str, given: object) -> object:
    if name == "sections":
        return tuple(map(_section, _listed(name, given)))
    if name == "attachments":
        return tuple(map(_word, _listed(name, given)))
    wanted: type = type(getattr(Requirements(), name))
    if isinstance(given, datetime.date) and wanted is str:
        return given.isoformat()[:10]
    if type(given) is not wanted:
        raise _fault(f"{name} is {str(given)[:_WORDS]!r}")
    return given


def _listed(name: str, given: object) -> list[object]:
    if not isinstance(given, list):
        raise _fault(f"{name} is no list")
    return given


def _section(given: object) -> Section:
    if isinstance(given, str):
        return Section(_word(given), (_word(given),))
    if not isinstance(given, Mapping):
        raise _fault("a section is a name, or a table with name and words")
    words = given.get("words", [])
    return Section(_word(given.get("name", "")), tuple(map(_word, _listed("words", words))))


def _words(given: tuple[str, ...]) -> tuple[str, ...]:
    if len(given) > _LIMIT:
        raise _fault(f"there are at most {_LIMIT} words for one thing")
    return tuple(dict.fromkeys(_word(one) for one in given))


def _word(given: object) -> str:
    word = " ".join(given.split()) if isinstance(given, str) else ""
    if not word or len(word) > _WORDS:
        raise _fault(f"{str(given)[:_WORDS]!r} is no name of 1 to {_WORDS} characters")
    return word


def _fault(what: str) -> RoundError:
    return RoundError(RoundProblem.REQUIREMENT, what)
