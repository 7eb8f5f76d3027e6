"""Radicals that only look like ideographs (⼈ U+2F08 for 人, ⻓ U+2ED3 for 长) and the ideographs they stand for.

PDF writers that look a glyph up by its shape emit them; a text that holds them is never found by anyone who types
the ordinary character. Kangxi radicals follow Unicode's compatibility decomposition, the CJK Radicals Supplement,
which has none, the table below (after Unicode's EquivalentUnifiedIdeograph.txt; the nearest ideograph where that
names none). Compatibility ideographs (U+F98E for 年), which fonts made for Hong Kong, Taiwan and Korea bring about, are
the same trap; Unicode holds them to be the same characters as the ordinary ones, so those are what they become.
"""

from __future__ import annotations

import re
import unicodedata

_SUPPLEMENT_FIRST = 0x2E80
_SUPPLEMENT = (
    "冫厂乛乚乙亻冂几刀刂卜㔾小小尢尣"  # 2E80
    "尢尢巳幺彑彐忄㣺扌攵\ufffd旡日月歺母"  # 2E90
    "民氵氺灬爫爫丬牛犭王疋目示礻竹糹"  # 2EA0
    "纟罓罒㓁罓网羊羊羊耂肀聿月臼艹艹"  # 2EB0
    "艹虎衤覀西见角角讠贝足车辶辶辶阝"  # 2EC0
    "钅長镸长门阜阝雨青韦页风飞食食飠"  # 2ED0
    "饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜"  # 2EE0
    "龙龜亀龟"  # 2EF0
)
# Private code points of the Symbol and Wingdings fonts that lists and forms use.
_SYMBOLS = {
    0xF0B7: "•",
    0xF06C: "●",
    0xF06E: "■",
    0xF075: "◆",
    0xF0A7: "▪",
    0xF0D8: "➢",
    0xF0FC: "✓",
    0xF0FE: "☑",
    0xF052: "☑",
    0xF0A8: "☐",
    0xF06F: "☐",
    0xF0FB: "✗",
}
_COMPATIBILITY = {
    code: normal
    for code in (*range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20))
    if (normal := unicodedata.normalize("NFC", chr(code))) != chr(code)
}
_RADICALS = re.compile(f"[\u2e80-\u2fdf{''.join(map(chr, _COMPATIBILITY))}]")


def _ideograph(radical: str) -> str:
    position = ord(radical) - _SUPPLEMENT_FIRST
    if position < len(_SUPPLEMENT):
        return _SUPPLEMENT[position]
    normal = unicodedata.normalize("NFKC", radical)
    return normal if normal != radical else "\ufffd"


_TABLE = {code: _ideograph(chr(code)) for code in range(_SUPPLEMENT_FIRST, 0x2FE0)} | _COMPATIBILITY | _SYMBOLS


def repair(text: str) -> tuple[str, int]:
    """Replace every code point of U+2E80–2FDF and every compatibility ideograph, one for one; also return how many.

    The private code points of bullets and ticks are replaced as well, uncounted.
    """
    return text.translate(_TABLE), len(_RADICALS.findall(text))
