"""Which words submissions share: exact places, what they are, and what many share; figures on planted borrowings."""

from __future__ import annotations

import json
import random
import shutil
import time
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import opencc
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.catalog import Catalog
from corpus.home import Home
from corpus.ingest import read_upload
from corpus.script import fold
from evaluation.overlap import measure
from evaluation.overlap_planting import BORROWED, PHRASES, Way, plant
from review.__main__ import main
from review.model import Text
from review.overlap.alignment import align
from review.overlap.comparing import Against, Comparison
from review.overlap.export import CAUTION, overlap_html, overlap_xlsx
from review.overlap.finding import Stopped, find_overlaps, overlaps_in
from review.overlap.judging import widened
from review.overlap.letters import letters_in
from review.overlap.model import Match, Nature, Overlaps
from review.overlap.seeds import LONG, SHORT, Grams, Side, clusters

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ROOT / "corpus" / "documents"
PLANTED = json.loads((ROOT / "tests" / "data" / "planted.json").read_text(encoding="utf-8"))

BORROWED_WORDS = (
    "楼道里的老人最先提出，把闲置的自行车棚改成晾晒区。社区用两周时间逐户征求意见，最后形成三套图纸，"
    "由居民在议事厅投票选定，工钱从公共收益里出。"
)
_HAN = [chr(code) for code in range(0x4E00, 0x5E00)]
_MODEL = read_upload("一段文字。".encode(), file_name="model.txt").document


def text_of(name: str, text: str) -> Text:
    return Text(replace(_MODEL, doc_id=name, text=text, folded=fold(text)), ())


def own_words(seed: int, sentences: int = 30) -> str:
    """Sentences that nobody else has written."""
    draw = random.Random(seed)
    return "".join("".join(draw.choices(_HAN, k=draw.randint(12, 40))) + "。" for _ in range(sentences))


def around(seed: int, words: str) -> str:
    return f"{own_words(seed)}\n{words}\n{own_words(seed + 1000)}"


def borrowings(found: Overlaps) -> list[Match]:
    return [match for match in found.matches if match.nature is Nature.BORROWING]


def only(matches: Sequence[Match]) -> Match:
    assert len(matches) == 1, [(m.nature, m.left.quote, m.right.quote) for m in matches]
    return matches[0]


def shared(one: str, other: str, *others: str) -> Match:
    """The one match of two submissions, beside a library."""
    library = [text_of(f"library-{at}", text) for at, text in enumerate(others)]
    return only(find_overlaps([text_of("a", one), text_of("b", other)], library).matches)


def check_places(match: Match, texts: dict[str, str]) -> None:
    for side in (match.left, match.right):
        assert texts[side.doc_id][side.start : side.end] == side.quote
    for run in match.pairs:
        left, right = texts[match.left.doc_id][slice(*run.left)], texts[match.right.doc_id][slice(*run.right)]
        if run.equal:
            assert letters_in(left).letters == letters_in(right).letters != ""
    assert match.pairs[0].left[0] == match.left.start
    assert max(run.left[1] for run in match.pairs) == match.left.end


# -- letters and alignment


def test_letters_know_where_they_stand() -> None:
    text = "一、臺灣　ＡＢ，c\n中。"
    letters = letters_in(text)
    assert letters.letters == "一台湾abc中"
    assert [text[at] for at in letters.positions] == list("一臺灣ＡＢc中")
    assert [bool(at) for at in letters.breaks] == [True, False, False, False, False, False, True]
    assert letters.span(1, 3) == (2, 4)
    assert letters.within(2, 7) == (1, 5)


def test_what_stands_above_a_text_as_data_is_not_compared() -> None:
    text = "---\ntitle: 某某\n---\n来源：编辑部\n日期：2026年\n正文从这里开始。"
    assert letters_in(text).letters == "正文从这里开始"


def test_rare_characters_are_letters_too() -> None:
    assert len(letters_in("𠮷野家𡈽").letters) == 4
    assert letters_in("𠮷").letters != letters_in("𡈽").letters


