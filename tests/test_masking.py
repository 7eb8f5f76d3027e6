"""Names in blind review: found, the same everywhere, hidden at every cut; how many, by hand labels."""

from functools import cache
from pathlib import Path

import pytest
from conftest import ROOT, SHARED
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.intake.assembly import read_file, read_upload
from review.model import Text
from review.rounds.masking import Masks, masks_of
from review.rounds.names import Given, NameKind

SUBMISSIONS = ROOT / "corpus" / "documents" / "submissions"

# Every name of a person, a unit or a place in each document, as its readers know them; the parts of a unit that stand
# by themselves as well. What is national (the party, the state, its leaders) and generic (区司法局) is none.
LABELS = {
    "松陂县-三步协商法.html": "澜屿市 松陂县 澜屿市松陂县住房保障中心 案据编写组",
    "枫浦区-楼门议事会.docx": "望岚市 枫浦区 枫浦 望岚市枫浦区社区治理中心 案据编写组",
    "石渡區-樓道協商.md": "臨溪市 石渡區 臨溪市石渡區居民事務處 案據編寫組",
    "苇塘区-红色电梯.docx": "海汀市 苇塘区 海汀市苇塘区城市更新办公室 案据编写组",
    "锦垣区-电梯公约.pdf": "岚川市 锦垣区 岚川市锦垣区物业管理服务中心 案据编写组",
    "青禾区-一梯一议.md": "云岭市 青禾区 云岭市青禾区住房和社区事务局 案据编写组",
    "000_2d40caf70fbe9990.txt": (
        "陈文 路云辉 张海威 陈慧斌 徐烜和 雷林山 黄思华 深圳 深圳市 南方日报 南方+ 深圳市委党校 "
        "深圳大学 深圳大学城市治理研究院 深圳市委党校党史党建教研部 龙岗区 布吉街道 龙岗区布吉街道综合治理办 "
        "南山区 粤海街道 海珠社区 清风园 珍爱网 文心广场 人才公园"
    ),
    "001_57cc44cea817bc86.txt": "熊文琦 四川省 巴中市 四川省巴中市委 中国城市报",
    "002_2eb4c80bbde048b4.txt": (
        "张大勇 王超 陈鹏军 黄伦宽 重庆 忠县 重庆市 沙坪坝区 湖北 荆州 中共重庆市沙坪坝区委党校 "
        "中共重庆市委党校 泉州 福建省"
    ),
    "003_3f93c6ba9bc7a40e.txt": (
        "徐\u3000嘉 徐 嘉 人民论坛网 江苏省 淮安市 清河区 成都理工大学 成都理工大学商学院 刘丹 陶元浩 "
        "钟宪章 深圳市 南山区 大连"
    ),
    "004_f024165973e271da.txt": "高國成 鎮江市 潤州區 潤州 江蘇省 鎮江市政協 中共鎮江市潤州區委 劉志剛",
}
SEEDS = [name for name in LABELS if name[0] == "0"]
FICTIONAL = [name for name in LABELS if name[0] != "0"]


@cache
def masks(name: str) -> Masks:
    folder = SHARED / "seeds" if name in SEEDS else SUBMISSIONS
    return masks_of(Text(read_file(folder / name).document, ()))


def of(text: str, *given: Given) -> Masks:
    return masks_of(Text(read_upload(text.encode(), file_name="材料.txt").document, ()), given)


def labelled(name: str, text: str) -> set[int]:
    """Every character that belongs to a name."""
    found = set()
    for label in LABELS[name].split(" "):
        at = text.find(label)
        while label and at >= 0:
            found.update(range(at, at + len(label)))
            at = text.find(label, at + 1)
    return found


def counted(names: list[str]) -> tuple[int, int, int]:
    """Labelled characters, those of them that are masked, and all that are masked."""
    wanted = hidden = masked = 0
    for name in names:
        found = masks(name)
        label = labelled(name, found.text.document.text)
        covered = {at for one in found.names for start, end in one.spans for at in range(start, end)}
        wanted, hidden, masked = wanted + len(label), hidden + len(label & covered), masked + len(covered)
    return wanted, hidden, masked


def test_every_name_of_the_fictional_submissions_is_hidden_and_nothing_else():
    wanted, hidden, masked = counted(FICTIONAL)
    assert wanted == hidden == masked
    assert wanted > 150


def test_names_of_the_seed_documents(seeds: Path):
    """Recall and precision by characters of names; the figures stand in docs/rounds.md."""
    wanted, hidden, masked = counted(SEEDS)
    assert hidden / wanted >= 0.94
    assert hidden / masked >= 0.98


