"""The bundled starter library: readable, marked, sourced, in words of its own, with figures that hold."""

import gzip
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from corpus.documents.build import SOURCES, WRITERS, blocks, byline, front_and_body, write_html, write_txt
from corpus.ingest import read_file
from corpus.model import METADATA_FIELDS, Document, Script
from corpus.script import fold

LIBRARY = Path(__file__).parents[1] / "corpus" / "documents"
SHARED = Path(__file__).parents[1].parent / "shared"
FOLDERS = {"cases": "case", "policy": "policy", "papers": "paper", "submissions": "submission"}
FILES = sorted(path for folder in FOLDERS for path in (LIBRARY / folder).iterdir())
NAMES = [str(path.relative_to(LIBRARY)) for path in FILES]
PLANTED = json.loads((Path(__file__).parent / "data" / "planted.json").read_text(encoding="utf-8"))
SUBMISSION_SECTIONS = ("基本情况", "背景与问题", "主要做法", "创新点", "实施成效", "可复制推广", "存在不足")

LONGEST_COPY = 12  # characters, punctuation and spaces apart
OWN_NAMES = (  # names, titles, slogans and job titles, which cannot be worded otherwise
    "百县千镇万村高质量发展工程",
    "新时代城市建设者管理者之家",
    "第五届全国基层党建创新典型案例征集评选",
    "以城市基层全域党建引领基层善治",
    "深圳市委党校党史党建教研部教授路云辉",
    "深圳大学城市治理研究院执行院长陈文",
    "龙岗区布吉街道综合治理办负责人",
    "南山区粤海街道海珠社区党委书记陈慧斌",
    "深圳经济特区物业管理条例",
    "打造共建共治共享社会治理格局",
    "居民点单社区交单承诺接单共同议单完成结单",
    "1个有物业管理的成熟小区+若干单体楼栋",
)
COMPUTED = {  # the editors' own sums, called so in the text
    "cases/巴中-三四五吹哨报到.md": {"63.2"},
    "cases/巴中-党建引领小区治理.docx": {"45.4"},
    "cases/潤州-雙全社工.md": {"76.3"},
}


@cache
def read(name: str) -> Document:
    return read_file(LIBRARY / name).document


def squeeze(text: str) -> str:
    """Without space or punctuation, folded, so that two wordings compare by what they say."""
    return re.sub(r"[^\w%+.]", "", fold(text)).replace("_", "")


def source_of(name: str) -> tuple[dict[str, str], str]:
    """The front block and body that a document was made from: its own, or that of its source."""
    path = LIBRARY / name
    made_from = path if path.suffix == ".md" else (SOURCES / name).with_suffix(".md")
    return front_and_body(made_from.read_text(encoding="utf-8"))


def prose(name: str) -> str:
    """The body below its title, up to its list of sources, without titles of works."""
    body = source_of(name)[1].partition("\n")[2]
    return re.sub(r"《[^》]*》", "", re.split(r"資料來源|资料来源", body)[0])


def test_there_are_enough_documents_of_every_kind_and_format() -> None:
    kinds = Counter(name.split("/")[0] for name in NAMES)
    formats = Counter(path.suffix for path in FILES)
    assert kinds["cases"] >= 10
    assert kinds["policy"] >= 13
    assert kinds["papers"] >= 3
    assert kinds["submissions"] == 6
    assert formats[".md"] > len(FILES) / 2
    assert formats[".docx"] >= 5
    assert formats[".pdf"] >= 4
    assert formats[".html"] >= 4
    assert formats[".txt"] == 1


def test_the_library_is_small() -> None:
    sizes = {path: path.stat().st_size for path in LIBRARY.rglob("*") if path.is_file()}
    assert sum(sizes.values()) < 4_000_000
    assert max(sizes[path] for path in sizes if path.suffix == ".pdf") < 300_000


@pytest.mark.parametrize("name", NAMES)
def test_every_document_is_read_whole(name: str) -> None:
    """Each paragraph and table cell of the source stands in what was read, in its order."""
    text = squeeze(re.sub(r"(?m)^— \d+ —\s*$", "", read(name).text))
    position = 0
    for block in blocks(source_of(name)[1]):
        for piece in (block.text, *(cell for row in block.rows for cell in row)):
            found = text.find(squeeze(piece), position)
            assert found >= 0, piece
            position = found


@pytest.mark.parametrize("name", NAMES)
def test_every_document_has_a_source_section_and_is_cut_into_passages(name: str) -> None:
    entry = read_file(LIBRARY / name)
    text = entry.document.text
    assert "案据编写组" in fold(text)
    if not name.startswith("submissions/"):
        assert len(re.findall(r"资料来源", fold(text))) == 1
        assert "改写" in fold(text) or "撰写" in fold(text) or "整理" in fold(text)
    assert len(entry.passages) >= 3
    assert all(passage.text == text[passage.start : passage.end] for passage in entry.passages)