def test_clusters_begin_and_end_with_the_seeds() -> None:
    one, other = own_words(1), own_words(2)
    left, right = letters_in(one + BORROWED_WORDS).letters, letters_in(BORROWED_WORDS + other).letters
    side, beside = Side.of([left]), Side.of([right])
    grams = [Grams(side, n) for n in (SHORT, LONG)]
    for each in grams:
        each.count(beside, 0, each.filter())
    found = clusters(grams, [each.elsewhere > 0 for each in grams], beside)
    size = len(letters_in(BORROWED_WORDS))
    assert [(c.left, c.left_end, c.right, c.right_end) for c in found] == [(len(left) - size, len(left), 0, size)]
    block = align(left, right, found)[0]
    assert (block.left, block.right, block.agreeing) == ((len(left) - size, len(left)), (0, size), size)


@pytest.mark.parametrize(
    ("left", "right", "words", "taken"),
    [
        ("甲。办好了。乙", "丙。办好了。丁", "办好了", ("办好了。", "办好了。")),
        ("甲。办好了。乙", "丙。办好了，丁", "办好了", ("办好了", "办好了")),
        ("说“办好了。”乙", "說「办好了。」丁", "办好了", ("“办好了。”", "「办好了。」")),
        ("说“办好了”，乙", "说办好了，丁", "办好了", ("办好了", "办好了")),
        ("（一）办好了", "（二）办好了", "办好了", ("办好了", "办好了")),
    ],
)
def test_punctuation_that_both_have_is_part_of_what_they_share(
    left: str, right: str, words: str, taken: tuple[str, str]
) -> None:
    spans = [(text.index(words), text.index(words) + len(words)) for text in (left, right)]
    front, behind, right_front, right_behind = widened(left, spans[0], right, spans[1])
    assert left[spans[0][0] - front : spans[0][1] + behind] == taken[0]
    assert right[spans[1][0] - right_front : spans[1][1] + right_behind] == taken[1]


# -- what is found, and exactly where


def test_copied_words_are_found_to_the_character() -> None:
    texts = {"a": around(1, BORROWED_WORDS), "b": around(2, BORROWED_WORDS)}
    match = shared(texts["a"], texts["b"])
    assert (match.left.quote, match.right.quote) == (BORROWED_WORDS, BORROWED_WORDS)
    assert match.nature is Nature.BORROWING
    assert (match.similarity, match.converted) == (1.0, False)
    check_places(match, texts)


def test_another_script_width_and_line_breaks_make_no_difference() -> None:
    converted = opencc.OpenCC("s2t").convert(BORROWED_WORDS).translate(str.maketrans("，", ","))
    wrapped = "\n".join(converted[at : at + 20] for at in range(0, len(converted), 20))
    match = shared(around(1, BORROWED_WORDS), around(2, wrapped))
    assert (match.left.quote, match.right.quote) == (BORROWED_WORDS, wrapped)
    assert match.converted
    assert match.similarity == 1.0


def test_edited_words_are_found_and_the_edits_told() -> None:
    edited = BORROWED_WORDS.replace("闲置的", "废弃").replace("两周时间", "半个月").replace("最后", "")
    texts = {"a": around(1, BORROWED_WORDS), "b": around(2, edited)}
    match = shared(texts["a"], texts["b"])
    assert (match.left.quote, match.right.quote) == (BORROWED_WORDS, edited)
    assert 0.8 < match.similarity < 1
    changed = [texts["a"][slice(*run.left)] for run in match.pairs if not run.equal]
    assert any("最后" in words for words in changed)
    check_places(match, texts)


def test_reordered_sentences_are_one_match() -> None:
    first, second = BORROWED_WORDS.split("。")[:2]
    texts = {"a": around(1, BORROWED_WORDS), "b": around(2, f"{second}。{first}。")}
    match = shared(texts["a"], texts["b"])
    assert match.left.quote == BORROWED_WORDS
    assert letters_in(match.right.quote).letters == letters_in(f"{second}。{first}。").letters
    check_places(match, texts)
    check_places(match.turned(), texts)


