"""Extraction against 60 documents that a person labelled: figures a field, for those looked at and those not.

`part` says which half a document is in: `developed` ones were looked at while the rules were written, `unseen` ones
were labelled before and not opened again; what is measured there is what a stranger's documents would give.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluation.metadata import FieldScore, Judged, comparable, judged, read_labels, scores

LABELS = Path(__file__).with_name("data") / "metadata_labels.json"
SHARED = Path(__file__).parents[1].parent / "shared"
LEAST = {"document_number": 0.95, "published_on": 0.95, "issuer": 0.90, "region": 0.90, "genre": 0.95, "kind": 0.95}


def test_there_are_sixty_labels_half_of_them_unseen():
    labels = read_labels(LABELS)
    assert len({label.file for label in labels}) == len(labels) == 60
    assert sum(label.part == "unseen" for label in labels) == 30
    assert all(LEAST.keys() <= label.values.keys() for label in labels)


def _line(part: str, field: str, score: FieldScore) -> str:
    counts = f"{score.right} of {score.wanted}, {score.found} found"
    return f"{part:9} {field:16} P {score.precision:.3f}  R {score.recall:.3f}  F1 {score.f1:.3f}  ({counts})"


@pytest.mark.parametrize("part", ["developed", "unseen"])
def test_metadata_of_labelled_documents(part):
    if not (SHARED / "data").is_dir() or not (SHARED / "fixtures").is_dir():
        pytest.skip("the labelled documents are not part of the checkout (../shared)")
    found = scores(judged([label for label in read_labels(LABELS) if label.part == part], SHARED))
    for field, score in found.items():
        print(_line(part, field, score))  # noqa: T201 - the figures are what this test is run for (-s shows them)
    assert {field: round(found[field].f1, 3) for field, least in LEAST.items() if found[field].f1 < least} == {}


def test_scores_by_hand():
    fields = [
        Judged("a", "issuer", ("甲局", "乙局"), ("甲局",)),
        Judged("b", "issuer", (), ("丙局",)),
        Judged("c", "issuer", ("丁 部",), ("丁部",)),
        Judged("c", "kind", ("policy",), ("other",)),
    ]
    issuer = scores(fields)["issuer"]
    assert issuer == FieldScore(right=2, found=3, wanted=3)
    assert (issuer.precision, issuer.recall, issuer.f1) == (2 / 3, 2 / 3, 2 / 3)
    assert scores(fields)["kind"].f1 == 0.0
    assert [one.right for one in fields] == [False, False, True, False]


def test_scores_without_values():
    nothing = FieldScore(right=0, found=0, wanted=0)
    assert (nothing.precision, nothing.recall, nothing.f1) == (1.0, 1.0, 1.0)
    assert FieldScore(right=0, found=0, wanted=2).f1 == 0.0


@pytest.mark.parametrize(
    ("one", "other"),
    [("內政部", "内政部"), ("院臺字第 1 號", "院台字第1号"), ("中华人民共和国国务院令第5号", "国务院令第5号")],
)
def test_what_counts_as_the_same(one, other):
    assert comparable(one) == comparable(other)
    assert comparable("中华人民共和国公安部") != comparable("公安部")
