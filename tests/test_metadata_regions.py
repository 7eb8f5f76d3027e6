"""The table of administrative divisions: its codes, names of other times, and what is not taken for a place."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus.official.data
from corpus.official.data.make_regions import rows
from corpus.official.regions import MUNICIPALITIES, code_of, mentions

TABLE = Path(corpus.official.data.__file__).with_name("regions.csv")


def in_force() -> dict[str, str]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file) if not row["until"]}


def test_the_table_has_every_division_of_the_end_of_2021_and_what_came_later():
    """34 provinces, 333 prefectures, 2,843 counties (Ministry of Civil Affairs), and 白杨市 of 2023."""
    ranks = Counter(
        "province" if code.endswith("0000") else "prefecture" if code.endswith("00") else "county"
        for code in in_force()
    )
    assert ranks == {"province": 34, "prefecture": 333, "county": 2844}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("北京市", "110000"),
        ("四川省", "510000"),
        ("四川省巴中市", "511900"),
        ("广东省广州市天河区", "440106"),
        ("重庆市渝北区", "500112"),
        ("河南省济源市", "419001"),
        ("新疆维吾尔自治区石河子市", "659001"),
        ("浙江省杭州市临平区", "330113"),
        ("湖北省恩施土家族苗族自治州", "422800"),
        ("台湾省台北市", "710000"),
        ("湖北省襄樊市", "420600"),
        ("四川省成都市天府新区", "510100"),
        ("天河区", "440106"),
        ("某某市", None),
        ("在广州市", None),
        ("", None),
    ],
)
def test_codes(name, code):
    assert code_of(name) == code


def test_every_division_in_force_is_found_by_its_full_name():
    codes = in_force()
    provinces = {code[:2]: name for code, name in codes.items() if code.endswith("0000")}
    cities = {code[:4]: name for code, name in codes.items() if code.endswith("00") and not code.endswith("0000")}
    for code, name in codes.items():
        direct = code.endswith("0000") or code[2:4] == "90" or provinces[code[:2]] in MUNICIPALITIES
        outer = "" if code.endswith("0000") else provinces[code[:2]]
        inner = "" if direct or code.endswith("00") else cities[code[:4]]
        full = outer + inner + name
        assert [(found.region.name, found.end) for found in mentions(full)] == [(full, len(full))]
        assert code_of(full) == code


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("天河区教育局", ["广东省广州市天河区"]),
        ("浙江省义乌市", ["浙江省金华市义乌市"]),
        ("襄樊市政府", ["湖北省襄阳市"]),
        ("巢湖市", ["安徽省合肥市巢湖市"]),
        ("江苏省铜山县", ["江苏省徐州市铜山县"]),
        ("密云县", ["北京市密云县"]),
        ("广州市海珠区、天河区", ["广东省广州市海珠区", "广东省广州市天河区"]),
        ("雄安新区", ["河北省雄安新区"]),
        ("台北市", ["台湾省台北市"]),
        ("朝阳区、南山区", []),
        ("解放区的老城区与新市区", []),
        ("天河区域", []),
        ("西藏米林县", ["西藏自治区林芝市米林县"]),
    ],
)
def test_counties_and_names_of_other_times(text, names):
    assert [found.region.name for found in mentions(text)] == names


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="广东省州市天河区海南县族自治旗盟地吉林a ", max_size=40))
def test_mentions_stand_in_order_where_they_say(text):
    end = 0
    for found in mentions(text):
        assert end <= found.start < found.end <= len(text)
        end = found.end


def test_a_name_that_is_no_longer_in_force_keeps_its_last_year():
    current = {"110000": "北京市", "110118": "密云区", "540422": "米林县"}
    former = {("110228", "密云县"): "2014", ("110118", "密云区"): "2014", ("110100", "市辖区"): "2014"}
    made = rows(current, former)
    assert ("110228", "密云县", "2014") in made
    assert ("110118", "密云区", "") in made
    assert ("540422", "米林县", "2022") in made
    assert ("540481", "米林市", "") in made
    assert all(name != "市辖区" for _, name, _ in made)