def test_a_short_part_beside_a_long_one_is_told_and_alone_it_is_not() -> None:
    part = "社区的猫每天准时来议事厅旁听会议从不迟到。"
    source = around(1, BORROWED_WORDS + part)
    split = f"{own_words(2)}{BORROWED_WORDS}\n{own_words(3)}{part}{own_words(4)}"
    found = find_overlaps([text_of("a", split)], [text_of("b", source)])
    assert [match.left.quote for match in found.matches] == [BORROWED_WORDS, part]
    alone = find_overlaps([text_of("a", around(2, part))], [text_of("b", source)])
    assert alone.matches == ()


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.integers(40, 300), st.booleans())
def test_any_words_planted_in_any_text_are_found_exactly(seed: int, length: int, convert: bool) -> None:
    draw = random.Random(seed)
    words = "".join(draw.choices(_HAN, k=length)) + "。"
    copied = opencc.OpenCC("s2t").convert(words) if convert else words
    texts = {"a": around(seed + 1, words), "b": around(seed + 5000, copied)}
    match = shared(texts["a"], texts["b"])
    assert (match.left.quote, match.right.quote) == (words, copied)
    check_places(match, texts)


def test_unrelated_texts_share_nothing() -> None:
    found = find_overlaps([text_of("a", own_words(1)), text_of("b", own_words(2))], [text_of("c", own_words(3))])
    assert found.matches == ()
    assert [(one.total, one.largest) for one in found.summaries] == [(0, None), (0, None)]


# -- what it is


def test_phrases_of_many_documents_are_boilerplate() -> None:
    phrase = "各有关单位要把本项工作摆上重要位置并纳入年度目标管理责任考核体系"
    texts = [text_of(f"t{at}", around(at, phrase)) for at in range(6)]
    found = find_overlaps(texts[:2], texts[2:])
    assert {match.nature for match in found.matches} == {Nature.BOILERPLATE}
    assert found.summaries[0].total == len(phrase)
    assert found.summaries[0].without == 0
    few = find_overlaps(texts[:2], texts[2:3])
    assert {match.nature for match in few.matches} == {Nature.BORROWING}


def test_reprints_of_one_text_do_not_make_its_words_boilerplate() -> None:
    source = around(1, BORROWED_WORDS)
    reprints = [text_of(f"r{at}", f"{source}{own_words(50 + at)}") for at in range(6)]
    found = find_overlaps([text_of("a", around(2, BORROWED_WORDS))], reprints)
    assert {match.nature for match in found.matches} == {Nature.BORROWING}
    assert {match.left.quote for match in found.matches} == {BORROWED_WORDS}


def test_a_passage_that_six_took_is_no_boilerplate_though_many_use_a_part_of_it() -> None:
    phrase = "各有关单位要把本项工作摆上重要位置并纳入年度目标管理责任考核体系"
    words = f"{BORROWED_WORDS}{phrase}。{own_words(77, 2)}"
    takers = [text_of(f"t{at}", around(at, words)) for at in range(6)]
    others = [text_of(f"o{at}", around(at + 20, phrase)) for at in range(6)]
    found = find_overlaps(takers, others)
    assert {match.left.quote for match in borrowings(found)} == {words}
    assert len(borrowings(found)) == 15


def test_boilerplate_inside_a_borrowing_is_not_counted() -> None:
    phrase = "各有关单位要把本项工作摆上重要位置并纳入年度目标管理责任考核体系"
    borrowed = f"{BORROWED_WORDS}{phrase}。"
    others = [text_of(f"t{at}", around(at, phrase)) for at in range(10, 16)]
    found = find_overlaps([text_of("a", around(1, borrowed))], [text_of("b", around(2, borrowed)), *others])
    match = only(borrowings(found))
    assert match.left.quote == borrowed
    assert match.counted == match.letters - len(phrase)
    assert found.summaries[0].largest == ("b", match.counted)


@pytest.mark.parametrize(
    "citing",
    [
        "《云岭市楼道治理办法》指出：“{}”",
        "正如市里的总结所说，“{}”",
        "「{}」（《云岭日报》2025年3月2日）",
        "“{}”[3]",
        "《云岭市楼道治理办法》提出，{}",
    ],
)
def test_attributed_quotations_are_no_borrowings(citing: str) -> None:
    words = BORROWED_WORDS.split("。")[1]
    match = shared(around(1, citing.format(words)), around(2, f"{words}。"))
    assert match.nature is Nature.QUOTATION
    assert match.counted == 0


