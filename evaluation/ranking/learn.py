"""From examples to the file that search/ranking.py reads. START READING HERE.

The labelled questions are examined through encoders that never saw them (one a fold, `python -m indexing train
--folds`), so that the ranking learns what the dense side is worth on questions that are new to it.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save
from torch.nn import functional

from corpus.home import Home
from evaluation.beir import BeirError, read_beir
from evaluation.measures import measure
from evaluation.questions import FOLDER, Split
from evaluation.ranking.examples import (
    Example,
    labelled_examples,
    own_examples,
    practice_examples,
    shelf_examples,
    take_in,
)
from evaluation.ranking.practice import practice_sets, shelves, written_set
from evaluation.trec import run_lines
from indexing.encoder import load_encoder
from indexing.manifest import EncoderChoice
from indexing.train.questions import FOLDS
from indexing.train.texts import bucket
from search.features import NAMES, RISING, Features
from search.fusion import DOCUMENT_WEIGHT, beside_works
from search.query import Mode
from search.ranking import Abstaining, Fusion, Trees, logistic
from search.rerank import BEHIND_DENSE, FUSED_WEIGHT, named_share

LABELLED = "statutes"
_EVIDENCE = ("dense", "pieces")
_DEPTH = 100
_NODES = ("feature", "threshold", "left", "right", "value")


@dataclass(frozen=True, slots=True)
class LearnOptions:
    """What the result depends on, beside the examples.

    `practice_weight` and `written_weight` are what a practice question and a written one count beside a labelled one;
    at most `written` of the latter are asked. `most` is the most that the dense side may weigh in fusion; `temperature`
    that of the softmax over fused scores; `wrongly_silent` the share of the questions that a shelf answers at which it
    may say that it has nothing, `wrongly_doubted` that with those to which it may say so with doubt; `shelf` the
    documents of one.
    """

    seed: int = 0
    trees: int = 150
    leaves: int = 15
    rate: float = 0.08
    smallest: int = 100
    practice_weight: float = 0.45
    written_weight: float = 0.2
    written: int = 4_000
    most: float = 0.95
    temperature: float = 0.05
    penalty: float = 1e-3
    practice_share: float = 1.0
    wrongly_silent: float = 0.02
    wrongly_doubted: float = 0.2
    shelf: int = 40


Progress = Callable[[str], None]


def learn(
    data: Path,
    folds: Path,
    out: Path,
    *,
    runs: Path | None = None,
    options: LearnOptions | None = None,
    progress: Progress = lambda line: None,
) -> dict[str, Any]:
    """Learn the ranking from the training text and the labelled questions in `data`, and write it to the file `out`.

    Args:
        data: holds `train/*.jsonl.gz` and `dev/statutes/` in the BEIR layout.
        folds: holds an encoder a fold, `0/` to `4/`: fold n never saw the questions with crc32(id) % 5 == n,
            nor those written for a passage whose place gives n, or for one that answers any of all these.
        out: the file to write.
        runs: a folder for a TREC run of each mode on the labelled questions, cross-validated: `<mode>.run`.
        options: the numbers of the recipe.
        progress: called with a line of text now and then.

    Returns:
        What was measured, as it is written into the file.

    Raises:
        BeirError: the labelled set is missing, or nothing finds its answer.
        EncoderError: a fold's encoder is missing.
    """
    options = options or LearnOptions()
    practice = list(_practice(data / "train", options, progress))
    written = list(_written(data / "train", folds, options, progress))
    labelled = list(_labelled(data / "dev" / LABELLED, folds, progress))
    others = Others(written, practice)
    found = cross_validate(labelled, others, options)
    judged = read_beir(data / "dev" / LABELLED).qrels
    measured = {
        mode: measure(judged, {query: [doc for doc, _ in ranking] for query, ranking in rankings.items()}).means
        for mode, rankings in found.items()
    }
    progress(json.dumps(measured))
    if runs:
        _write_runs(runs, found)
    own = _own(progress)
    known = [*labelled, *own]
    everything = [*known, *others.examples]
    if not any(example.answers[example.chosen].any() for example in everything):
        raise BeirError(data, "no question found its answer, so there is nothing to learn from: check the folder")
    weights = others.weights(len(known), options)
    fusion = fit_fusion(everything, weights, options)
    trees = fit_trees(everything, weights, options)
    shelved = list(_shelves(folds, options, progress))
    both_kinds = {answered for _, answered in shelved} == {True, False}
    abstaining = fit_abstaining(shelved, trees, options) if both_kinds else None
    facts = {
        "features": NAMES,
        "encoder_revision": load_encoder().revision,
        "options": asdict(options),
        "practice_questions": len(practice),
        "written_questions": len(written),
        "labelled_questions": len(labelled),
        "own_questions": len(own),
        "shelf_questions": len(shelved),
        "cross_validated": measured,
    }
    save_ranking(out, trees, fusion, abstaining, facts)
    return facts


def _write_runs(folder: Path, found: Mapping[str, Mapping[str, Sequence[tuple[str, float]]]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for mode, rankings in found.items():
        lines = (
            line
            for query, ranking in rankings.items()
            for line in run_lines(query, [doc for doc, _ in ranking], [score for _, score in ranking], tag="casebase")
        )
        (folder / f"{mode}.run").write_text("".join(lines), encoding="utf-8")


def _practice(folder: Path, options: LearnOptions, progress: Progress) -> Iterator[Example]:
    for practice in practice_sets(folder, seed=options.seed, share=options.practice_share):
        with tempfile.TemporaryDirectory(prefix="casebase-ranking-") as home:
            found = []
            if practice.questions:
                take_in(Home(Path(home)), practice)
                found = list(practice_examples(Home(Path(home)), practice, practice.questions))
        progress(f"{practice.name}: {len(found)} of {len(practice.questions)} questions found their statement")
        yield from found


def _written(folder: Path, folds: Path, options: LearnOptions, progress: Progress) -> Iterator[Example]:
    """The questions written for passages, each asked through the encoder that did not learn from its passage."""
    practice = written_set(folder, most=options.written)
    if not practice.questions:
        return
    with tempfile.TemporaryDirectory(prefix="casebase-ranking-") as home:
        take_in(Home(Path(home)), practice)
        for fold in range(FOLDS):
            asked = [question for question in practice.questions if bucket(question.name, FOLDS) == fold]
            encoder = EncoderChoice(str(folds / str(fold)))
            found = list(practice_examples(Home(Path(home)), practice, asked, encoder))
            progress(f"written, fold {fold}: {len(found)} of {len(asked)} questions found their passage")
            yield from found


def _labelled(folder: Path, folds: Path, progress: Progress) -> Iterator[Example]:
    beir = read_beir(folder)
    with tempfile.TemporaryDirectory(prefix="casebase-ranking-") as home:
        for fold in range(FOLDS):
            queries = [query for query in beir.queries if bucket(query, FOLDS) == fold]
            found = list(labelled_examples(Home(Path(home)), beir, queries, EncoderChoice(str(folds / str(fold)))))
            progress(f"fold {fold}: {len(found)} questions")
            yield from found


def _shelves(folds: Path, options: LearnOptions, progress: Progress) -> Iterator[tuple[Example, bool]]:
    """Small libraries asked what they answer and what they do not, through encoders that did not learn from it."""
    for number, shelf in enumerate(shelves(size=options.shelf)):
        fold = number % FOLDS
        with tempfile.TemporaryDirectory(prefix="casebase-ranking-") as home:
            found = list(shelf_examples(Home(Path(home)), shelf, fold, EncoderChoice(str(folds / str(fold)))))
        progress(f"{shelf.documents.name}: {len(found)} questions, {sum(answered for _, answered in found)} answered")
        yield from found


def _own(progress: Progress) -> list[Example]:
    """The calibration part of the own questions, those with an answer."""
    with tempfile.TemporaryDirectory(prefix="casebase-ranking-") as home:
        found = list(own_examples(Home(Path(home)), FOLDER / f"{Split.CALIBRATION}.jsonl"))
    progress(f"own questions: {len(found)}")
    return found


@dataclass(frozen=True, slots=True)
class Others:
    """Examples that are learned from beside the labelled ones: those written for passages, and practice."""

    written: Sequence[Example]
    practice: Sequence[Example]

    @property
    def examples(self) -> list[Example]:
        """Both, in this order."""
        return [*self.written, *self.practice]

    def weights(self, before: int, options: LearnOptions) -> Features:
        """What each example counts, after so many labelled ones that come `before` them."""
        written, practice = len(self.written), len(self.practice)
        each = [1.0] * before + [options.written_weight] * written + [options.practice_weight] * practice
        return np.array(each, dtype=np.float32)


def cross_validate(
    labelled: Sequence[Example], others: Others, options: LearnOptions
) -> dict[str, dict[str, list[tuple[str, float]]]]:
    """What every way to search finds for the labelled questions, each by what was learned without its fold.

    Documents with their scores, best first, by mode and question. `others` are learned from in every fold.
    """
    found: dict[str, dict[str, list[tuple[str, float]]]] = {mode: {} for mode in Mode}
    for fold in range(FOLDS):
        asked = [example for example in labelled if bucket(example.question_id, FOLDS) == fold]
        seen = [example for example in labelled if bucket(example.question_id, FOLDS) != fold]
        weights = others.weights(len(seen), options)
        fusion = fit_fusion([*seen, *others.examples], weights, options)
        trees = fit_trees([*seen, *others.examples], weights, options)
        for example in asked:
            words, dense = sides(example)
            fused = mixed(words, dense, fusion.dense_weight(example.question))
            scores = {Mode.LEXICAL: words, Mode.DENSE: dense, Mode.HYBRID: fused}
            behind = beside_works(mixed(words, dense, BEHIND_DENSE), example.works)
            for mode, said in (scores | {Mode.RERANKED: _reranked(example, fused, behind, trees)}).items():
                found[mode][example.question_id] = ranked_documents(example, said)
    return found


def ranked_documents(example: Example, scores: NDArray[np.floating[Any]]) -> list[tuple[str, float]]:
    """The first hundred documents, each at the place of its best candidate."""
    best: dict[str, float] = {}
    for place in np.argsort(-scores, kind="stable"):
        best.setdefault(example.names[place], float(scores[place]))
    return list(best.items())[:_DEPTH]


def sides(example: Example) -> tuple[Features, Features]:
    """What words say of each candidate and what meaning says, each in [0, 1] with the best at 1."""
    best = np.maximum(example.scores.max(axis=0), 1e-9)
    shares = np.maximum(example.scores, 0) / best
    return (1 - DOCUMENT_WEIGHT) * shares[:, 0] + DOCUMENT_WEIGHT * shares[:, 1], shares[:, 2]


def mixed(words: Features, dense: Features, weight: float) -> Features:
    """The convex combination of both sides (search.fusion)."""
    return (1 - weight) * words + weight * dense


def _reranked(example: Example, fused: Features, behind: NDArray[np.float64], trees: Trees) -> NDArray[np.float64]:
    scores = behind.copy()
    told = trees.score(example.rows) + named_share(example.rows) + FUSED_WEIGHT * fused[example.chosen]
    scores[example.chosen] = [1 + logistic(said) for said in told.tolist()]
    return scores


def fit_fusion(examples: Sequence[Example], weights: Features, options: LearnOptions) -> Fusion:
    """How much the dense side counts by the question's features: the softmax loss over fused scores, by LBFGS."""
    asked = [(e, w) for e, w in zip(examples, weights, strict=True) if e.answers.any()]
    questions = np.stack([example.question for example, _ in asked])
    mean, spread = questions.mean(axis=0), questions.std(axis=0) + 1e-6
    standard = torch.from_numpy((questions - mean) / spread)
    both = [sides(example) for example, _ in asked]
    words, dense, answers, there = (
        _padded(rows)
        for rows in (
            [w for w, _ in both],
            [d for _, d in both],
            [of_document(e) for e, _ in asked],
            [np.ones(len(e.answers)) for e, _ in asked],
        )
    )
    counts = torch.tensor([float(weight) for _, weight in asked])
    free = torch.zeros(standard.shape[1] + 1, requires_grad=True)
    optimiser = torch.optim.LBFGS([free], max_iter=100, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        share = options.most * torch.sigmoid(standard @ free[:-1] + free[-1])
        fused = ((1 - share[:, None]) * words + share[:, None] * dense) / options.temperature
        logs = functional.log_softmax(fused.masked_fill(there == 0, -1e9), dim=1)
        each = -(logs * answers).sum(dim=1) / answers.sum(dim=1)
        total = (each * counts).sum() / counts.sum() + options.penalty * free[:-1].square().sum()
        total.backward()  # type: ignore[no-untyped-call]
        return total

    optimiser.step(loss)  # type: ignore[no-untyped-call]
    found = free.detach().numpy()
    # Folded into features as they are, so that nobody has to standardise them when searching.
    plain = found[:-1] / spread
    return Fusion(plain.astype(np.float32), float(found[-1] - plain @ mean), options.most)


def fit_abstaining(some: Sequence[tuple[Example, bool]], trees: Trees, options: LearnOptions) -> Abstaining:
    """When to say that nothing answers: logistic regression on a few numbers, both kinds of questions alike in all.

    No evidence may count against an answer. A shortlist must not be empty.
    """
    columns = np.array([NAMES.index(name) for name in _EVIDENCE], dtype=np.int32)
    blank = Abstaining(columns, np.zeros(2 * len(columns) + 1, dtype=np.float32), 0.0)
    evidence = np.stack([blank.evidence(e.rows, trees.score(e.rows)) for e, _ in some])
    answered = torch.tensor([float(a) for _, a in some])
    mean, spread = evidence.mean(axis=0), evidence.std(axis=0) + 1e-6
    standard = torch.from_numpy((evidence - mean) / spread)
    balance = torch.where(answered > 0, 1 / answered.sum(), 1 / (1 - answered).sum())
    free = torch.zeros(standard.shape[1] + 1, requires_grad=True)
    optimiser = torch.optim.LBFGS([free], max_iter=100, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        said = standard @ functional.softplus(free[:-1]) + free[-1]
        each = functional.binary_cross_entropy_with_logits(said, answered, reduction="none")
        total = (each * balance).sum() + 10 * options.penalty * functional.softplus(free[:-1]).square().sum()
        total.backward()  # type: ignore[no-untyped-call]
        return total

    optimiser.step(loss)  # type: ignore[no-untyped-call]
    plain = functional.softplus(free.detach()[:-1]).numpy() / spread
    # To hide an answer is worse than to show what is none: only so many answered questions may meet with silence, and
    # a few more with a word of doubt.
    shares = [options.wrongly_silent, max(options.wrongly_silent, options.wrongly_doubted)]
    silent, doubted = np.quantile((evidence @ plain)[answered.numpy() > 0], shares).tolist()
    # The one on the line is answered, and not doubted.
    return Abstaining(columns, plain.astype(np.float32), 1e-4 - silent, doubted - silent)


def _padded(rows: Sequence[NDArray[Any]]) -> torch.Tensor:
    longest = max(len(row) for row in rows)
    table = np.zeros((len(rows), longest), dtype=np.float32)
    for place, row in enumerate(rows):
        table[place, : len(row)] = row
    return torch.from_numpy(table)


def fit_trees(examples: Sequence[Example], weights: Features, options: LearnOptions) -> Trees:
    """LambdaMART over the shortlists; what can only speak for a passage may never speak against it.

    Half of the trees learn that only the passage with the answer is right, half that the others of its document are
    better than nothing: the first find the passage, the second the document, and both together lose least of either.
    """
    asked = [(e, w) for e, w in zip(examples, weights, strict=True) if e.answers[e.chosen].any()]
    strict = [2 * e.answers[e.chosen].astype(int) for e, _ in asked]
    lenient = [(e.answers.astype(int) + of_document(e))[e.chosen] for e, _ in asked]
    return averaged(_grown(asked, strict, options), _grown(asked, lenient, options))


def of_document(example: Example) -> NDArray[np.bool_]:
    """Which candidates belong to a document that holds an answer."""
    right = {name for name, answers in zip(example.names, example.answers, strict=True) if answers}
    return np.array([name in right for name in example.names])


def averaged(one: Trees, other: Trees) -> Trees:
    """Trees that say the mean of what two lots say."""
    most = max(one.feature.shape[1], other.feature.shape[1])

    def together(name: str) -> NDArray[Any]:
        both = (getattr(one, name), getattr(other, name))
        return np.concatenate([np.pad(table, ((0, 0), (0, most - table.shape[1]))) for table in both])

    arrays = {name: together(name) for name in _NODES}
    return Trees(**arrays | {"value": arrays["value"] / 2})


def _grown(asked: Sequence[tuple[Example, float]], grades: Sequence[NDArray[np.int64]], options: LearnOptions) -> Trees:
    import lightgbm  # for learning only: seconds to import

    model = lightgbm.LGBMRanker(
        n_estimators=options.trees,
        num_leaves=options.leaves,
        learning_rate=options.rate,
        min_child_samples=options.smallest,
        subsample=0.8,
        subsample_freq=1,
        colsample_bytree=0.7,
        reg_lambda=5.0,
        monotone_constraints=[int(name in RISING) for name in NAMES],
        lambdarank_truncation_level=12,
        label_gain=[0, 1, 3],
        random_state=options.seed,
        deterministic=True,
        force_row_wise=True,  # otherwise the faster way is chosen by the clock, and the sums differ in the last digits
        n_jobs=1,
        verbose=-1,
    )
    model.fit(
        np.concatenate([e.rows for e, _ in asked]),
        np.concatenate(list(grades)),
        group=[len(e.chosen) for e, _ in asked],
        sample_weight=np.concatenate([np.full(len(e.chosen), w) for e, w in asked]),
    )
    return flattened(model.booster_.dump_model()["tree_info"])


def flattened(dumped: Sequence[Mapping[str, Any]]) -> Trees:
    """Trees as arrays, from how LightGBM writes them down."""
    tables = [_nodes(tree["tree_structure"]) for tree in dumped]
    most = max(len(table) for table in tables)
    arrays = np.zeros((5, len(tables), most))
    for place, table in enumerate(tables):
        arrays[:, place, : len(table)] = np.array(table).T
    feature, threshold, left, right, value = arrays
    return Trees(
        feature.astype(np.int32),
        threshold.astype(np.float32),
        left.astype(np.int32),
        right.astype(np.int32),
        value.astype(np.float32),
    )


def _nodes(root: Mapping[str, Any]) -> list[tuple[float, ...]]:
    """Feature, threshold, left, right and value of each node, the root first; a leaf points at itself."""
    table: list[tuple[float, ...]] = []

    def add(node: Mapping[str, Any]) -> int:
        place = len(table)
        if "split_feature" not in node:
            table.append((0, 0.0, place, place, node["leaf_value"]))
            return place
        table.append(())
        left, right = add(node["left_child"]), add(node["right_child"])
        table[place] = (node["split_feature"], rounded_down(node["threshold"]), left, right, node["internal_value"])
        return place

    add(root)
    return table


def rounded_down(threshold: float) -> float:
    """The largest number of single precision that is at most `threshold`: the same features go left of both."""
    nearest = np.float32(threshold)
    return float(nearest if float(nearest) <= threshold else np.nextafter(nearest, np.float32(-np.inf)))


def save_ranking(
    out: Path, trees: Trees, fusion: Fusion, abstaining: Abstaining | None, facts: Mapping[str, Any]
) -> None:
    """Write the file; `facts` says how it was made."""
    tensors = {f"trees.{name}": getattr(trees, name) for name in _NODES}
    tensors["fusion.weights"] = fusion.weights
    tensors["fusion.scalars"] = np.array([fusion.bias, fusion.most], dtype=np.float32)
    if abstaining:
        tensors["abstaining.columns"] = abstaining.columns
        tensors["abstaining.weights"] = abstaining.weights
        tensors["abstaining.scalars"] = np.array([abstaining.bias, abstaining.doubt], dtype=np.float32)
    out.write_bytes(save(tensors, metadata={"facts": json.dumps(facts, ensure_ascii=False)}))