@pytest.mark.parametrize("name", NAMES)
def test_the_front_block_is_complete(name: str) -> None:
    front, body = source_of(name)
    assert set(front) <= {*METADATA_FIELDS, "format"}
    assert {"title", "author", "region", "level", "genre", "kind", "source"} <= set(front)
    assert front["kind"] == FOLDERS[name.split("/")[0]]
    assert front["title"] == body.splitlines()[0].removeprefix("# ")
    assert all(line.startswith("## ") for line in body.splitlines() if re.match(r"##? ", line) and line[1] == "#")
    assert 600 <= len(body) <= 3000


@pytest.mark.parametrize("name", NAMES)
def test_title_and_kind_are_found_by_the_product(name: str) -> None:
    """A kind that is not stated must be inferred for submissions only: a digest of a report is not a report."""
    known = read(name).metadata
    front, _ = source_of(name)
    assert squeeze(known.get("title") or "") == squeeze(front["title"])
    if name.endswith(".md") or name.startswith("submissions/"):
        assert known.get("kind") == front["kind"]


def test_some_documents_are_traditional() -> None:
    traditional = [name for name in NAMES if read(name).report.script is Script.TRADITIONAL]
    assert len(traditional) == 4
    assert {Path(name).suffix for name in traditional} == {".md", ".pdf"}


def test_the_plain_text_is_gb18030() -> None:
    (name,) = (name for name in NAMES if name.endswith(".txt"))
    data = (LIBRARY / name).read_bytes()
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")
    assert data.decode("gb18030").splitlines()[0] == source_of(name)[0]["title"]
    assert (read(name).source.encoding or "").lower() in {"gb18030", "gbk"}


@pytest.mark.parametrize("name", PLANTED["submissions"])
def test_submissions_are_marked_as_fictional(name: str) -> None:
    document = read(name)
    front, body = source_of(name)
    first = body.splitlines()[2]
    assert fold("示例（虚构）") in fold(document.metadata.get("title") or "")
    assert all(fold("示例（虚构）") in text for text in (fold(first), fold(front["title"])))
    assert all("虚构" in fold(front[field]) for field in ("issuer", "region", "source"))
    headings = [fold(heading.title) for heading in document.outline]
    assert all(any(section in heading for heading in headings) for section in SUBMISSION_SECTIONS)
    assert 1500 <= len(body) <= 3000
    assert len(re.findall(r"\d+(?:[.,]\d+)*\s*(?:%|[一-鿿])", body)) >= 40


def test_the_planted_list_names_exactly_the_submissions() -> None:
    assert sorted(PLANTED["submissions"]) == [name for name in NAMES if name.startswith("submissions/")]


@pytest.mark.parametrize("overlap", PLANTED["overlaps"], ids=lambda overlap: overlap["id"])
def test_planted_overlaps_are_there_once_and_close(overlap: dict) -> None:
    left, right = overlap["left"], overlap["right"]
    assert read(left["file"]).text.count(left["quote"]) == 1
    assert read(right["file"]).text.count(right["quote"]) == 1
    pairs = [{text[i : i + 2] for i in range(len(text) - 1)} for text in map(squeeze, (left["quote"], right["quote"]))]
    assert len(pairs[0] & pairs[1]) / len(pairs[0] | pairs[1]) > 0.8


def test_nothing_else_is_shared_between_submissions() -> None:
    """Outside the planted paragraphs no two submissions share 25 characters, but for the notice that they all bear."""
    planted = {
        squeeze(side["quote"]) for overlap in PLANTED["overlaps"] for side in (overlap["left"], overlap["right"])
    }
    seen: dict[str, str] = {}
    for name in PLANTED["submissions"]:
        text = squeeze("\n".join(source_of(name)[1].splitlines()[3:]))
        for quote in planted:
            text = text.replace(quote, "|")
        for gram in {text[i : i + 25] for i in range(len(text) - 24)}:
            assert "|" in gram or seen.setdefault(gram, name) == name, gram


@pytest.mark.parametrize("planted", PLANTED["contradictions"], ids=lambda planted: planted["id"])
def test_planted_contradictions_are_there_and_do_contradict(planted: dict) -> None:
    text = read(planted["file"]).text
    assert all(text.count(quote) == 1 for quote in planted["quotes"])
    printed = {float(number.replace(",", "")) for number in re.findall(r"\d[\d,.]*\d|\d", "".join(planted["quotes"]))}
    if "values" in planted:
        assert len(set(planted["values"])) == 2
        assert set(planted["values"]) <= printed
    elif "parts" in planted:
        assert sum(planted["parts"]) > planted["whole"]
        assert {planted["whole"], *planted["parts"]} <= printed
    else:
        actual = round(100 * planted["part"] / planted["whole"], 1)
        assert actual == planted["actual_percent"] != planted["stated_percent"]
        assert {planted["whole"], planted["part"], planted["stated_percent"]} <= printed


