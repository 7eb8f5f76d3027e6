"""What a quantitative statement is: its figure, unit, object, time and subject, and where it stands.

All offsets are half-open code points of `document.text`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from review.model import Quotation

Span = tuple[int, int]


class Qualifier(StrEnum):
    """How exactly a figure is meant."""

    EXACT = "exact"
    ABOUT = "about"  # 约, 左右
    NEARLY = "nearly"  # 近, 不足: a little less
    OVER = "over"  # 超过, 余, 多, 以上: a little or much more
    AT_LEAST = "at_least"  # 不少于, 至少
    UP_TO = "up_to"  # 不超过, 以下, 最多


class Measure(StrEnum):
    """What kind of quantity a figure is."""

    COUNT = "count"  # with a unit, or of something named without one
    PERCENT = "percent"  # 92.6%, 八成, 三分之二: always in percent
    POINTS = "points"  # 3个百分点
    MULTIPLE = "multiple"  # 2倍


@dataclass(frozen=True, slots=True)
class Figure:
    """A value, or a range from `low` to `high`, as it is stated; `qualifier` says how exactly."""

    low: Decimal
    high: Decimal
    qualifier: Qualifier = Qualifier.EXACT

    @property
    def middle(self) -> Decimal:
        """The value, or the middle of the range."""
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Claim:
    """One quantitative statement.

    `quotation` is the sentence, or the clauses around the number where that is long. `number` spans the numeral with
    万 and 亿 (of 92.6% only 92.6), `whole` also its qualifiers and its unit. `figure` is the full value in `unit`:
    3,640万元 is 36,400,000 元. `unit` is in simplified characters, % for every `PERCENT`, empty where there is none;
    `object` is what is counted, as printed (empty where nothing names it), at `object_at` where that stands in one
    piece. `when` is the time as printed, `period` the same as ISO 8601 (2021, 2021-12, 2021-12-31, 2020/2022), empty
    where it cannot be told. `label` says what state of the object is counted (已完工). `planned` marks targets, `part`
    what 其中 introduces, `change` a rise or fall instead of a level, `each` an amount per something (每户).
    """

    quotation: Quotation
    number: Span
    whole: Span
    printed: str
    figure: Figure
    measure: Measure
    unit: str
    object: str = ""
    object_at: Span | None = None
    label: str = ""
    when: str = ""
    period: str = ""
    subject: str = ""
    planned: bool = False
    part: bool = False
    change: bool = False
    each: bool = False

    @property
    def doc_id(self) -> str:
        """The document that states it."""
        return self.quotation.doc_id


class ContradictionKind(StrEnum):
    """In which way figures do not agree."""

    TWO_VALUES = "two_values"
    PARTS_EXCEED = "parts_exceed"
    PERCENTAGE = "percentage"
    LIBRARY = "library"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Figures that cannot all be right, and the words they stand in.

    `claims` are, by kind: the two values; the whole, then its parts; the whole, the part, the percentage; the value of
    the submission, then that of the library. `quotations` hold them: one where all stand together, else one a claim.
    `expected` is what the others lead to (the sum of the parts, the percentage that follows), None for two values.
    """

    kind: ContradictionKind
    claims: tuple[Claim, ...]
    quotations: tuple[Quotation, ...]
    expected: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """A claim as it is compared with others: `value` in the group's base unit, per thousand residents if known."""

    claim: Claim
    value: Decimal
    per_thousand: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """What several submissions state of the same object in the same base unit; members by document, then place."""

    object: str
    unit: str
    members: tuple[Compared, ...]

    @property
    def documents(self) -> int:
        """How many submissions state it."""
        return len({one.claim.doc_id for one in self.members})