def test_a_quotation_may_hold_quotations_and_paragraphs() -> None:
    first, second = BORROWED_WORDS.split("。")[:2]
    words = f"{first[:9]}“{first[9:14]}”{first[14:]}。\n{second}。"
    match = shared(around(1, f"《云岭市楼道治理办法》指出：“{words}”"), around(2, words))
    assert match.nature is Nature.QUOTATION


def test_who_copies_the_speaker_and_the_speech_borrows() -> None:
    words = f"楼长赵阿姨一边浇花一边说：“{BORROWED_WORDS}”"
    assert shared(around(1, words), around(2, words)).nature is Nature.BORROWING


def test_words_put_into_the_middle_of_a_speech_are_borrowed() -> None:
    speech = f"市长说：“{own_words(3, 2)}{BORROWED_WORDS}”"
    assert shared(around(1, speech), around(2, BORROWED_WORDS)).nature is Nature.BORROWING


def test_quotation_marks_without_a_source_excuse_nothing() -> None:
    words = BORROWED_WORDS.split("。")[1]
    assert shared(around(1, f"“{words}”"), around(2, words)).nature is Nature.BORROWING


def test_names_of_documents_are_told_as_names() -> None:
    title = "《云岭市青禾区既有多层住宅加装电梯协商治理工作实施方案》"
    match = shared(around(1, f"见{title}"), around(2, f"按{title}"))
    assert match.nature is Nature.TITLE


def test_stock_phrases_are_boilerplate_even_where_no_other_document_has_them() -> None:
    words = "坚持以习近平新时代中国特色社会主义思想为指导，增强“四个意识”、坚定“四个自信”、做到“两个维护”。"
    assert shared(around(1, words), around(2, words)).nature is Nature.BOILERPLATE


def test_a_copy_of_the_whole_submission_in_the_library_is_no_source() -> None:
    text = around(1, BORROWED_WORDS)
    found = find_overlaps(
        [text_of("a", text)], [text_of("copy", f"{text}又及"), text_of("b", around(2, BORROWED_WORDS))]
    )
    assert [(one.doc_id, one.other) for one in found.duplicates] == [("a", "copy")]
    assert {match.right.doc_id for match in found.matches} == {"b"}


def test_sums_count_words_of_several_sources_once() -> None:
    one, other = (f"{part}。" for part in BORROWED_WORDS.split("。")[:2])
    library = [text_of("b", around(2, BORROWED_WORDS)), text_of("c", around(3, other))]
    found = find_overlaps([text_of("a", around(1, one + other))], library)
    size = len(letters_in(BORROWED_WORDS))
    summary = found.summary("a")
    assert (summary.total, summary.without, summary.largest) == (size, size, ("b", size))
    assert [match.right.doc_id for match in found.between("b", "a")] == ["a"]
    with pytest.raises(KeyError):
        found.summary("b")


# -- texts that nobody writes


@pytest.mark.parametrize("words", ["啊" * 60_000, "请填写本表。\n" * 10_000, "", "一", "\ud800\x00\u202e𠮷" * 99])
def test_strange_texts_are_compared_in_no_time(words: str) -> None:
    texts = [text_of("a", words), text_of("b", words), text_of("c", around(1, BORROWED_WORDS + words))]
    began = time.process_time()
    found = find_overlaps(texts, [text_of("d", around(2, BORROWED_WORDS)), text_of("e", words)])
    assert time.process_time() - began < 10
    assert BORROWED_WORDS in {match.left.quote[: len(BORROWED_WORDS)] for match in borrowings(found)}


@pytest.mark.parametrize(
    "skeleton", ["".join(f"第{at}条 {at}分 " for at in range(99)), "2019年 2020年 2021年 合计 %\n" * 30, "┌──┬──┐" * 50]
)
def test_numbers_and_lines_of_tables_are_no_borrowings(skeleton: str) -> None:
    assert borrowings(find_overlaps([text_of("a", around(1, skeleton))], [text_of("b", around(2, skeleton))])) == []


