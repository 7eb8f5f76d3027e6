"""Administrative divisions of China, from province to county, and where a text speaks of them.

The table (data/regions.csv, made by data/make_regions.py) holds names and GB/T 2260 codes, also of divisions that are
no longer in force, so that the texts of their time are understood. Names of administrative divisions are facts.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

MUNICIPALITIES = ("北京市", "上海市", "天津市", "重庆市")
_DATA = Path(__file__).with_name("data")
_TAIWAN = (  # which GB/T 2260 does not code below the province
    "台北市", "新北市", "桃园市", "台中市", "台南市", "高雄市", "基隆市", "新竹市",
    "嘉义市", "宜兰县", "新竹县", "苗栗县", "彰化县", "南投县", "云林县", "嘉义县",
    "屏东县", "花莲县", "台东县", "澎湖县", "金门县", "连江县",
)  # fmt: skip
_MANY_PEOPLES = re.compile(
    r"(?:(?:藏|羌|彝|苗|侗|回|壮|傣|白|土家|布依|哈尼|景颇|傈僳|朝鲜|蒙古)族|蒙古|哈萨克|柯尔克孜)*自治州$|地区$|林区$|盟$|市$"
)
_PROVINCE = re.compile(r"(?:壮族|回族|维吾尔)?自治区$|特别行政区$|省$")
_NOW = "9999"
_SHORTEST_ALONE = 3  # 忠县 and 新县 are found only behind their province or city
_COUNTY = re.compile(r"[\u4e00-\u9fff]{1,4}?(?:新区|区)(?![域内间划块段镇长情级民乡际场])")
_PLAIN_COUNTY = re.compile(r"(?P<stem>[\u4e00-\u9fff]{2,3})县(?![域级])")
_UNCODED = ("台湾省", "香港特别行政区", "澳门特别行政区")  # GB/T 2260 has nothing below them
_STREETWISE = re.compile(r"[路街道巷桥山河湖江站店楼]|大[道街桥厦酒学]")  # 永安路 is not in 永安市
_GOES_ON = re.compile(r"[域内间划块段情级民际场]")  # 南山区域 is no 南山区
_NO_COUNTY = re.compile(
    r"^(?:城|市|辖|山|牧|农|老|老城|主城|中心城|中心|老旧)区$|(?:社|地|园|小|校|景|片|街|厂|灾|库|郊|开发|示范|试验|实验|合作|保税|自贸|功能|重点|自治"
    r"|行政|特|试点|经济|技术|高新|先行|引领|商务|工业|产业|度假|保护|聚集|集聚|管理|风景|服务|住宅|居民|生活)区$"
    r"|[各全本该我两强大百个几多等这那此][区县市旗]|[试贫脱示先][点困贫范进][县市]|城市|都市|股市|超市|门市|上市"
    r"|[的了在是和与及把将从以对于由为有党政委局省推建创打坚探实持向让使被给最更]"
)


@dataclass(frozen=True, slots=True)
class Region:
    """A place from province to county; the outer parts are always known, the inner ones '' where they are not."""

    province: str
    city: str = ""
    county: str = ""

    @property
    def name(self) -> str:
        """From province to county without separators: 四川省巴中市, 重庆市渝北区."""
        return self.province + self.city + self.county

    @property
    def depth(self) -> int:
        """1 for a province (municipalities included), 2 for a city, 3 for a county or district."""
        return 3 if self.county else 2 if self.city else 1


_NEW_AREAS = {"雄安新区": Region("河北省", "", "雄安新区")}
_NEW_AREAS_INSIDE = (  # new areas of the state, and one run as a district: found behind their city or province
    ("重庆市", "", "两江新区"), ("四川省", "成都市", "天府新区"), ("陕西省", "", "西咸新区"),
    ("贵州省", "", "贵安新区"), ("甘肃省", "兰州市", "兰州新区"), ("辽宁省", "大连市", "金普新区"),
    ("山东省", "青岛市", "西海岸新区"),
    ("湖南省", "长沙市", "湘江新区"), ("江苏省", "南京市", "江北新区"), ("福建省", "福州市", "福州新区"),
    ("云南省", "昆明市", "滇中新区"), ("吉林省", "长春市", "长春新区"), ("江西省", "", "赣江新区"),
    ("黑龙江省", "哈尔滨市", "哈尔滨新区"), ("浙江省", "舟山市", "舟山群岛新区"), ("广东省", "深圳市", "大鹏新区"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text names a region: `[start, end)`."""

    region: Region
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Row:
    """A division of the table; `until` is the last year of its name, `_NOW` while that is in force."""

    code: str
    name: str
    until: str


