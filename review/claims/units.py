"""Units and measure words: how they are printed, and what they convert to."""

from __future__ import annotations

import re
from decimal import Decimal

from review.claims.vocabulary import word_list

# One unit that others convert to, and by what.
_CONVERSIONS: dict[str, dict[str, str]] = {
    "元": {"元人民币": "1", "块钱": "1", "块": "1", "角": "0.1"},
    "平方米": {"平方公里": "1000000", "平方千米": "1000000", "公顷": "10000", "平米": "1", "平方": "1", "㎡": "1",
              "m2": "1", "km2": "1000000", "亩": "666.6666667"},
    "米": {"公里": "1000", "千米": "1000", "km": "1000", "厘米": "0.01", "cm": "0.01", "毫米": "0.001", "mm": "0.001"},
    "小时": {"个小时": "1", "分钟": "0.0166666667", "个钟头": "1"},
    "天": {"日": "1", "周": "7", "个星期": "7", "星期": "7"},
    "月": {"个月": "1", "年": "12", "个季度": "3", "个年头": "12"},
    "吨": {"公斤": "0.001", "千克": "0.001", "kg": "0.001", "斤": "0.0005", "克": "0.000001"},
    "千瓦": {"兆瓦": "1000", "mw": "1000", "gw": "1000000", "瓦": "0.001"},
    "千瓦时": {"度电": "1", "kwh": "1"},
    "人": {"名": "1", "位": "1", "口人": "1", "个人": "1"},
    "件": {"起": "1", "宗": "1", "桩": "1", "例": "1"},
    "个工作日": {"工作日": "1"},
    "周岁": {"岁": "1"},
    "个百分点": {"百分点": "1"},
    "个基点": {"基点": "1"},
    "栋": {"幢": "1"},
    "场": {"场次": "1"},
}  # fmt: skip
_BASE = {printed: (base, Decimal(by)) for base, others in _CONVERSIONS.items() for printed, by in others.items()}

MONEY = word_list("元人民币 人民币 美元 欧元 港元 港币 日元 韩元 卢布 英镑 澳元 新台币 台币 卢比 法郎 块钱 元")
TIME = word_list(
    """
    个工作日 工作日 个小时 个星期 个季度 个年头 个钟头 个学期 个周期 个月 分钟 小时 学时 课时 个工时 工时 星期
    年 周 天 日 秒钟 秒 毫秒 刻钟 周岁 岁 昼夜 个昼夜
    """
)
PHYSICAL = word_list(
    """
    平方公里 平方千米 平方米 立方米 平米 平方 公顷 亩 公里 千米 厘米 毫米 微米 纳米 海里 英里 英寸 英尺 米 公斤
    千克 毫克 微克 吨标准煤 吨 克 斤 两 千瓦时 千瓦 兆瓦 度电 千伏安 千伏 伏 瓦 摄氏度 ℃ 度 毫升 升 立方 方
    标准箱 标箱 箱 桶 盎司 分贝 马力 赫兹 像素 兆 帕 千卡 大卡 公升 ㎡ m2 km2 担 kwh kw·h kw・h
    gwh twh mw gw kw km kg cm mm
    ml mg gb tb teu mb nm 里
    """
)
PEOPLE = word_list("人次 人天 人年 人日 户次 口人 个人 人 户")
MARKS = word_list("番 个百分点 百分点 个基点 基点 个点 倍 分 点 票 股 字 步 环 手 比特")
# Words that count the thing named after them, or before the number.
CLASSIFIERS = word_list(
    """
    个批次 车次 班次 架次 批次 场次 件次 台次 家次 篇次 辆次 艘次 例次 频次 余次 个 名 位 家 件 起 宗 例 桩 项
    条 台 套 部 辆 列 架 艘 座 栋 幢 所 处 间 片 块 份 张 册 本 篇 期 批 次 场 回 趟 班 支 组 对 双 只 头 匹 棵
    株 盏 根 颗 粒 枚 瓶 袋 盒 包 床 门 幅 首 集 档 款 类 种 道 单 笔 团 桌 副 尊 则 口 眼 节 堂 轮 届 页 句 段
    把 顶 羽 尾 宿 顿 枝 朵 束 车 倍次 封 通 帧 卷 辑 码 滴 局 串 针 剂 声 锅 杯 碗 餐 员 层 样 重 拨 队 村 县
    镇 乡 省 国 社区 街道 单元 家庭
    """
)

_ALL = sorted({*MONEY, *TIME, *PHYSICAL, *PEOPLE, *MARKS, *CLASSIFIERS}, key=lambda unit: (-len(unit), unit))
_ONE = "|".join(map(re.escape, _ALL))
_PER = "|".join(
    map(
        re.escape,
        sorted(
            {*TIME, *PHYSICAL, *PEOPLE, *CLASSIFIERS, "月", "季", "日", "时", "公斤", "度"},
            key=lambda unit: (-len(unit), unit),
        ),
    )
)
UNIT = re.compile(rf"(?:{_ONE})(?:[/／](?:{_PER})){{0,2}}")


def is_classifier(unit: str) -> bool:
    """Whether `unit` counts something that has to be named beside it."""
    return unit in CLASSIFIERS


def base_unit(unit: str) -> tuple[str, Decimal]:
    """The unit that `unit` is compared in, and how many of it one is."""
    return _BASE.get(unit, (unit, Decimal(1)))
