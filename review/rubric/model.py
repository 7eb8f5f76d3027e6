"""What submissions are judged by: criteria with weights, what to ask of each, and the words that speak to it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from corpus.errors import CasebaseError

FORMAT = 1  # of `Rubric.digest`: another one makes what was computed from a rubric out of date


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that submissions are judged by.

    `key` names it in addresses and tables and never changes; `weight` is positive, in whatever unit the rubric uses.
    `words` are what evidence for it is searched by; `examples` are sentences as a good submission might have them.
    """

    key: str
    name: str
    weight: Decimal
    description: str = ""
    questions: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rubric:
    """Criteria, and the scale that each is scored on: from `lowest` to `highest` in steps of `step`."""

    key: str
    title: str
    description: str
    criteria: tuple[Criterion, ...]
    lowest: Decimal = Decimal(0)
    highest: Decimal = Decimal(10)
    step: Decimal = Decimal(1)

    @property
    def digest(self) -> str:
        """Twenty hexadecimal digits that are the same for rubrics of the same content only."""
        return hashlib.sha256(f"{FORMAT}:{to_json(self)}".encode()).hexdigest()[:20]

    def get(self, key: str) -> Criterion | None:
        """The criterion of that key."""
        return next((one for one in self.criteria if one.key == key), None)

    def share(self, key: str) -> Decimal:
        """The part of the whole that a criterion weighs: between 0 and 1, all together 1.

        Raises:
            KeyError: there is no such criterion.
        """
        found = self.get(key)
        if found is None:
            raise KeyError(key)
        return found.weight / sum(one.weight for one in self.criteria)

    def holds(self, value: Decimal) -> bool:
        """Whether `value` is on the scale."""
        return self.lowest <= value <= self.highest and (value - self.lowest) % self.step == 0


class RubricProblem(StrEnum):
    """What is wrong at one place of a rubric."""

    UNREADABLE = "unreadable"  # the file as a whole
    TOO_LARGE = "too large"
    UNKNOWN_FORMAT = "unknown format"
    NO_CRITERIA = "no criteria"
    TOO_MANY = "too many"
    MISSING = "missing"
    TOO_LONG = "too long"
    NOT_TEXT = "not text"
    NOT_NUMBER = "not a number"
    NOT_POSITIVE = "not positive"
    REPEATED = "repeated"
    BAD_KEY = "bad key"
    UNKNOWN = "unknown"
    FORMULA = "formula"
    SCALE = "scale"
    STEP = "step"


_SENTENCES = {
    RubricProblem.UNREADABLE: "cannot be read ({value}): write it again from the template",
    RubricProblem.TOO_LARGE: "is larger than {limit} bytes: a rubric is a small table, check that this is the file",
    RubricProblem.UNKNOWN_FORMAT: "is neither TOML nor XLSX: save it as one of the two",
    RubricProblem.NO_CRITERIA: "holds no criterion: add at least one",
    RubricProblem.TOO_MANY: "has more than {limit}: leave some out",
    RubricProblem.MISSING: "is missing: write it",
    RubricProblem.TOO_LONG: "is longer than {limit} characters: shorten it",
    RubricProblem.NOT_TEXT: "is {value}, where text is wanted: put it into quotation marks",
    RubricProblem.NOT_NUMBER: "is {value!r}, which is no number: write one such as 20 or 1.5",
    RubricProblem.NOT_POSITIVE: "is {value}: write a number above 0",
    RubricProblem.REPEATED: "is {value!r}, as with another criterion: give it another one",
    RubricProblem.BAD_KEY: "is {value!r}: use up to {limit} small letters, digits, - and _, a letter or digit first",
    RubricProblem.UNKNOWN: "is not known here: check the spelling, or take it out",
    RubricProblem.FORMULA: "is a formula without a saved value: write the value itself",
    RubricProblem.SCALE: "ends at {value}, not above its beginning: make the highest score larger than the lowest",
    RubricProblem.STEP: "is {value}: write a step that leads from the lowest to the highest in at most {limit} steps",
}


@dataclass(frozen=True, slots=True)
class Flaw:
    """One place of a rubric that has to be mended.

    `field` is the key of the file, or the column's name in English (weight), empty for the whole; `criterion` the name
    of the criterion, `number` its place (from 1; 0: none) and `row` that in the sheet (0: no sheet); `value` is what
    stands there; `limit` what is allowed, where that is a number.
    """

    problem: RubricProblem
    field: str = ""
    criterion: str = ""
    number: int = 0
    row: int = 0
    value: str = ""
    limit: int = 0

    @property
    def place(self) -> str:
        """Where it is, in English."""
        row = f" (row {self.row})" if self.row else ""
        criterion = f"criterion {self.number} {self.criterion}".rstrip() + row if self.number else row.strip(" ()")
        return ", ".join(part for part in (criterion, self.field) if part) or "it"

    def __str__(self) -> str:
        return f"{self.place} {_SENTENCES[self.problem].format(value=self.value, limit=self.limit)}"


class RubricError(CasebaseError):
    """A rubric that cannot be used; `flaws` are all the places to mend, in order, `name` the file or rubric."""

    def __init__(self, name: str, flaws: tuple[Flaw, ...]) -> None:
        self.name = name
        self.flaws = flaws
        super().__init__(f"the rubric {name} cannot be used: " + "; ".join(map(str, flaws)))


def for_machines(rubric: Rubric) -> dict[str, object]:
    """The rubric as JSON has it; numbers are strings, which keep every digit."""
    criteria = [
        {
            "key": one.key,
            "name": one.name,
            "weight": plain_number(one.weight),
            "description": one.description,
            "questions": one.questions,
            "words": one.words,
            "examples": one.examples,
        }
        for one in rubric.criteria
    ]
    return {
        "key": rubric.key,
        "title": rubric.title,
        "description": rubric.description,
        "lowest": plain_number(rubric.lowest),
        "highest": plain_number(rubric.highest),
        "step": plain_number(rubric.step),
        "criteria": criteria,
    }


def to_json(rubric: Rubric) -> str:
    """The rubric as a round keeps it: one line, the same for the same content."""
    return json.dumps(for_machines(rubric), ensure_ascii=False, sort_keys=True)


def from_json(stored: str) -> Rubric:
    """What `to_json` wrote."""
    content = json.loads(stored)
    criteria = tuple(
        Criterion(
            one["key"],
            one["name"],
            Decimal(one["weight"]),
            one["description"],
            tuple(one["questions"]),
            tuple(one["words"]),
            tuple(one["examples"]),
        )
        for one in content["criteria"]
    )
    scale = (Decimal(content[name]) for name in ("lowest", "highest", "step"))
    return Rubric(content["key"], content["title"], content["description"], criteria, *scale)


def plain_number(value: Decimal) -> str:
    """`value` in digits, without an exponent and without zeros that say nothing: 20, 0.5."""
    written = f"{value:f}"
    return (written.rstrip("0").rstrip(".") if "." in written else written) or "0"