@dataclass(frozen=True, slots=True)
class _Gazetteer:
    """The table as it is searched.

    `names` are recognised anywhere; `inside` are the counties that are recognised behind the province or city that
    they lie in; `codes` go with the names of regions; `lengths` of names by their first two characters, longest first.
    """

    names: Mapping[str, Region]
    inside: Mapping[tuple[str, str], Mapping[str, Region]]
    codes: Mapping[str, str]
    lengths: Mapping[str, tuple[int, ...]]


def code_of(name: str) -> str | None:
    """The code of GB/T 2260 (six digits) of the region called `name`, from province to county (四川省巴中市: 511900).

    Of a district that the table does not know it is that of the city around it; None for what is no region.
    """
    codes = _gazetteer().codes
    if code := codes.get(name):
        return code
    found = next(mentions(name), None)
    if found is None or found.start:
        return None
    region = found.region
    outer = (region.name, region.province + region.city, region.province)
    return next((codes[part] for part in outer if part in codes), None)


def is_region(name: str) -> bool:
    """Whether `name` (simplified) is the name of one region and nothing else: 四川省巴中市, 巴中市, 广州市天河区."""
    found = next(mentions(name), None)
    return found is not None and (found.start, found.end) == (0, len(name))


def nearest_regions(name: str, *, count: int = 3) -> list[str]:
    """Full names of regions that are written most like `name`, the nearest first; none where nothing is near."""
    known = _gazetteer()
    full = {called: region.name for called, region in known.names.items()} | {whole: whole for whole in known.codes}
    near = get_close_matches(name, full, n=3 * count, cutoff=0.5)
    return list(dict.fromkeys(full[called] for called in near))[:count]


@cache
def _gazetteer() -> _Gazetteer:
    rows = _rows()
    provinces = {row.code[:2]: row.name for row in rows if row.code.endswith("0000")}
    cities = _cities(rows, provinces)
    counties = _counties(rows, provinces, cities)
    alone = _unmistakable(counties)
    names = _province_names(provinces)
    today: dict[str, Region] = {}
    for city in cities:
        known = {} if city.until == _NOW else alone  # 巢湖市 was a city and is a county
        region = today.setdefault(city.code, city.region)  # 襄樊市 was only renamed: it is 襄阳市
        names |= {name: region for name in _spellings(city.region.city) if name not in names and name not in known}
    for taiwanese in _TAIWAN:
        names |= {name: Region("台湾省", taiwanese) for name in _taiwanese(taiwanese) if name not in names}
    names |= {name: region for name, region in alone.items() if name not in names}
    codes = {division.region.name: division.code for division in reversed([*cities, *counties])}
    codes |= {name: f"{prefix}0000" for prefix, name in provinces.items()}
    codes |= {f"台湾省{city}": "710000" for city in _TAIWAN}
    return _Gazetteer(names, _inside(counties), codes, _lengths(names))


@dataclass(frozen=True, slots=True)
class _Division:
    """A region as the table has it."""

    region: Region
    code: str
    until: str