# -- the starter library


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, dict[str, str]]:
    """A home with the starter library, and the ids of its submissions by file."""
    home = Home(tmp_path_factory.mktemp("starter"))
    ids = {}
    with Catalog.open(home) as catalog:
        for folder in ("cases", "policy", "papers", "submissions"):
            for path in sorted((DOCUMENTS / folder).iterdir()):
                entry = read_upload(path.read_bytes(), file_name=path.name)
                catalog.add(entry)
                if folder == "submissions":
                    ids[f"{folder}/{path.name}"] = entry.document.doc_id
    return home, ids


def test_the_planted_paragraphs_are_found_exactly_and_nothing_else(starter: tuple[Home, dict[str, str]]) -> None:
    home, ids = starter
    found = overlaps_in(home, [ids[name] for name in PLANTED["submissions"]])
    told = {frozenset([(m.left.doc_id, m.left.quote), (m.right.doc_id, m.right.quote)]) for m in borrowings(found)}
    assert told == {
        frozenset((ids[one[side]["file"]], one[side]["quote"]) for side in ("left", "right"))
        for one in PLANTED["overlaps"]
    }
    assert all(match.converted for match in borrowings(found))
    with Catalog.open_readonly(home) as catalog:
        for match in found.matches:
            check_places(match, {side.doc_id: catalog.text(side.doc_id) for side in (match.left, match.right)})
    assert all(match.left.locator.paragraph for match in borrowings(found))


def test_what_was_found_is_remembered_and_follows_the_library(starter: tuple[Home, dict[str, str]]) -> None:
    home, ids = starter
    told: list[int] = []
    wanted = list(ids.values())
    first = overlaps_in(home, wanted, library=False)
    assert overlaps_in(home, wanted, library=False, progress=lambda done, _: told.append(done)) == first
    assert told == []  # nothing was compared again
    with Catalog.open(home) as catalog:
        words = PLANTED["overlaps"][2]["left"]["quote"]
        entry = read_upload(around(7, words).encode(), file_name="别处.txt")
        catalog.add(entry)
    again = overlaps_in(home, wanted)
    assert words in {m.left.quote for m in again.matches if m.right.doc_id == entry.document.doc_id}
    with Catalog.open(home) as catalog:
        catalog.remove(entry.document.doc_id)
    assert entry.document.doc_id not in {m.right.doc_id for m in overlaps_in(home, wanted).matches}


