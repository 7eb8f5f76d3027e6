"""Provinces and prefecture-level divisions of China, and where a text speaks of them.

Names of administrative divisions are facts. County-level places are recognised by their pattern behind a city's
name (深圳市南山区), so no table of them is needed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

MUNICIPALITIES = ("北京市", "上海市", "天津市", "重庆市")
_TABLE = """
河北省:石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水
山西省:太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁
内蒙古自治区:呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 兴安盟 锡林郭勒盟 阿拉善盟
辽宁省:沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 葫芦岛
吉林省:长春 吉林 四平 辽源 通化 白山 松原 白城 延边朝鲜族自治州
黑龙江省:哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 大兴安岭地区
江苏省:南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁
浙江省:杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水
安徽省:合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城
福建省:福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德
江西省:南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶
山东省:济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽
河南省:郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店
    济源
湖北省:武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施土家族苗族自治州 仙桃 潜江
    天门 神农架林区
湖南省:长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西土家族苗族自治州
广东省:广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山
    潮州 揭阳 云浮
广西壮族自治区:南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左
海南省:海口 三亚 三沙 儋州
四川省:成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳
    阿坝藏族羌族自治州 甘孜藏族自治州 凉山彝族自治州
贵州省:贵阳 六盘水 遵义 安顺 毕节 铜仁 黔西南布依族苗族自治州 黔东南苗族侗族自治州 黔南布依族苗族自治州
云南省:昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 楚雄彝族自治州 红河哈尼族彝族自治州 文山壮族苗族自治州
    西双版纳傣族自治州 大理白族自治州 德宏傣族景颇族自治州 怒江傈僳族自治州 迪庆藏族自治州
西藏自治区:拉萨 日喀则 昌都 林芝 山南 那曲 阿里地区
陕西省:西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛
甘肃省:兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 临夏回族自治州 甘南藏族自治州
青海省:西宁 海东 海北藏族自治州 黄南藏族自治州 海南藏族自治州 果洛藏族自治州 玉树藏族自治州
    海西蒙古族藏族自治州
宁夏回族自治区:银川 石嘴山 吴忠 固原 中卫
新疆维吾尔自治区:乌鲁木齐 克拉玛依 吐鲁番 哈密 昌吉回族自治州 博尔塔拉蒙古自治州 巴音郭楞蒙古自治州
    阿克苏地区 克孜勒苏柯尔克孜自治州 喀什地区 和田地区 伊犁哈萨克自治州 塔城地区 阿勒泰地区
台湾省:
香港特别行政区:
澳门特别行政区:
"""
_STATE = re.compile(
    r"(?:(?:藏|羌|彝|苗|侗|回|壮|傣|白|土家|布依|哈尼|景颇|傈僳|朝鲜|蒙古)族|蒙古|哈萨克|柯尔克孜)*自治州$|地区$|林区$|盟$"
)
_PROVINCE = re.compile(r"(?:壮族|回族|维吾尔)?自治区$|特别行政区$|省$")
# Without their suffix these are words of every day or parts of other names.
_NEEDS_SUFFIX = frozenset(
    [
        "长治",
        "来宾",
        "中山",
        "大同",
        "朝阳",
        "白银",
        "日照",
        "安康",
        "东方",
        "大庆",
        "通化",
        "白山",
        "白城",
        "吉林",
        "海东",
        "南通",
        "三明",
        "南平",
        "德州",
        "阿里",
        "大理",
        "和田",
        "海南",
        "海北",
        "海西",
        "黄南",
        "山南",
        "玉林",
        "天门",
        "长春",
        "黄山",
        "永州",
        "北海",
        "兴安",
        "红河",
        "文山",
        "宜春",
        "伊春",
        "汉中",
        "怒江",
        "湘西",
        "天水",
        "咸宁",
        "林芝",
        "哈密",
        "普洱",
        "安顺",
        "安庆",
        "文昌",
    ]
)
_COUNTY = re.compile(r"[\u4e00-\u9fff]{1,4}?(?:自治县|自治旗|新区|区|县|旗|市)(?![域内间划块段镇长情级民乡际场])")
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


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text names a region: `[start, end)`."""

    region: Region
    start: int
    end: int


@cache
def _names() -> dict[str, Region]:
    """Every name that is recognised, in full and short, to its region."""
    names = {city: Region(city) for city in MUNICIPALITIES}
    names |= {city.removesuffix("市"): Region(city) for city in MUNICIPALITIES}
    rows = [row.partition(":")[::2] for row in re.split(r"\n(?! )", _TABLE.strip())]
    for province, _ in rows:
        names |= {province: Region(province), _PROVINCE.sub("", province): Region(province)}
    for province, cities in rows:
        for city in cities.split():
            names |= _city_names(province, city, taken=names)
    return names


def _city_names(province: str, city: str, *, taken: dict[str, Region]) -> dict[str, Region]:
    """The full name of one city of the table, 大理州 for 大理白族自治州, and the short name where it is safe."""
    short = _STATE.sub("", city)
    full = city if short != city else city + "市"
    region = Region(province, full)
    names = {full: region}
    if city.endswith("自治州") and short + "州" not in taken:
        names[short + "州"] = region
    if short not in _NEEDS_SUFFIX and short not in taken:
        names[short] = region
    return names


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_names(), key=len, reverse=True))))


def mentions(folded: str, start: int = 0, end: int | None = None) -> Iterator[Mention]:
    """Regions named in `folded[start:end]` (simplified text), in order; 省, 市 and 县 in a row are one."""
    stop = len(folded) if end is None else end
    position = start
    while match := _pattern().search(folded, position, stop):
        region, position = _names()[match.group()], match.end()
        follow = _pattern().match(folded, position, stop)
        if follow and not region.city and _names()[follow.group()].province == region.province:
            region, position = _names()[follow.group()], follow.end()
        if county := _county_at(folded, position, stop):
            region = Region(region.province, region.city, county)
            position += len(county)
        yield Mention(region, match.start(), position)


def _county_at(folded: str, position: int, stop: int) -> str:
    """The name of a county or district that begins at `position`, or ''."""
    match = _COUNTY.match(folded, position, stop)
    if match is None or match.group() in _names() or _NO_COUNTY.search(match.group()):
        return ""
    return match.group()


def dominant(found: Sequence[Mention], folded: str) -> Mention | None:
    """The place that a text is about: named three times at least, and in most of all its mentions of places.

    A county counts where it is named in full at least once and its name comes back at least twice more.
    """
    cities = Counter((m.region.province, m.region.city) for m in found if m.region.city or _is_city(m.region))
    for (province, city), count in cities.most_common(1):
        inside = [m for m in found if (m.region.province, m.region.city) == (province, city)]
        counties = Counter(m.region.county for m in inside if m.region.county)
        county, _ = max(counties.items(), key=lambda item: (folded.count(item[0]), item[0]), default=("", 0))
        repeated = folded.count(county) if county else 0
        others = sum(cities.values()) - count
        if max(count, repeated) < 3 or max(count, repeated) < 2 * others:
            return None
        is_county = repeated >= 3 and 2 * repeated >= count
        wanted = Region(province, city, county if is_county else "")
        evidence = next((m for m in inside if m.region == wanted), inside[0])
        return Mention(wanted, evidence.start, evidence.end)
    return None


def _is_city(region: Region) -> bool:
    return region.province in MUNICIPALITIES
