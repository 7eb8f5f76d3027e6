"""A rubric as somebody wrote it, and what of it can be used: all that has to be mended is said at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from corpus.encoding import clean_controls
from corpus.script import without_what_xml_forbids
from review.rubric.model import Criterion, Flaw, Rubric, RubricError, RubricProblem, for_machines, plain_number

CRITERIA_LIMIT = 40
ITEMS_LIMIT = 100  # questions, words or examples of one criterion
NAME_LIMIT = 60  # characters, as the following
KEY_LIMIT = 40
DESCRIPTION_LIMIT = 4_000
ITEM_LIMIT = 400
STEPS_LIMIT = 1_000
LARGEST = Decimal(1_000_000)  # of a weight or a score

HEAD = ("key", "title", "description")
SCALE = ("lowest", "highest", "step")
TEXTS = ("key", "name", "weight", "description")
LISTS = ("questions", "words", "examples")
_DEFAULTS = {"lowest": Decimal(0), "highest": Decimal(10), "step": Decimal(1)}
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]*")
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(?:\.[0-9]{1,6})?")


@dataclass(frozen=True, slots=True)
class Written:
    """A criterion as it stands in the file: `row` is that of a sheet, 0 elsewhere."""

    values: Mapping[str, object]
    row: int = 0


@dataclass(slots=True)
class Draft:
    """What a file holds, unchecked: the name of the file, head and scale, criteria, and what is wrong already."""

    name: str
    head: Mapping[str, object]
    scale: Mapping[str, object]
    criteria: Sequence[Written]
    flaws: list[Flaw] = field(default_factory=list)


def checked(draft: Draft) -> Rubric:
    """The rubric.

    Raises:
        RubricError: it cannot be used; all flaws are named.
    """
    return _Checking(draft).rubric()


def checked_again(rubric: Rubric) -> Rubric:
    """A rubric that was put together, if it could have come from a file; raises as `checked`."""
    content = for_machines(rubric)
    criteria = [
        Written({name: getattr(one, name) for name in ("key", "name", "description")}
                | {name: list(getattr(one, name)) for name in LISTS} | {"weight": plain_number(one.weight)})
        for one in rubric.criteria
    ]  # fmt: skip
    head, scale = ({name: content[name] for name in names} for names in (HEAD, SCALE))
    return checked(Draft(rubric.title, head, scale, criteria))


def clean(text: str, *, lines: bool = False) -> str:
    """`text` as it is kept: on one line unless `lines` are wanted, without characters that a file cannot hold."""
    text = without_what_xml_forbids(clean_controls(text.replace("\r\n", "\n").replace("\r", "\n"))[0])
    found = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(found).strip() if lines else " ".join(" ".join(found).split())


class _Checking:
    """Goes through a draft and gathers flaws."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._flaws = list(draft.flaws)
        self._place = ""
        self._number = 0
        self._row = 0

    def rubric(self) -> Rubric:
        """The rubric, or all flaws."""
        draft = self._draft
        head = {name: self._text(draft.head, name, DESCRIPTION_LIMIT if name == "description" else NAME_LIMIT)
                for name in HEAD}  # fmt: skip
        key = self._key(head["key"] or "rubric")
        if not head["title"]:
            self._flaw(RubricProblem.MISSING, "title")
        scale = self._scale()
        if not draft.criteria and not draft.flaws:
            self._flaw(RubricProblem.NO_CRITERIA, "")
        elif len(draft.criteria) > CRITERIA_LIMIT:
            self._flaw(RubricProblem.TOO_MANY, "criterion", limit=CRITERIA_LIMIT)
        criteria = [self._criterion(number, one) for number, one in enumerate(draft.criteria[:CRITERIA_LIMIT], 1)]
        self._repeated(criteria)
        if self._flaws:
            raise RubricError(draft.name, tuple(self._flaws))
        return Rubric(key, head["title"], head["description"], tuple(criteria), *scale)

    def _criterion(self, number: int, written: Written) -> Criterion:
        values = written.values
        named = values.get("name")
        self._place = clean(named)[:NAME_LIMIT] if isinstance(named, str) else ""
        self._number, self._row = number, written.row
        name = self._text(values, "name", NAME_LIMIT)
        if not name:
            self._flaw(RubricProblem.MISSING, "name")
        return Criterion(
            self._key(self._text(values, "key", NAME_LIMIT) or f"c{number}"),
            name,
            self._weight(values.get("weight")),
            self._text(values, "description", DESCRIPTION_LIMIT, lines=True),
            *(self._list(values, each) for each in LISTS),
        )

    def _scale(self) -> tuple[Decimal, Decimal, Decimal]:
        given = {name: self._number_of(self._draft.scale.get(name), name) for name in SCALE}
        lowest, highest, step = (given[name] if given[name] is not None else _DEFAULTS[name] for name in SCALE)
        assert lowest is not None and highest is not None and step is not None
        if highest <= lowest:
            self._flaw(RubricProblem.SCALE, "highest", str(highest))
        elif step <= 0 or (highest - lowest) % step != 0 or (highest - lowest) / step > STEPS_LIMIT:
            self._flaw(RubricProblem.STEP, "step", str(step), STEPS_LIMIT)
        return lowest, highest, step

    def _repeated(self, criteria: Sequence[Criterion]) -> None:
        for which in ("key", "name"):
            seen: set[str] = set()
            for number, (one, written) in enumerate(zip(criteria, self._draft.criteria, strict=False), 1):
                value = getattr(one, which)
                if value and value.casefold() in seen:
                    self._place, self._number, self._row = one.name, number, written.row
                    self._flaw(RubricProblem.REPEATED, which, value)
                seen.add(value.casefold())

    def _weight(self, given: object) -> Decimal:
        value = self._number_of(given, "weight")
        if value is None:
            if given in (None, ""):
                self._flaw(RubricProblem.MISSING, "weight")
            return Decimal(1)
        if value <= 0:
            self._flaw(RubricProblem.NOT_POSITIVE, "weight", str(given))
        return value

    def _number_of(self, given: object, name: str) -> Decimal | None:
        """The number, or None where there is none or it is not one (a flaw then)."""
        if given is None or given == "":
            return None
        written = str(given).strip().replace(",", "").replace("，", "").removesuffix("%").removesuffix("％").strip()
        if not isinstance(given, bool) and _NUMBER.fullmatch(written):
            try:
                value = Decimal(written)
            except InvalidOperation:
                value = LARGEST + 1
            if abs(value) <= LARGEST:
                return value
        self._flaw(RubricProblem.NOT_NUMBER, name, str(given)[:NAME_LIMIT])
        return None

    def _key(self, key: str) -> str:
        if not _KEY.fullmatch(key) or len(key) > KEY_LIMIT:
            self._flaw(RubricProblem.BAD_KEY, "key", key[:NAME_LIMIT], KEY_LIMIT)
        return key

    def _text(self, values: Mapping[str, object], name: str, limit: int, *, lines: bool = False) -> str:
        given = values.get(name, "")
        if not isinstance(given, str):
            self._flaw(RubricProblem.NOT_TEXT, name, str(given)[:NAME_LIMIT])
            return ""
        text = clean(given, lines=lines or name == "description")
        if len(text) > limit:
            self._flaw(RubricProblem.TOO_LONG, name, limit=limit)
        return text

    def _list(self, values: Mapping[str, object], name: str) -> tuple[str, ...]:
        given = values.get(name, [])
        if not isinstance(given, list) or not all(isinstance(item, str) for item in given):
            self._flaw(RubricProblem.NOT_TEXT, name, str(given)[:NAME_LIMIT])
            return ()
        items = tuple(dict.fromkeys(item for item in map(clean, given) if item))
        if len(items) > ITEMS_LIMIT:
            self._flaw(RubricProblem.TOO_MANY, name, limit=ITEMS_LIMIT)
        if any(len(item) > ITEM_LIMIT for item in items):
            self._flaw(RubricProblem.TOO_LONG, name, limit=ITEM_LIMIT)
        return items

    def _flaw(self, problem: RubricProblem, which: str, value: str = "", limit: int = 0) -> None:
        self._flaws.append(Flaw(problem, which, self._place, self._number, self._row, value, limit))