@pytest.mark.parametrize("spoilt_from", [0, 5000])
def test_a_damaged_store_is_made_anew(starter: tuple[Home, dict[str, str]], spoilt_from: int) -> None:
    home, ids = starter
    wanted = list(ids.values())
    before = overlaps_in(home, wanted)
    for path in (home.path / "review" / "overlap").iterdir():
        content = path.read_bytes()
        path.write_bytes(content[:spoilt_from] + b"no database" * max(100, (len(content) - spoilt_from) // 11))
    assert overlaps_in(home, wanted) == before
    assert overlaps_in(home, wanted) == before


def test_without_a_place_to_keep_anything_the_same_is_found(starter: tuple[Home, dict[str, str]]) -> None:
    home, ids = starter
    wanted = list(ids.values())[:3]
    before = overlaps_in(home, wanted)
    folder = home.path / "review" / "overlap"
    shutil.rmtree(folder)
    folder.write_text("no folder", encoding="utf-8")
    try:
        assert overlaps_in(home, wanted) == before
    finally:
        folder.unlink()


def test_a_further_submission_is_compared_alone_and_all_is_as_if_compared_anew(
    starter: tuple[Home, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    home, ids = starter
    wanted = list(ids.values())
    with Catalog.open_readonly(home) as catalog:
        texts = {doc_id: catalog.document(doc_id).text for doc_id in wanted}
    added = read_upload(around(9, texts[wanted[0]][300:700]).encode(), file_name="新来.txt")
    overlaps_in(home, wanted)
    looked_up: list[list[str]] = []
    compared = Comparison._looked_up

    def told(self: Comparison, fresh: Sequence[str], *given: Any) -> dict[str, Against]:
        looked_up.append(list(fresh))
        return compared(self, fresh, *given)

    monkeypatch.setattr(Comparison, "_looked_up", told)
    try:
        with Catalog.open(home) as catalog:
            catalog.add(added)
        wanted.append(added.document.doc_id)
        found = overlaps_in(home, wanted)
        shutil.rmtree(home.path / "review" / "overlap")
        assert overlaps_in(home, wanted) == found
        assert looked_up == [wanted[-1:], wanted]
    finally:
        with Catalog.open(home) as catalog:
            catalog.remove(added.document.doc_id)


def test_it_stops_when_asked(starter: tuple[Home, dict[str, str]]) -> None:
    home, ids = starter
    with pytest.raises(Stopped):
        overlaps_in(home, list(ids.values())[:2], stopped=lambda: True)


# -- the command line and the files


def test_the_command_prints_matches_and_writes_files(
    starter: tuple[Home, dict[str, str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, ids = starter
    given_home = ["--home", str(home.path)]
    assert main(["overlap", *given_home, "--no-library"]) == 0
    printed = capsys.readouterr().out
    natures = [line.split(":")[0] for line in printed.splitlines() if " letters agree, " in line]
    weight = ["borrowing", "quotation", "title", "boilerplate"]
    assert natures == sorted(natures, key=weight.index)
    assert "Overlap is not plagiarism" in printed
    assert "borrowing: 130 letters agree, similarity 1.00, another script" in printed
    assert main(["overlap", *list(ids.values())[:2], *given_home, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["doc_id"] for one in told["summaries"]] == list(ids.values())[:2]
    for name in ("o.xlsx", "o.html"):
        assert main(["overlap", *given_home, "--output", str(tmp_path / name)]) == 0
    book = openpyxl.load_workbook(BytesIO((tmp_path / "o.xlsx").read_bytes()))
    assert book.sheetnames == ["说明", "汇总", "重合"]
    assert book["说明"]["A2"].value == CAUTION
    assert CAUTION in (tmp_path / "o.html").read_text(encoding="utf-8")
    assert zipfile.is_zipfile(tmp_path / "o.xlsx")


def test_nothing_of_a_text_runs_in_the_files() -> None:
    words = f"=1+1<script>alert(1)</script>{BORROWED_WORDS}"
    found = find_overlaps([text_of("a", f"{own_words(1)}\n{words}"), text_of("b", f"{own_words(2)}\n{words}")])
    page = overlap_html(found, {"a": "<b>甲</b>"}).decode()
    assert "<script" not in page
    assert "&lt;b&gt;甲" in page
    rows = openpyxl.load_workbook(BytesIO(overlap_xlsx(found, {"a": "=甲"})))["重合"]
    assert rows["A2"].data_type == "s"


# -- planted borrowings


def test_planted_borrowings_are_found() -> None:
    texts = [(f"第{at}篇", "\n".join(own_words(100 * at + part, 20) for part in range(6)), at % 5 == 4)
             for at in range(16)]  # fmt: skip
    planted = plant(texts, submissions=8, borrowings=25, quotations=5, seed=3)
    assert {one.way for one in planted.plantings} == set(Way) - {Way.PHRASE}
    by_id = {text.document.doc_id: text.document.text for text in (*planted.submissions, *planted.library)}
    for one in planted.plantings:
        if one.way is Way.VERBATIM:
            copied = "".join(by_id[one.target][slice(*span)] for span in one.spans)
            assert letters_in(copied).letters == letters_in(by_id[one.source][one.start : one.end]).letters
    assert sum(PHRASES[0][:20] in text for text in by_id.values()) >= 4
    measured = measure(planted)
    assert set(measured.recall) == set(BORROWED)
    assert min(measured.recall.values()) >= 0.8, measured.missed
    assert measured.recall[Way.VERBATIM] == measured.recall[Way.SCRIPT] == 1
    assert measured.precision == 1
    assert measured.offset_f1 > 0.95
    assert measured.quoted_as_borrowed == 0
