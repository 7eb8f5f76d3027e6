"""The measured quality of a release as data: what `python -m evaluation quality` writes and the app's page reads."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus.home import write_atomically
from evaluation.abstaining import Abstaining
from evaluation.beir import BeirError

BUNDLED_REPORT = Path(__file__).parent / "report.json"
SCHEMA = 1
_KEPT = 12  # runs: a year of monthly ones


@dataclass(frozen=True, slots=True)
class ModeFigures:
    """One mode on one set: means by measure, and milliseconds a question."""

    mode: str
    measures: dict[str, float]
    p50_ms: float
    p95_ms: float


@dataclass(frozen=True, slots=True)
class PairFigures:
    """Two modes on one measure; see `evaluation.significance.Comparison`."""

    measure: str
    first: str
    second: str
    difference: float
    low: float
    high: float
    p: float
    p_holm: float
    wins: int
    ties: int
    losses: int


@dataclass(frozen=True, slots=True)
class ScriptFigures:
    """One mode asked with the questions as they are, and converted to the other script (`script`), on one measure.

    `same_first` is the share of questions that got the same ten documents in the same order both times.
    """

    mode: str
    script: str
    measure: str
    as_is: float
    converted: float
    same_first: float

    @property
    def difference(self) -> float:
        """Converted minus as is."""
        return self.converted - self.as_is


TRAINED_NOTE = "what is installed was trained on these questions: no evidence of quality"


@dataclass(frozen=True, slots=True)
class SetFigures:
    """One labelled set, or the part of one that `note` describes."""

    name: str
    note: str
    questions: int
    documents: int
    passages: int
    modes: tuple[ModeFigures, ...]
    pairs: tuple[PairFigures, ...]
    scripts: tuple[ScriptFigures, ...]

    @property
    def is_evidence(self) -> bool:
        """Whether the figures say something about quality: what is installed was not trained on the questions."""
        return TRAINED_NOTE not in self.note


@dataclass(frozen=True, slots=True)
class OwnModeFigures:
    """One mode on the own questions: means by measure, over all and by user group; what abstaining was worth."""

    mode: str
    measures: dict[str, float]
    by_user: dict[str, dict[str, float]]
    questions_by_user: dict[str, int]
    failures: int
    abstaining: Abstaining | None


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """The own question set; see `evaluation.own.OwnReport`."""

    answerable: int
    unanswerable: int
    left_out: int
    documents: int
    passages: int
    modes: tuple[OwnModeFigures, ...]
    pairs: tuple[PairFigures, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """Everything that was measured at one time on one machine. `at` is UTC, ISO 8601; `own` None where not measured."""

    at: str
    machine: str
    encoder: str
    encoder_revision: str
    limit: int | None
    sets: tuple[SetFigures, ...]
    own: OwnFigures | None


@dataclass(frozen=True, slots=True)
class QualityReport:
    """Runs, newest first, and the definitions of their measures."""

    runs: tuple[Run, ...]
    definitions: dict[str, str]


def load_report(path: Path = BUNDLED_REPORT) -> QualityReport | None:
    """The report at `path`; None where nothing was measured yet.

    Raises:
        BeirError: it cannot be read, or is not one of this version.
    """
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        if stored["schema"] != SCHEMA:
            raise BeirError(path, f"the report has schema {stored['schema']}, not {SCHEMA}: measure anew")
        return _report(stored)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BeirError(path, f"this is no report of quality ({error}): measure anew") from error


def save_report(report: QualityReport, path: Path) -> QualityReport:
    """Write the report, whole or not at all, and return what was written: figures rounded to what they mean.

    Raises:
        BeirError: it cannot be written.
    """
    content = json.dumps(_rounded({"schema": SCHEMA, **asdict(report)}), ensure_ascii=False, indent=1) + "\n"
    try:
        write_atomically(path, content.encode())
    except OSError as error:
        raise BeirError(path, f"the report cannot be written ({error.strerror}): name another") from error
    return _report(json.loads(content))


def with_run(report: QualityReport | None, run: Run, definitions: Mapping[str, str]) -> QualityReport:
    """The report with `run` first; one of the same day with the same encoder gives way to it."""
    earlier: Sequence[Run] = report.runs if report else ()
    others = [one for one in earlier if (one.at[:10], one.encoder_revision) != (run.at[:10], run.encoder_revision)]
    return QualityReport((run, *others)[:_KEPT], dict(definitions))


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    return [_rounded(one) for one in value] if isinstance(value, list | tuple) else value


def _report(stored: dict[str, Any]) -> QualityReport:
    return QualityReport(tuple(map(_run, stored["runs"])), stored["definitions"])


def _run(row: dict[str, Any]) -> Run:
    own = row["own"]
    return Run(**{**row, "sets": tuple(map(_set, row["sets"])), "own": _own(own) if own else None})


def _set(row: dict[str, Any]) -> SetFigures:
    return SetFigures(
        **{
            **row,
            "modes": tuple(ModeFigures(**one) for one in row["modes"]),
            "pairs": tuple(PairFigures(**one) for one in row["pairs"]),
            "scripts": tuple(ScriptFigures(**one) for one in row["scripts"]),
        }
    )


def _own(row: dict[str, Any]) -> OwnFigures:
    pairs = tuple(PairFigures(**one) for one in row["pairs"])
    return OwnFigures(**{**row, "modes": tuple(map(_own_mode, row["modes"])), "pairs": pairs})


def _own_mode(row: dict[str, Any]) -> OwnModeFigures:
    figures = row["abstaining"]
    return OwnModeFigures(**{**row, "abstaining": Abstaining(**figures) if figures else None})