def readme_rows() -> list[list[str]]:
    lines = (LIBRARY / "README.md").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| `")]
    return [[row[0].strip("`"), *row[1:]] for row in cells]


def test_the_readme_lists_every_file_once() -> None:
    assert sorted(row[0] for row in readme_rows()) == NAMES


@pytest.mark.parametrize("row", readme_rows(), ids=lambda row: row[0])
def test_figures_that_the_readme_gives_are_in_the_documents(row: list[str]) -> None:
    text = squeeze(read(row[0]).text)
    figures = row[-1].split("；")
    assert figures
    assert all(squeeze(figure) in text for figure in figures), figures


@pytest.mark.parametrize("path", sorted(SOURCES.rglob("*.md")), ids=lambda path: path.stem)
def test_built_files_are_what_their_sources_say(path: Path, tmp_path: Path) -> None:
    """HTML and text are built again and compared byte for byte; of DOCX and PDF the reading is compared above."""
    front, body = front_and_body(path.read_text(encoding="utf-8"))
    target = LIBRARY / path.relative_to(SOURCES).with_suffix(f".{front['format']}")
    assert target.is_file()
    assert front["format"] in WRITERS
    if front["format"] in {"html", "txt"}:
        {"html": write_html, "txt": write_txt}[front["format"]](front, body, tmp_path / "again")
        assert (tmp_path / "again").read_bytes() == target.read_bytes()
    text = squeeze(read(str(target.relative_to(LIBRARY))).text)
    if front["format"] in {"docx", "pdf", "txt"}:
        assert all(squeeze(line) in text for line in byline(front))


@cache
def originals() -> dict[str, str]:
    """The folded texts that the digests draw on: the five seeds and the government reports, by id."""
    seeds, reports = SHARED / "seeds", SHARED / "data" / "train" / "gov_reports.jsonl.gz"
    if not (seeds.is_dir() and reports.is_file()):
        pytest.skip("the sources of the digests lie in ../shared, which this checkout does not have")
    texts = {path.name[:3]: fold(path.read_text(encoding="utf-8")) for path in sorted(seeds.glob("*.txt"))}
    with gzip.open(reports, "rt", encoding="utf-8") as lines:
        for line in lines:
            report = json.loads(line)
            texts[report["_id"]] = fold(report["text"])
    return texts


def test_no_digest_copies_its_source() -> None:
    """No run of more than LONGEST_COPY characters is that of a source, figures, names and slogans apart."""
    size = LONGEST_COPY + 1
    names = [squeeze(name) for name in OWN_NAMES]
    grams: dict[str, str] = {}
    for name in NAMES:
        text = squeeze(prose(name))
        for own in names:
            text = text.replace(own, "|")
        text = re.sub(r"\d[\d.]*%?[万亿]?", "|", text)
        grams |= {gram: name for i in range(len(text) - size + 1) if "|" not in (gram := text[i : i + size])}
    copied = {
        (grams[gram], gram)
        for text in map(squeeze, originals().values())
        for i in range(len(text) - size + 1)
        if (gram := text[i : i + size]) in grams
    }
    assert not copied


def keys_of(name: str) -> list[str]:
    """The sources that a digest draws on, from its `source` field."""
    said = fold(source_of(name)[0]["source"])
    seeds = {"南方日报": "000", "中国城市报": "001", "张大勇": "002", "徐嘉": "003", "高国成": "004"}
    keys = [key for mark, key in seeds.items() if mark in said]
    if "国务院政府工作报告" in said:
        keys += [f"cn-{year}" for year in re.findall(r"(?<!\d)(20\d\d)(?=[、年])", said)]
    keys += [key for key in originals() if key.startswith("prov") and key.split("-")[2].rstrip("省市") in said]
    return keys


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("submissions/")])
def test_every_figure_stands_in_the_source(name: str) -> None:
    keys = keys_of(name)
    assert keys
    source = re.sub(r"\s", "", "|".join(originals()[key] for key in keys))
    figures = set(re.findall(r"\d+(?:[.:]\d+)*[万亿]?", fold(prose(name)))) - COMPUTED.get(name, set())
    missing = {
        figure for figure in figures if not re.search(rf"(?<![\d.]){re.escape(figure)}(?!(?<=\d)\d|\.\d)", source)
    }
    assert not missing