@pytest.mark.parametrize("name", FICTIONAL)
def test_titles_are_hidden_too(name):
    found = masks(name)
    shown = found.masked_words(found.text.document.title)
    assert "市" not in shown.split("“")[0].split("「")[0]
    assert shown.startswith(("示例（虚构）：〔地名1〕〔地名2〕", "示例（虛構）：〔地名1〕〔地名2〕"))


def test_one_name_has_one_token_also_in_its_short_form():
    found = of("枫浦区是望岚市的老工业区。全市有4个区到枫浦观摩，楓浦區的做法受到欢迎。")
    assert found.masked() == "〔地名1〕是〔地名2〕的老工业区。全市有4个区到〔地名1〕观摩，〔地名1〕的做法受到欢迎。"
    assert found.places[0].forms == ("枫浦区", "枫浦", "楓浦區")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("社区党委书记李明华带着网格员张伟、王秀英逐户走访。", ["李明华", "张伟", "王秀英"]),
        ("居民刘桂芳说：“这下方便了。”张阿姨和李大爷也来了。", ["刘桂芳", "张阿姨", "李大爷"]),
        ("楼长孙玉梅和马强分头行动，老党员王德发今年72岁。", ["孙玉梅", "马强", "王德发"]),
        ("联系人：周敏 电话：0571-88123456 邮箱 Zhou.min@example.cn", ["周敏", "0571-88123456", "Zhou.min@example.cn"]),
        ("作者：欧阳海、陈 光", ["欧阳海", "陈 光"]),
        ("[1]陈鹏军.构建共同体[J].", ["陈鹏军"]),
        ("小区居民高度认可，党员带头签字，居民张贴公告，志愿者高龄化，干部任务重。", []),
        ("问政于民、问需于民，高质量发展，文明社区，网格员路线清楚。", []),
        ("浙江省杭州市上城区小营街道金波桥社区来人", ["浙江省", "杭州市", "上城区", "小营街道", "金波桥社区"]),
        ("街道与杭州青云物业管理有限公司合作。", ["杭州青云物业管理有限公司"]),
        ("老旧小区、安置小区、各社区和城乡社区，全区8个街道，示范片区，适应城市发展。", []),
        ("申报单位：望江县雷池乡金堤村村民委员会（盖章）", ["望江县雷池乡金堤村村民委员会"]),
        ("中国共产党第二十次全国代表大会以来，习近平总书记多次强调。", []),
        ("区司法局和街道办事处派人参加，市里给予支持。", []),
    ],
)  # fmt: skip
def test_what_is_a_name_and_what_is_not(text, names):
    found = of(text)
    assert sorted(form for one in found.names for form in one.forms) == sorted(names)


def test_the_chair_adds_names_and_takes_them_away():
    text = "老厂长在枫浦区的和平小区开了会。"
    assert of(text).masked() == "老厂长在〔地名1〕的和平小区开了会。"
    found = of(text, Given("和平小区", NameKind.UNIT), Given("老厂长", NameKind.PERSON))
    assert found.masked() == "〔人名1〕在〔地名1〕的〔单位1〕开了会。"
    assert [one.given for one in found.names] == [True, False, True]
    assert of(text, Given("枫浦区", None)).masked() == text
    assert of("楓浦區。", Given("枫浦区", NameKind.UNIT)).masked() == "〔单位1〕。"


def test_pieces_say_which_words_stand_behind_each_token():
    text = "枫浦区到了。枫浦很好。"
    found = of(text)
    assert found.pieces() == (("〔地名1〕", 0, 3), ("到了。", 3, 6), ("〔地名1〕", 6, 8), ("很好。", 8, 11))
    assert found.pieces(2, 7) == (("〔地名1〕", 2, 3), ("到了。", 3, 6), ("〔地名1〕", 6, 7))
    assert found.pieces(5, 5) == ()


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_cut_shows_a_name(data):
    found = masks("枫浦区-楼门议事会.docx")
    text = found.text.document.text
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    pieces = found.pieces(start, end)
    assert "".join(text[a:b] for _, a, b in pieces) == text[start:end]
    assert [a for _, a, _ in pieces[1:]] == [b for _, _, b in pieces[:-1]]
    assert not any(form in found.masked(start, end) for one in found.names for form in one.forms)


def test_a_text_without_names_stays_as_it_is():
    assert of("每月开会两次。").masked() == "每月开会两次。"
    assert of("每月开会两次。").masked_words("开会") == "开会"


def test_long_texts_take_no_time_to_speak_of():
    text = "在枫浦区，居民刘桂芳说，" * 3_000
    found = of(text)
    assert len(found.names) == 2
    assert len(found.pieces(20_000, 20_024)) == 9
