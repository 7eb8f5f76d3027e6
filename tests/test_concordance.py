"""Every occurrence of a term: none missed, none invented, offsets exact in every script, orders computed by hand."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.catalog import Catalog
from corpus.errors import QueryError
from corpus.home import Home
from corpus.ingest import ingest_text
from corpus.model import DocumentSummary, Metadata, MetadataValue, Origin
from corpus.script import fold
from indexing.build import build
from search import texts as texts_module
from search.concordance import (
    Collation,
    Concordance,
    Sort,
    collated,
    concordance,
    forms,
    lines,
    occurrences,
    ordered,
    parse_terms,
    with_variants,
)
from search.kwic import aligned, columns
from search.sheets import csv_bytes, xlsx_bytes
from search.synonyms import read_synonyms
from search.texts import FoldedTexts
from search.words import collocates, count_words

FILES = {
    "乙": ("2021-05", "甲社区好。\n丙社区坏。"),
    "甲": ("2020", "乙社區大，乙社区小。"),
    "丙": ("", "没有这个词，只有ＧＤＰ与gdp。"),
}


def store(home: Path, files: dict[str, tuple[str, str]]) -> Home:
    with Catalog.open(Home(home)) as catalog:
        for title, (day, text) in files.items():
            entry = ingest_text(text, name=f"{title}.txt", title=title)
            dated = MetadataValue(day, Origin.TEXT) if day else None
            known = Metadata(title=MetadataValue(title, Origin.FILE), published_on=dated)
            catalog.add_many([replace(entry, document=replace(entry.document, metadata=known))])
    return Home(home)


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Home:
    home = store(tmp_path_factory.mktemp("concordance"), FILES)
    build(home)
    return home


@pytest.fixture
def catalog(home: Home):
    with Catalog.open_readonly(home) as catalog:
        yield catalog


def by_title(catalog: Catalog) -> list[DocumentSummary]:
    return sorted(catalog.summaries(), key=lambda one: "甲乙丙".index(one.title))


def found(catalog: Catalog, *terms: str) -> tuple[Concordance, FoldedTexts]:
    texts = FoldedTexts(catalog)
    return concordance(by_title(catalog), terms, texts), texts


def said(catalog: Catalog, made: Concordance, rows) -> list[str]:
    return [f"{one.left}[{one.node}]{one.right}" for one in lines(catalog, made, rows, width=2)]


def test_both_scripts_are_found_and_shown_as_they_are(catalog: Catalog) -> None:
    made, _ = found(catalog, "社区")
    assert said(catalog, made, range(len(made))) == [
        "乙[社區]大，", "，乙[社区]小。", "甲[社区]好。", "\n丙[社区]坏。",
    ]  # fmt: skip
    assert [(one.title, count) for one, count in made.by_document()] == [("乙", 2), ("甲", 2)]
    assert made.by_year() == {"2020": 2, "2021": 2}


def test_full_width_and_case_are_folded(catalog: Catalog) -> None:
    made, _ = found(catalog, "GDP")
    assert said(catalog, made, range(len(made))) == ["只有[ＧＤＰ]与g", "Ｐ与[gdp]。"]
    assert made.by_year() == {"": 2}


@pytest.mark.parametrize(
    ("sort", "collation", "expected"),
    [
        # By code point 乙 (U+4E59) comes before 甲 (U+7532).
        (Sort.DOCUMENT, Collation.CODE_POINT, ["甲社区好", "丙社区坏", "乙社區大", "乙社区小"]),
        (Sort.DOCUMENT, Collation.PINYIN, ["乙社區大", "乙社区小", "甲社区好", "丙社区坏"]),  # jia3 before yi3
        (Sort.DATE, Collation.CODE_POINT, ["乙社區大", "乙社区小", "甲社区好", "丙社区坏"]),
        # To the right: 坏 U+574F, 大 U+5927, 好 U+597D, 小 U+5C0F; da4, hao3, huai4, xiao3.
        (Sort.RIGHT, Collation.CODE_POINT, ["丙社区坏", "乙社區大", "甲社区好", "乙社区小"]),
        (Sort.RIGHT, Collation.PINYIN, ["乙社區大", "甲社区好", "丙社区坏", "乙社区小"]),
        # To the left, read leftwards: 丙… U+4E19, 乙 U+4E59 and nothing before it, 乙 and ， before it, 甲 U+7532;
        # bing3, jia3, yi3.
        (Sort.LEFT, Collation.CODE_POINT, ["丙社区坏", "乙社區大", "乙社区小", "甲社区好"]),
        (Sort.LEFT, Collation.PINYIN, ["丙社区坏", "甲社区好", "乙社區大", "乙社区小"]),
    ],
)
def test_orders(catalog: Catalog, sort: Sort, collation: Collation, expected: list[str]) -> None:
    made, texts = found(catalog, "社区")
    rows = ordered(made, sort, texts, collation=collation)
    shown = [f"{one.left}{one.node}{one.right}" for one in lines(catalog, made, rows, width=1)]
    assert shown == expected


def test_what_has_no_date_comes_last(catalog: Catalog) -> None:
    made, texts = found(catalog, "，")
    rows = ordered(made, Sort.DATE, texts)
    assert [one.title for one in lines(catalog, made, rows)] == ["甲", "丙"]


def test_overlaps_and_shared_places_count_once() -> None:
    assert occurrences("人人人", ["人人"]) == [(0, 2), (1, 3)]
    assert occurrences("社区治理", ["社区", "社区治理", "社区"]) == [(0, 2), (0, 4)]


def test_terms_are_parted_and_variants_added(tmp_path: Path) -> None:
    assert parse_terms(" 社区、治理|社区｜ 网格 ") == ("社区", "治理", "网格")
    for nothing in ("", " 、|", "字" * 201):
        with pytest.raises(QueryError):
            parse_terms(nothing)
    (tmp_path / "synonyms.txt").write_text("计程车 = 出租车", encoding="utf-8")
    synonyms = read_synonyms([tmp_path / "synonyms.txt"])
    assert with_variants(("計程車", "社区"), synonyms) == ("計程車", "社区", "出租车")


def test_a_character_that_longer_words_keep_is_found_in_them() -> None:
    assert fold("乾隆")[0] == "乾"
    assert occurrences(fold("乾隆年间"), forms("乾")) == [(0, 1)]


_LETTERS = st.text(alphabet="社區区治理乾隆後后ＡaG5 \n，。臺台İß😀", max_size=40)


@settings(max_examples=200, deadline=None)
@given(_LETTERS, st.text(alphabet="社區区后後Ａa，", min_size=1, max_size=2))
def test_offsets_are_exact_and_nothing_is_missed(text: str, term: str) -> None:
    folded, wanted = fold(text), forms(term)
    places = occurrences(folded, wanted)
    assert places == sorted(set(places))
    for start, end in places:
        assert folded[start:end] in wanted
        assert len(text[start:end]) == len(term)
    every = [i for i in range(len(text)) if any(folded.startswith(one, i) for one in wanted)]
    assert [start for start, _ in places] == every


@given(st.lists(st.text(alphabet="中国人民大学abＡ，。1", max_size=5), max_size=8))
def test_collation_keeps_apart_what_differs(keys: list[str]) -> None:
    made = collated(keys, Collation.PINYIN)
    assert [a == b for a in keys for b in keys] == [a == b for a in made for b in made]
    assert collated(keys, Collation.CODE_POINT) == keys


def test_the_index_proposes_every_document_that_holds_a_term(home: Home, catalog: Catalog, monkeypatch) -> None:
    every = [one.doc_id for one in catalog.summaries()]
    titles = {one.doc_id: one.title for one in catalog.summaries()}
    monkeypatch.setattr(texts_module, "_WORTH_NARROWING", 0)
    monkeypatch.setattr(texts_module, "_TOO_COMMON", 1)
    texts = FoldedTexts(catalog)
    assert {titles[one] for one in texts.narrowed(every, ["社区小"])} == {"甲"}
    assert texts.narrowed(every, ["gdp"]) == every  # Latin may stand inside a longer run: the index cannot say
    assert texts.narrowed(every, ["社"]) == every


def test_what_is_not_indexed_yet_is_searched_all_the_same(tmp_path: Path, monkeypatch) -> None:
    home = store(tmp_path / "home", FILES)
    build(home)
    store(home.path, {"丁": ("2022", "新来的社区小。"), "戊": ("2022", "别的内容而已。")})
    monkeypatch.setattr(texts_module, "_WORTH_NARROWING", 0)
    with Catalog.open_readonly(home) as catalog:
        made = concordance(catalog.summaries(), ["社区小"], FoldedTexts(catalog))
    assert sorted(one.title for one in made.documents) == ["丁", "甲"]


def test_texts_are_remembered_up_to_a_bound_and_forgotten_when_they_change(tmp_path: Path) -> None:
    home = store(tmp_path / "home", FILES)
    with Catalog.open_readonly(home) as catalog:
        every = [one.doc_id for one in catalog.summaries()]
        texts = FoldedTexts(catalog, kept=0)
        assert dict(texts.of(every)) == {one: fold(catalog.text(one)) for one in every}
        kept = FoldedTexts(catalog)
        assert len(list(kept.of(every))) == 3
        with Catalog.open(home) as writer:
            writer.remove(every[0])
        kept.catch_up()
        assert [doc_id for doc_id, _ in kept.of(every)] == every[1:]


# Out of the library


def test_columns_of_chinese_are_two_wide() -> None:
    assert (columns("社区"), columns("ab"), columns("，")) == (4, 2, 2)


def test_nodes_stand_under_each_other(catalog: Catalog) -> None:
    made, _ = found(catalog, "社区")
    drawn = aligned(list(lines(catalog, made, range(len(made)), width=3))).splitlines()
    assert len({columns(line.partition("【")[0]) for line in drawn}) == 1
    assert "\n" not in "".join(drawn)


def test_what_is_removed_while_it_is_sorted_moves_nothing(tmp_path: Path) -> None:
    home = store(tmp_path / "home", FILES)
    with Catalog.open_readonly(home) as catalog:
        made, texts = found(catalog, "社区")
        before = dict(zip(ordered(made, Sort.RIGHT, texts).tolist(), "坏大好小", strict=True))
        with Catalog.open(home) as writer:
            writer.remove(made.documents[0].doc_id)
        texts.catch_up()
        left = int((made.which == 0).sum())
        rows = [row for row in ordered(made, Sort.RIGHT, texts).tolist() if row >= left]
        assert "".join(before[row] for row in rows) == "坏好"
        counts = count_words([made.documents[1]], texts).total()
        assert "社區" not in {one.word for one in collocates(made, texts, counts)}
        assert not {one.word for one in collocates(made, texts, counts)} & {"大", "小"}


def test_a_text_that_changes_while_it_is_read_is_not_kept(tmp_path: Path, monkeypatch) -> None:
    home = store(tmp_path / "home", {"甲": ("", "旧的一句话。")})
    with Catalog.open_readonly(home) as catalog:
        texts = FoldedTexts(catalog)
        (doc_id,) = (one.doc_id for one in catalog.summaries())

        def changing(text: str) -> str:
            """Folds, while somebody changes the document and another thread notices."""
            monkeypatch.setattr(texts_module, "fold", fold)
            with Catalog.open(home) as writer:
                writer.correct(doc_id, {"title": "乙"})
            texts.catch_up()
            return fold(text)

        monkeypatch.setattr(texts_module, "fold", changing)
        assert len(list(texts.of([doc_id]))) == 1
        assert not texts._texts


HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "普通", 12]


def test_no_cell_runs_as_a_formula() -> None:
    made = csv_bytes(["列"], [[one] for one in HOSTILE])
    assert made.startswith(b"\xef\xbb\xbf")
    cells = [row[0] for row in csv.reader(io.StringIO(made.decode("utf-8-sig"), newline=""))][1:]
    assert cells == ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", "'＝1", "普通", "12"]
    written = xlsx_bytes(["列"], [[one] for one in [*HOSTILE, "坏\x01\ufffe\uffff\ud800"]])
    sheet = openpyxl.load_workbook(io.BytesIO(written)).active
    values = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in values] == [*HOSTILE, "坏" + "\N{REPLACEMENT CHARACTER}" * 4]
    assert [cell.data_type for cell in values] == ["s"] * 7 + ["n", "s"]


def test_the_command_prints_what_it_found(home: Home, catalog: Catalog, command, tmp_path: Path) -> None:
    done = command("search", "concordance", "社区", "--home", home.path, "--sort", "right", "--json", "--width", "3")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told.keys() >= {"terms", "occurrences", "documents", "years", "lines"}
    assert [line["right"][0] for line in told["lines"]] == ["坏", "大", "好", "小"]
    for line in told["lines"]:
        assert catalog.text(line["doc_id"])[line["start"] : line["end"]] == line["node"]
    text = command("search", "concordance", "社区、词", "--home", home.path, "--filter", "year=2020", "--limit", "1")
    assert text.returncode == 0
    assert text.stdout.count("【") == 1
    assert "2 occurrences in 1 of 1 documents" in text.stderr
    out = tmp_path / "out.xlsx"
    done = command("search", "concordance", "社区", "--home", home.path, "--format", "xlsx", "--output", out)
    assert done.returncode == 0, done.stderr
    assert openpyxl.load_workbook(out).active.max_row == 5


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (["没有的词"], 1, "0 occurrences"),
        ([""], 2, "empty"),
        (["社区", "--sort", "middle"], 2, "--sort"),
        (["社区", "--format", "xlsx"], 2, "--output"),
        (["社区", "--filter", "colour=red"], 2, "colour"),
        (["社区", "--width", "0"], 2, "between 1 and 200"),
    ],
)
def test_mistakes_are_one_sentence(home: Home, command, arguments: list[str], code: int, word: str) -> None:
    done = command("search", "concordance", *arguments, "--home", home.path)
    assert done.returncode == code, done.stdout + done.stderr
    assert word in done.stderr
    assert "Traceback" not in done.stderr
