"""More like this: what is looked for, what stays out, what comes first."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import ClassVar

import pytest

from corpus.catalog import Catalog
from corpus.errors import NotFoundError
from corpus.home import Home
from corpus.ingest import add_files
from corpus.model import Passage
from indexing.build import build
from search.query import parse_filters
from search.searcher import Searcher
from search.similar import Likeness, telling_terms

LIFT = """---
title: 清溪区楼道协商加装电梯
region: 浙江省杭州市
---
# 清溪区楼道协商加装电梯

## 一、怎样坐到一起商量
住户先报名，再由楼长召集，每周三晚上在一楼门厅商量加装电梯的费用怎样分担，一户一票，当场公布，反对的住户可以提出补偿。

## 二、食堂与花园
楼下的花园由居民认养，春天种月季，秋天种菊花，浇水排班贴在门口，谁家出门就和邻居换班，从来没有断过水。
"""
OTHER_LIFT = """---
title: 松陂县小区电梯协商记
region: 四川省成都市
---
# 松陂县小区电梯协商记

## 一、电梯费用
加装电梯的费用按楼层分担，低层住户不出钱并得到补偿，方案由全楼住户投票，一户一票，结果当场公布在门厅。
"""
CANTEEN = """---
title: 星湖镇老年食堂运营记
region: 四川省成都市
---
# 星湖镇老年食堂运营记

## 一、钱从哪里来
星湖镇的老年食堂由镇政府补贴场地，企业负责经营，老人每餐付八元，差额由慈善基金补足，账目每季度公开一次。
"""
GARDEN = """---
title: 望岚市口袋花园
---
# 望岚市口袋花园

## 一、认养
街角的花园由居民认养，种月季和菊花，浇水按班轮流，排班表贴在花园门口，出门的人家自己找邻居换班。
"""
FILES = {"电梯.md": LIFT, "别处.md": OTHER_LIFT, "食堂.md": CANTEEN, "花园.md": GARDEN}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    folder = tmp_path_factory.mktemp("files")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "抄本.txt").write_text(LIFT.split("---\n")[2].replace("#", ""), encoding="utf-8")
    home = Home(tmp_path_factory.mktemp("home"))
    with Catalog.open(home) as catalog:
        assert [one.error for one in add_files(catalog, sorted(folder.iterdir()))] == [None] * 5
    build(home)
    return home


@pytest.fixture(scope="module")
def searcher(home: Home) -> Iterator[Searcher]:
    with Searcher.open(home) as opened:
        yield opened


def named(searcher: Searcher, file_name: str) -> str:
    return next(one.doc_id for one in searcher.catalog.summaries() if one.source.file_name == file_name)


def passage(searcher: Searcher, file_name: str, words: str) -> Passage:
    return next(one for one in searcher.catalog.passages(named(searcher, file_name)) if words in one.text)


def files(found: object) -> list[str]:
    return [hit.document.source.file_name for hit in found.hits]  # type: ignore[attr-defined]


def test_a_document_resembles_neither_itself_nor_its_copy(searcher: Searcher) -> None:
    found = searcher.similar(Likeness(named(searcher, "电梯.md")))
    assert found.left_out == 1
    assert files(found)[0] in {"别处.md", "花园.md"}
    assert not {"电梯.md", "抄本.txt"} & set(files(found))
    assert sorted(files(found)) == sorted(set(files(found)))
    assert [hit.rank for hit in found.hits] == list(range(1, len(found.hits) + 1))


@pytest.mark.parametrize(("words", "first"), [("费用怎样分担", "别处.md"), ("月季", "花园.md")])
def test_a_passage_resembles_what_is_about_the_same(searcher: Searcher, words: str, first: str) -> None:
    one = passage(searcher, "电梯.md", words)
    found = searcher.similar(Likeness(one.doc_id, one.start, one.end))
    assert files(found)[0] == first
    assert found.text == one.text


def test_part_of_a_passage_is_encoded_for_itself(searcher: Searcher) -> None:
    whole = passage(searcher, "电梯.md", "月季")
    at = whole.start + whole.text.index("楼下的花园")
    found = searcher.similar(Likeness(whole.doc_id, at, at + 20))
    assert found.text == whole.text[at - whole.start :][:20]
    assert files(found)[0] == "花园.md"


def test_filters_hold_here_too(searcher: Searcher) -> None:
    like = Likeness(named(searcher, "电梯.md"))
    assert set(files(searcher.similar(like, filters=parse_filters(["region=成都"])))) == {"别处.md", "食堂.md"}
    assert searcher.similar(like, filters=parse_filters(["region=火星"])).hits == ()


@pytest.mark.parametrize("span", [(0, 10**6), (5, 5)])
def test_what_a_document_does_not_hold_is_said(searcher: Searcher, span: tuple[int, int]) -> None:
    with pytest.raises(NotFoundError):
        searcher.similar(Likeness(named(searcher, "电梯.md"), *span))
    with pytest.raises(NotFoundError):
        searcher.similar(Likeness("ffff"))


@pytest.mark.parametrize("written", ["0a1b", "0a1b:3-17"])
def test_a_likeness_is_read_as_it_is_written(written: str) -> None:
    assert str(Likeness.read(written)) == written


@pytest.mark.parametrize("written", ["", "0a1b:", "0a1b:9-3", "0a1b:3-3", "<script>", "0a1b:3-17x", "0A1B"])
def test_anything_else_is_none(written: str) -> None:
    assert Likeness.read(written) is None


class Counting:
    """An engine that knows how often terms stand in 100 passages."""

    held: ClassVar[dict[str, int]] = {"电梯": 10, "协商": 50, "罕见": 1, "没有": 0}

    def counts(self) -> tuple[int, int]:
        return 10, 100

    def frequency(self, term: str) -> int:
        return self.held.get(term, 0)


def test_terms_are_weighed_by_hand() -> None:
    # (1 + ln 3) ln(1 + 90.5/10.5) = 4.75; ln(1 + 99.5/1.5) = 4.21; (1 + ln 2) ln(1 + 50.5/50.5) = 1.17
    assert (1 + math.log(3)) * math.log1p(90.5 / 10.5) > math.log1p(99.5 / 1.5)
    given = ["电梯", "协商", "罕见", "电梯", "没有", "的", "协商", "电梯"]
    assert telling_terms(given, Counting()) == ("电梯", "罕见", "协商")  # type: ignore[arg-type]
    assert telling_terms(given, Counting(), most=1) == ("电梯",)  # type: ignore[arg-type]


def test_on_the_command_line(home: Home, searcher: Searcher, command) -> None:  # type: ignore[no-untyped-def]
    one = passage(searcher, "电梯.md", "月季")
    done = command(
        "search", "similar", one.doc_id[:8], "--span", f"{one.start}:{one.end}", "--json", "--home", home.path
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["like"] == f"{one.doc_id}:{one.start}-{one.end}"
    assert said["hits"][0]["source"]["file_name"] == "花园.md"
    assert command("search", "similar", "ffff", "--home", home.path).returncode == 1
    assert command("search", "similar", one.doc_id, "--span", "9:3", "--home", home.path).returncode == 2