@cache
def _everyday(needs: str) -> frozenset[str]:
    """Names that are words of every day or parts of such words where their `suffix` or their `city` is left out."""
    with (_DATA / "everyday_places.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["name"] for row in csv.DictReader(file) if row["needs"] == needs)


def _rows() -> list[_Row]:
    """The rows of the table, those in force first, then by how long they were."""
    with (_DATA / "regions.csv").open(encoding="utf-8", newline="") as file:
        rows = [_Row(row["code"], row["name"], row["until"] or _NOW) for row in csv.DictReader(file)]
    return sorted(rows, key=lambda row: row.until, reverse=True)


def _province_names(provinces: Mapping[str, str]) -> dict[str, Region]:
    names = {name: Region(name) for name in provinces.values()}
    short = {name.removesuffix("市") if name in MUNICIPALITIES else _PROVINCE.sub("", name): name for name in names}
    return names | {brief: Region(name) for brief, name in short.items()}


def _is_city(row: _Row) -> bool:
    """Whether it is a prefecture-level division, or a county or city directly under a province."""
    return not row.code.endswith("0000") and (row.code.endswith("00") or row.code[2:4] == "90")


def _cities(rows: Sequence[_Row], provinces: Mapping[str, str]) -> list[_Division]:
    """What stands under a province."""
    return [_Division(Region(provinces[row.code[:2]], row.name), row.code, row.until) for row in rows if _is_city(row)]


def _counties(rows: Sequence[_Row], provinces: Mapping[str, str], cities: Sequence[_Division]) -> list[_Division]:
    """Counties and districts with the city that they lie in, under its name of today where it has one."""
    around: dict[str, str] = {}
    for city in cities:
        around.setdefault(city.code[:4], city.region.city)
    found = []
    for row in rows:
        if not (row.code.endswith("00") or _is_city(row)):
            region = Region(provinces[row.code[:2]], around.get(row.code[:4], ""), row.name)
            found.append(_Division(region, row.code, row.until))
    return found


def _spellings(city: str) -> list[str]:
    """The full name, 大理州 for 大理白族自治州, and the short name where it is safe."""
    short = _MANY_PEOPLES.sub("", city)
    names = [city]
    if city.endswith("自治州"):
        names.append(short + "州")
    if short not in _everyday("suffix") and len(short) >= 2:
        names.append(short)
    return names


def _taiwanese(city: str) -> list[str]:
    return (
        [city, city[:2]] if city in {"台北市", "新北市", "桃园市", "台中市", "台南市", "高雄市", "基隆市"} else [city]
    )


def _inside(counties: Sequence[_Division]) -> dict[tuple[str, str], dict[str, Region]]:
    """Counties by the place around them: under their city, and under their province where only one is called so."""
    found: dict[tuple[str, str], dict[str, Region]] = defaultdict(dict)
    called: dict[tuple[str, str], list[_Division]] = defaultdict(list)
    for division in counties:
        region = division.region
        found[region.province, region.city].setdefault(region.county, region)
        called[region.province, region.county].append(division)
    for (province, county), same in called.items():
        if _clear(same):
            found[province, ""].setdefault(county, same[0].region)
    for province, city, name in _NEW_AREAS_INSIDE:
        for around in {city, ""}:
            found[province, around].setdefault(name, Region(province, city, name))
    return dict(found)


def _clear(same: Sequence[_Division]) -> bool:
    """Whether of divisions of one name, newest first, the first is meant: the only one, or in force the longest."""
    return len(same) == 1 or same[0].until > same[1].until


def _unmistakable(counties: Sequence[_Division]) -> dict[str, Region]:
    """Counties that can be nothing else: three characters or more, one in the country, no word of every day."""
    called: dict[str, list[_Division]] = defaultdict(list)
    for division in counties:
        called[division.region.county].append(division)
    return _NEW_AREAS | {
        name: same[0].region
        for name, same in called.items()
        if len(name) >= _SHORTEST_ALONE and name not in _everyday("city") and _clear(same)
    }


def _lengths(names: Mapping[str, Region]) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = defaultdict(set)
    for name in names:
        found[name[:2]].add(len(name))
    return {head: tuple(sorted(lengths, reverse=True)) for head, lengths in found.items()}


def _name_at(text: str, position: int, stop: int) -> str:
    """The longest name of the table that begins at `position`, or ''."""
    known = _gazetteer()
    for length in known.lengths.get(text[position : position + 2], ()):
        name = text[position : position + length]
        if position + length > stop or name not in known.names:
            continue
        if known.names[name].county and _GOES_ON.match(text, position + length, stop):
            continue
        return name
    return ""


def mentions(folded: str, start: int = 0, end: int | None = None) -> Iterator[Mention]:
    """Regions named in `folded[start:end]` (simplified text), in order; 省, 市 and 县 in a row are one."""
    stop = len(folded) if end is None else end
    known = _gazetteer()
    position = start
    while position < stop - 1:
        name = _name_at(folded, position, stop)
        if not name:
            position += 1
            continue
        begun, region, position = position, known.names[name], position + len(name)
        follow = _name_at(folded, position, stop)
        if follow and not region.city and known.names[follow].province == region.province:
            region, position = known.names[follow], position + len(follow)
        if not region.county:
            region, position = _with_county(folded, position, stop, region)
        yield Mention(region, begun, position)


def _with_county(folded: str, position: int, stop: int, region: Region) -> tuple[Region, int]:
    """The county that begins at `position` inside `region`, and where it ends; `region` itself where there is none."""
    inside = _gazetteer().inside.get((region.province, region.city), {})
    for length in range(min(15, stop - position), 1, -1):
        name = folded[position : position + length]
        if name in inside and not _GOES_ON.match(folded, position + length, stop):
            return inside[name], position + length
    if county := _short_name_at(folded, position, stop, inside):
        return inside[county], position + len(county) - 1
    county, end = _autonomous_at(folded, position, stop, inside)
    if county:
        return inside[county], end
    if name := _uncoded_at(folded, position, stop, region):
        return Region(region.province, region.city, name), position + len(name)
    return region, position


def _short_name_at(folded: str, position: int, stop: int, inside: Mapping[str, Region]) -> str:
    """The city at the rank of a county that is named without 市 behind the city around it (安阳市林州), or ''."""
    for length in (4, 3, 2):
        end = position + length
        short = folded[position:end]
        county = short + "市"
        if end > stop or county not in inside or not inside[county].city or _STREETWISE.match(folded, end, stop):
            continue
        if county not in _everyday("city") and short not in _everyday("suffix"):
            return county
    return ""


def _autonomous_at(folded: str, position: int, stop: int, inside: Mapping[str, Region]) -> tuple[str, int]:
    """The autonomous county that is named without its peoples (龙胜县) and where that ends, or ('', 0)."""
    match = _PLAIN_COUNTY.match(folded, position, stop)
    if match is None:
        return "", 0
    same = [county for county in inside if county.startswith(match["stem"]) and county.endswith("自治县")]
    return (same[0], match.end()) if len(same) == 1 else ("", 0)


def _uncoded_at(folded: str, position: int, stop: int, region: Region) -> str:
    """What reads as the name of a district where the table knows none (台北市大安区), or ''."""
    if region.province not in _UNCODED:
        return ""
    match = _COUNTY.match(folded, position, stop)
    if match is None or match.group() in _gazetteer().names or _NO_COUNTY.search(match.group()):
        return ""
    return match.group()


def dominant(found: Sequence[Mention], folded: str) -> Mention | None:
    """The place that a text is about: named three times at least, and in most of all its mentions of places.

    A county counts where it is named in full at least once and its name comes back at least twice more.
    """
    cities = Counter((m.region.province, m.region.city) for m in found if m.region.city or _is_municipal(m.region))
    for (province, city), count in cities.most_common(1):
        inside = [m for m in found if (m.region.province, m.region.city) == (province, city)]
        counties = Counter(m.region.county for m in inside if m.region.county)
        county, _ = max(counties.items(), key=lambda item: (folded.count(item[0]), item[0]), default=("", 0))
        printed = {_as_printed(m, folded) for m in inside if county and m.region.county == county}
        repeated = max(map(folded.count, printed), default=0)
        others = sum(cities.values()) - count
        if max(count, repeated) < 3 or max(count, repeated) < 2 * others:
            return None
        is_county = repeated >= 3 and 2 * repeated >= count
        wanted = Region(province, city, county if is_county else "")
        evidence = next((m for m in inside if m.region == wanted), inside[0])
        return Mention(wanted, evidence.start, evidence.end)
    return None


def _as_printed(mention: Mention, folded: str) -> str:
    """What is printed of the county behind the places around it: 林州 where 安阳市林州 is 林州市."""
    printed = folded[mention.start : mention.end]
    return printed[max(printed.rfind(mention.region.county[:2]), 0) :]


def _is_municipal(region: Region) -> bool:
    return region.province in MUNICIPALITIES
