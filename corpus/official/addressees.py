"""主送机关: to whom a document is sent, on the line above its text that ends with a colon."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.lines import Line, lines_of
from corpus.markers import marker_of
from corpus.model import Confidence, MetadataValue, Origin
from corpus.official.organs import is_organ

_LONGEST = 300
_LINES_BELOW = 2  # lines of text after the header within which it may still come
_LINE = re.compile(r"(?P<value>[^。!?;:]{2,298})\s?:")
_PARTS = re.compile(r"[、,\s]+|及其?|和")
_GROUP = re.compile(
    r"(?:单位|部门|机构|政府|人民政府|机关|企业|公司|银行|学校|院校|高校|大学|学院|中心|街道|镇|乡|村|社区|园区|开发区|管委会|办事处|残联|妇联|团委"
    r"|工会|商会|协会|医院|幼儿园|中学|小学|组织|团体|法院|检察院|总队|支队|分局|分行|科室|处室|司局|成员|会员|开发商|用人单位|部委|兵团|省|自治区|直辖市|(?<!地)区|[市县州盟旗局委厅办部院所站社校处室司])$"
)
_NOBODY = re.compile(
    r"^(?:申报|推荐|主办|承办|协办|责任|牵头|编制|起草|联系|受理|办理|参评|实施|主管|报送|发布|制定|发文|编写|支持|适用|组织|指导|配合|评审|咨询)"
    r"|^(?:各位|同志|女士|先生|尊敬|亲爱|朋友|大家)|(?:代表|同志们|如下|下列|以下|通知|公告|通告|方式|电话|地址|联系)"
)


def addressees(text: str, folded: str, lines: Sequence[Line], body: int) -> MetadataValue | None:
    """To whom the document is sent, as printed; `lines` are those of the header, `body` is where the text begins."""
    below = []
    for line in lines_of(text, body):
        below.append(line)
        if len(below) >= _LINES_BELOW:
            break
    for line in (*lines, *below):
        if marker_of(line.text) is not None or line.end - line.start > _LONGEST:
            continue
        match = _LINE.fullmatch(folded, line.start, line.end)
        if match and _is_row(match["value"]):
            start, end = match.start("value"), match.start("value") + len(match["value"].rstrip())
            return MetadataValue(
                " ".join(text[start:end].split()), Origin.TEXT, start, end, _confidence(match["value"])
            )
    return None


def _is_row(value: str) -> bool:
    """Whether `value` names those who are addressed: every part of it a kind of office, the last one surely."""
    if _NOBODY.search(value):
        return False
    parts = [part for part in _PARTS.split(re.sub(r"\([^()]*\)", "", value)) if part]
    named = [bool(_GROUP.search(part) or is_organ(part)) for part in parts]
    return bool(named) and named[-1] and sum(named) * 3 >= 2 * len(named)


def _confidence(value: str) -> Confidence:
    return Confidence.HIGH if value.startswith(("各", "有关", "省", "市", "县", "区", "全")) else Confidence.MEDIUM
