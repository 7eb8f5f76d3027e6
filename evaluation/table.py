"""Sets, encoders and modes side by side in one table, each row with its difference from the first tested."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.home import Home
from evaluation.beir import BeirError, BeirSet, read_beir
from evaluation.markdown import markdown_table, p_text
from evaluation.measures import PRIMARY
from evaluation.runner import Progress, Report, ask, prepare
from evaluation.significance import compare_all
from indexing.encoder import BUNDLED
from indexing.manifest import EncoderChoice
from search.query import Mode, Query

NO_ENCODER = "none"  # what a mode that asks words only is measured with, once for all encoders


@dataclass(frozen=True, slots=True)
class Row:
    """One encoder in one mode on one set. `p` compares PRIMARY with the first row of the set, Holm-corrected.

    `p` is None for the first row itself.
    """

    set_name: str
    encoder: str
    mode: Mode
    questions: int
    means: dict[str, float]
    p50_ms: float
    p95_ms: float
    index_seconds: float
    p: float | None = None


def sets_in(folder: Path, names: Sequence[str] = ()) -> list[Path]:
    """The folders of the labelled sets in `folder`, sorted; only those called `names` where any are.

    Raises:
        BeirError: it cannot be read, or there is no such set.
    """
    try:
        found = sorted(path for path in folder.iterdir() if (path / "qrels").is_dir())
    except OSError as error:
        raise BeirError(folder, f"the folder cannot be read ({error.strerror}): name a folder of sets") from error
    known = {path.name for path in found}
    for name in names:
        if name not in known:
            some = ", ".join(sorted(known)) or "none"
            raise BeirError(folder, f"there is no set {name!r} here ({some}): name one in the BEIR layout")
    if not found:
        raise BeirError(folder, "there is no set here: name a folder of sets in the BEIR layout")
    return [path for path in found if not names or path.name in names]


def default_mode() -> Mode:
    """The mode of a question that names none."""
    return Query("问").mode


def ladder(modes: Sequence[Mode] | None = None) -> tuple[Mode, ...]:
    """`modes`, or all there are: words only first, then as they are declared, the one that people get last."""
    order = {Mode.LEXICAL: -1, default_mode(): 1}
    return tuple(sorted(modes or Mode, key=lambda mode: order.get(mode, 0)))


def compare_sets(
    folder: Path,
    *,
    names: Sequence[str] = (),
    modes: Sequence[Mode] | None = None,
    encoders: Sequence[EncoderChoice] = (EncoderChoice(BUNDLED),),
    limit: int | None = None,
    progress: Progress | None = None,
) -> Iterator[Row]:
    """Measure every set in `folder` with each of `encoders` in each of `modes` (None: all).

    `encoders` are as for `indexing build --encoder`; one that is named twice is measured once, and so are, for each
    set, modes that ask no encoder. `limit` keeps the first so many questions of each set.

    Raises:
        BeirError: a set cannot be read, or there is none.
        EncoderError: an encoder cannot be loaded.
    """
    for path in sets_in(folder, names):
        beir = read_beir(path, limit=limit)
        with tempfile.TemporaryDirectory(prefix="casebase-table-") as temporary:
            reports = dict(_reports(beir, Home(Path(temporary)), modes, encoders, progress))
        yield from _rows(path.name, reports)


def _reports(
    beir: BeirSet,
    home: Home,
    modes: Sequence[Mode] | None,
    encoders: Sequence[EncoderChoice],
    progress: Progress | None,
) -> Iterator[tuple[tuple[str, Mode], Report]]:
    asked = ladder(modes)
    for number, (encoder, label) in enumerate(labels_of(encoders).items()):
        prepared = prepare(beir, home, encoder=encoder, progress=progress)
        for mode in asked:
            if mode is not Mode.LEXICAL:
                yield (label, mode), ask(beir, home, prepared, mode=mode, progress=progress)
            elif number == 0:
                yield (NO_ENCODER, mode), ask(beir, home, prepared, mode=mode, progress=progress)


def labels_of(encoders: Sequence[EncoderChoice]) -> dict[EncoderChoice, str]:
    """What each is called in a table: its folder alone where no other has that name, and the prompt it was given."""
    distinct = list(dict.fromkeys(encoders))
    names = [Path(name).name for name in dict.fromkeys(encoder.name for encoder in distinct)]
    called = {}
    for encoder in distinct:
        short = Path(encoder.name).name
        name = short if names.count(short) == 1 else encoder.name
        called[encoder] = name if encoder.query_prompt is None else f"{name}, prompt {encoder.query_prompt!r}"
    return called


def _rows(set_name: str, reports: dict[tuple[str, Mode], Report]) -> Iterator[Row]:
    names = {f"{encoder} {mode}": (encoder, mode) for encoder, mode in reports}
    p_values: dict[str, float] = {}
    if len(reports) > 1:
        runs = {name: reports[key].quality for name, key in names.items()}
        compared = compare_all(runs, baseline=next(iter(runs)), measures=[PRIMARY])
        p_values = {one.second: one.p_holm for one in compared}
    for name, key in names.items():
        yield replace(_row(set_name, key, reports[key]), p=p_values.get(name))


def _row(set_name: str, key: tuple[str, Mode], report: Report) -> Row:
    return Row(
        set_name=set_name,
        encoder=key[0],
        mode=key[1],
        questions=len(report.quality.per_query),
        means=report.quality.means,
        p50_ms=report.percentile_ms(50),
        p95_ms=report.percentile_ms(95),
        index_seconds=report.index_seconds,
    )


def to_markdown(rows: Sequence[Row]) -> str:
    """The table; the best value of each measure in a set is bold."""
    names = list(rows[0].means) if rows else []
    head = ["set", "questions", "encoder", "mode", *names, "p", "p50 ms", "p95 ms", "indexing s"]
    body = [
        [
            row.set_name,
            str(row.questions),
            row.encoder,
            str(row.mode),
            *(_cell(row, name, rows) for name in names),
            p_text(row.p),
            f"{row.p50_ms:.1f}",
            f"{row.p95_ms:.1f}",
            f"{row.index_seconds:.0f}",
        ]
        for row in rows
    ]
    return markdown_table(head, body)


def _cell(row: Row, name: str, rows: Sequence[Row]) -> str:
    best = max(one.means[name] for one in rows if one.set_name == row.set_name)
    text = f"{row.means[name]:.4f}"
    return f"**{text}**" if text == f"{best:.4f}" else text
