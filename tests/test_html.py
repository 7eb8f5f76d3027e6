"""Saved government pages: what is read of them against what a person marked as their body."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from lxml import html

from corpus.ingest import read_file
from corpus.script import fold

PAGES = Path(__file__).parents[1].parent / "shared" / "fixtures" / "html"
LABELS = json.loads((Path(__file__).parent / "data" / "html_labels.json").read_text(encoding="utf-8"))
_BLANKS = re.compile(r"\s+")

pytestmark = pytest.mark.skipif(not PAGES.is_dir(), reason="the saved pages are not at hand (../shared/fixtures/html)")


def all_text(path: Path) -> str:
    """Everything that stands between the tags of a page, in their order, folded, without blanks."""
    tree = html.fromstring(path.read_bytes().decode("utf-8"))
    for element in tree.xpath("//script|//style|//noscript|//comment()"):
        element.drop_tree()
    return fold(_BLANKS.sub("", tree.text_content()))


def labelled(path: Path, start: str, end: str) -> str:
    """The body: from the words it begins with to those it ends with."""
    text, first, last = all_text(path), *(fold(_BLANKS.sub("", anchor)) for anchor in (start, end))
    begins = text.index(first)
    return text[begins : text.index(last, begins) + len(last)]


def bigrams(text: str) -> Counter[str]:
    return Counter(text[i : i + 2] for i in range(len(text) - 1))


def token_f1(found: str, wanted: str) -> float:
    """F1 over the multisets of character bigrams of two texts without blanks."""
    one, other = bigrams(found), bigrams(wanted)
    return 2 * (one & other).total() / (one.total() + other.total())


def test_token_f1_by_hand() -> None:
    assert token_f1("甲乙丙", "甲乙丙") == 1
    assert token_f1("甲乙丙丁", "甲乙丙") == pytest.approx(2 * 2 / (3 + 2))
    assert token_f1("甲乙", "丙丁") == 0


@pytest.mark.parametrize("label", LABELS, ids=[label["file"][:3] for label in LABELS])
def test_the_body_title_and_date_of_a_page(label: dict[str, str]) -> None:
    path = PAGES / label["file"]
    document = read_file(path).document
    assert (document.title, document.metadata.get("published_on")) == (label["title"], label["date"])
    # The head that repeats title and number is the page's own as well as the document's: it counts for neither side.
    read = fold(_BLANKS.sub("", document.text))
    first = fold(_BLANKS.sub("", label["start"]))
    assert token_f1(read[read.index(first) :], labelled(path, label["start"], label["end"])) >= 0.95
    assert read.index(first) < 300
