"""Folders of many files: nothing is lost, nothing read twice without need, and it can be broken off at any time."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from conftest import ROOT

from corpus.catalog import Catalog, Entry, Outcome
from corpus.home import Home
from corpus.ingest import add_files, add_uploads, check_files, read_file
from corpus.intake.files import Stamp, files_under
from corpus.intake.watch import Watch
from corpus.model import MetadataValue, Origin

LONG_AGO = time.time_ns() - 10**12  # a file from then is settled: it will not change within one tick of its clock


def text(number: int) -> str:
    return (
        f"第{number}号材料\n一、工作目标\n到2025年，建成{number}个社区养老服务站。\n二、保障措施\n按月召开联席会议。\n"
    )


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    os.utime(path, ns=(LONG_AGO, LONG_AGO))
    return path


def zipped(members: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "收件"
    folder.mkdir()
    for number in range(8):
        write(folder / f"{number}.txt", text(number))
    return folder


@pytest.fixture
def catalog(tmp_path):
    with Catalog.open(Home(tmp_path / "home")) as opened:
        yield opened


def outcomes(catalog, *paths, **options) -> dict[str, str]:
    """What became of each file or member by the end of its path, `known` where it was not read again."""
    found: dict[str, str] = {}
    for result in add_files(catalog, files_under(paths), **options):
        outcome = str(result.error.problem if result.error else result.outcome)
        found[Path(result.path).name] = "known" if result.known and outcome == Outcome.UNCHANGED else outcome
    return found


# --- a second time -------------------------------------------------------------------------------------------------


def settle(catalog, folder):
    """Add files, and once more when they have been there long enough to be known again."""
    outcomes(catalog, folder)
    age(catalog)


def age(catalog) -> None:
    """Stamp what is known as if it had been read when its files were no longer new."""
    for row in catalog._select("SELECT path FROM origins"):
        path = Path(row["path"])
        if path.is_file():
            catalog.finish(row["path"], {row["path"]}, stamp=str(Stamp.of(path.stat())))


def test_what_has_not_changed_is_not_read_again(catalog, folder):
    settle(catalog, folder)
    before = catalog.revision
    assert outcomes(catalog, folder) == {f"{number}.txt": "known" for number in range(8)}
    assert catalog.revision == before
    assert outcomes(catalog, folder, reread=True) == {f"{number}.txt": Outcome.UNCHANGED for number in range(8)}


def test_a_file_that_is_too_new_to_be_known_by_its_times_is_looked_into(catalog, folder):
    outcomes(catalog, folder)
    origin, path = str((folder / "1.txt").resolve()), folder / "1.txt"
    assert catalog.settled(origin, str(Stamp.of(path.stat()))) == ()
    assert set(outcomes(catalog, folder).values()) == {"known"}


def test_a_change_is_never_missed(catalog, folder):
    """Same size, same times as far as they can be set: the file system still says that it was written."""
    settle(catalog, folder)
    write(folder / "1.txt", text(9))
    assert (folder / "1.txt").stat().st_size == (folder / "2.txt").stat().st_size
    other = write(folder.parent / "other", text(7).replace("月", "年"))
    other.replace(folder / "2.txt")
    found = outcomes(catalog, folder)
    assert {name for name, outcome in found.items() if outcome != "known"} == {"1.txt", "2.txt"}
    assert found["1.txt"] == found["2.txt"] == Outcome.REPLACED


def test_what_was_removed_or_lost_is_read_again(catalog, folder):
    settle(catalog, folder)
    by_name = {summary.source.file_name: summary for summary in catalog.summaries()}
    catalog.remove(by_name["1.txt"].doc_id)
    catalog.source_path(by_name["2.txt"].source).unlink()
    copy = catalog.source_path(by_name["3.txt"].source)
    content = copy.read_bytes()
    copy.write_bytes(content[::-1])
    found = outcomes(catalog, folder)
    assert {name: outcome for name, outcome in found.items() if outcome != "known"} == {
        "1.txt": Outcome.ADDED,
    }  # fmt: skip
    assert copy.read_bytes() == content
    assert catalog.source_path(by_name["2.txt"].source).is_file()


def test_a_folder_that_moved_is_not_read_again(catalog, folder):
    outcomes(catalog, folder)
    moved = folder.parent / "新址"
    folder.rename(moved)
    write(moved / "8.txt", text(8))
    write(moved / "1.txt", text(7).replace("月", "年"))
    found = outcomes(catalog, moved)
    assert {name for name, outcome in found.items() if outcome == "known"} == {
        f"{n}.txt" for n in (0, 2, 3, 4, 5, 6, 7)
    }
    assert found["8.txt"] == found["1.txt"] == Outcome.ADDED
    assert catalog.counts()[0] == 10


def test_a_file_that_takes_the_content_of_another_replaces_what_it_was(catalog, folder):
    outcomes(catalog, folder)
    write(folder / "1.txt", text(2))
    assert outcomes(catalog, folder)["1.txt"] == Outcome.REPLACED
    assert catalog.counts()[0] == 7


def test_what_was_refused_is_tried_again(catalog, folder):
    write(folder / "空.txt", "")
    settle(catalog, folder)
    assert outcomes(catalog, folder)["空.txt"] == "empty"


def test_an_archive_is_known_as_a_whole(catalog, tmp_path):
    path = write(tmp_path / "资料.zip", zipped({f"{number}.txt": text(number) for number in range(3)}))
    outcomes(catalog, path)
    origin = str(path.resolve())
    catalog.finish(origin, {f"{origin}/{number}.txt" for number in range(3)}, stamp=str(Stamp.of(path.stat())))
    assert outcomes(catalog, path) == {"资料.zip": "known"}
    catalog.remove(catalog.summaries()[0].doc_id)
    assert sorted(outcomes(catalog, path).values()) == [Outcome.ADDED, Outcome.UNCHANGED, Outcome.UNCHANGED]


def test_reading_anew_takes_what_readers_make_of_it_now(catalog, tmp_path):
    path = write(tmp_path / "方案.txt", text(1))
    now = read_file(path)
    before = replace(now.document, text=now.document.text[:9], outline=())
    catalog.add(Entry(before, now.passages[:1], now.content, now.origin))
    catalog.correct(before.doc_id, {"issuer": "某区民政局"})
    assert outcomes(catalog, path) == {"方案.txt": "known"}
    assert outcomes(catalog, path, reread=True) == {"方案.txt": Outcome.REPLACED}
    stored = catalog.document(now.document.doc_id)
    assert stored.text == now.document.text
    assert stored.metadata.issuer.origin is Origin.PERSON
    assert catalog.passages(stored.doc_id) == now.passages
    assert catalog.counts()[0] == 1


# --- rows of a table -----------------------------------------------------------------------------------------------


def workbook(rows: list[tuple[str, str]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "申报表"
    sheet.append(("项目名称", "项目内容"))
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def project(number: int) -> tuple[str, str]:
    return (
        f"第{number}号项目",
        f"本项目面向社区老人，共建成第{number}批服务站，由街道牵头，按月公布办理结果并接受居民监督。" * 4,
    )


def test_rows_become_documents_that_share_one_file(catalog, tmp_path):
    path = write(tmp_path / "台账.xlsx", workbook([project(1), project(2), project(3)]))
    assert [result.outcome for result in add_files(catalog, [path])] == [Outcome.ADDED] * 3
    summaries = catalog.summaries()
    assert len({summary.doc_id for summary in summaries}) == 3
    assert {summary.source.file_name for summary in summaries} == {"台账.xlsx"}
    assert len({summary.source.member for summary in summaries}) == 3
    assert [kept.name for kept in catalog.home.sources.iterdir()] == [f"{summaries[0].source.sha256}.xlsx"]
    catalog.remove(summaries[0].doc_id)
    assert catalog.source_path(summaries[1].source).is_file()
    for summary in summaries[1:]:
        catalog.remove(summary.doc_id)
    assert not list(catalog.home.sources.iterdir())


def test_corrections_follow_a_row_that_moves(catalog, tmp_path):
    path = write(tmp_path / "台账.xlsx", workbook([project(1), project(2)]))
    outcomes(catalog, path)

    def issuers() -> dict[str, str | None]:
        return {
            next(n for n in "1234" if f"第{n}号项目" in catalog.text(summary.doc_id)): summary.metadata.get("issuer")
            for summary in catalog.summaries()
        }

    second = next(one for one in catalog.summaries() if "第2号项目" in catalog.text(one.doc_id))
    catalog.correct(second.doc_id, {"issuer": "某区民政局"})
    write(path, workbook([project(3), project(1), project(2)]))
    outcomes(catalog, path)
    assert issuers() == {"1": None, "2": "某区民政局", "3": None}
    write(path, workbook([project(2)]))
    assert Outcome.REMOVED in outcomes(catalog, path).values()
    assert issuers() == {"2": "某区民政局"}


def test_corrections_never_pass_to_the_row_that_moves_up(catalog, tmp_path):
    path = write(tmp_path / "台账.xlsx", workbook([project(1), project(2), project(3), project(4)]))
    outcomes(catalog, path)
    second = next(one for one in catalog.summaries() if "第2号项目" in catalog.text(one.doc_id))
    catalog.correct(second.doc_id, {"issuer": "某区民政局"})
    write(path, workbook([project(1), project(3), project(4)]))
    outcomes(catalog, path)
    assert [summary.metadata.get("issuer") for summary in catalog.summaries()] == [None] * 3


def test_corrections_stay_with_a_row_that_was_edited(catalog, tmp_path):
    path = write(tmp_path / "台账.xlsx", workbook([project(1), project(2), project(3)]))
    outcomes(catalog, path)
    second = next(one for one in catalog.summaries() if "第2号项目" in catalog.text(one.doc_id))
    catalog.correct(second.doc_id, {"issuer": "某区民政局"})
    edited = [f"{cell}（改）" if isinstance(cell, str) and "第2号项目" in cell else cell for cell in project(2)]
    write(path, workbook([edited, project(3)]))
    outcomes(catalog, path)
    issuers = {"（改）" in catalog.text(one.doc_id): one.metadata.get("issuer") for one in catalog.summaries()}
    assert issuers == {True: "某区民政局", False: None}


def test_reading_again_takes_metadata_that_is_read_differently_by_now(catalog, tmp_path):
    path = write(tmp_path / "通知.txt", f"关于加装电梯的通知\n{text(1)}".encode())
    old = replace(read_file(path), origin=str(path.resolve()))
    known = replace(old.document.metadata, title=MetadataValue("旧题名", Origin.FILE), genre=None)
    catalog.add(replace(old, document=replace(old.document, metadata=known)))
    catalog.correct(old.document.doc_id, {"region": "四川省巴中市"})
    assert [result.outcome for result in add_files(catalog, [path], reread=True)] == [Outcome.REPLACED]
    [summary] = catalog.summaries()
    assert summary.metadata.get("title") == "关于加装电梯的通知" and summary.metadata.get("genre") == "通知"
    assert summary.metadata.get("region") == "四川省巴中市"
    assert [result.outcome for result in add_files(catalog, [path], reread=True)] == [Outcome.UNCHANGED]


def test_a_workbook_in_an_archive(catalog, tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("目录/台账.xlsx", workbook([project(1), project(2)]))
    outcomes(catalog, write(tmp_path / "资料.zip", buffer.getvalue()))
    members = [summary.source.member for summary in catalog.summaries()]
    assert len(set(members)) == 2
    assert all(member.startswith("资料.zip/目录/台账.xlsx/申报表") for member in members)


# --- all that comes in ---------------------------------------------------------------------------------------------


def test_uploads_go_the_same_way(catalog):
    files = [("甲.txt", text(1).encode()), ("资料.zip", zipped({"乙.txt": text(2), "../丙": "x"})), ("空", b"")]
    results = list(add_uploads(catalog, files, workers=1))
    assert [(result.path, result.outcome) for result in results] == [
        ("甲.txt", Outcome.ADDED), ("资料.zip/乙.txt", Outcome.ADDED), ("资料.zip/../丙", None), ("空", None),
    ]  # fmt: skip
    assert catalog.counts()[0] == 2


def test_checking_stores_nothing_and_measures(folder):
    done = []
    results = list(check_files(files_under([folder]), workers=2, progress=done.append))
    assert done == list(range(1, 9))
    assert {Path(result.path).name for result in results} == {f"{number}.txt" for number in range(8)}
    assert all(result.cost.seconds > 0 and result.cost.peak > 0 and result.outcome is None for result in results)


def test_every_fixture_is_reported(fixtures, command):
    """None crashes, none is ready without text, and each says what it took."""
    done = command("corpus", "check", fixtures / "ofd", fixtures / "xlsx", fixtures / "docx", "--json")
    told = json.loads(done.stdout)
    paths = {item["path"] for item in told["files"]}
    assert paths == {str(path) for path in files_under([fixtures / name for name in ("ofd", "xlsx", "docx")])}
    for item in told["files"]:
        assert item["seconds"] >= 0
        assert item["problem"] != "crashed" if item["status"] == "refused" else item["characters"] > 0
    assert told["totals"].keys() == {
        "files", "documents", "copies", "refused", "seconds", "reading_seconds", "peak_mb", "main_peak_mb",
    }  # fmt: skip
    assert told["totals"]["files"] == len(paths)
    assert max(item["peak_mb"] for item in told["files"]) == told["totals"]["peak_mb"] > 0


def interrupted(arguments: list[object], lines: int) -> subprocess.CompletedProcess[str]:
    """Run a command as a terminal does, and press Ctrl-C when it has said so many lines."""
    with subprocess.Popen(
        [sys.executable, "-m", *map(str, arguments)],
        cwd=ROOT, env={**os.environ, "PYTHONUTF8": "1"}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    ) as process:  # fmt: skip
        said = [process.stdout.readline() for _ in range(lines)]
        os.killpg(process.pid, signal.SIGINT)
        rest, errors = process.communicate()
    return subprocess.CompletedProcess(arguments, process.returncode, "".join(said) + rest, errors)


def test_an_interruption_keeps_what_is_stored(tmp_path):
    folder = tmp_path / "多"
    folder.mkdir()
    for number in range(90):
        write(folder / f"{number:03}.txt", text(number) * 20)
    home = tmp_path / "home"
    done = interrupted(["corpus", "add", folder, "--home", home], 5)
    assert done.returncode == 130
    assert "Traceback" not in done.stderr
    assert "the same command goes on" in done.stdout
    with Catalog.open(Home(home)) as catalog:
        stored = catalog.counts()[0]
        assert stored >= 5
        # A copy is written before its document is committed: the interruption may come between the two.
        assert len(list(home.joinpath("sources").iterdir())) - stored in (0, 1)
        assert len(outcomes(catalog, folder)) == 90
        assert len(list(home.joinpath("sources").iterdir())) == 90
        assert catalog.counts()[0] == 90


# --- watching ------------------------------------------------------------------------------------------------------


def test_a_file_is_ready_when_it_stands_still(folder):
    watch = Watch([folder])
    assert watch.look().ready == ()
    (folder / "0.txt").write_text("还在写")
    (folder / "下载.crdownload").write_text("x")
    first = watch.look()
    assert first.ready == tuple(folder / f"{number}.txt" for number in range(1, 8))
    watch.settle(first.ready)
    assert watch.look().ready == (folder / "0.txt",)
    watch.settle([folder / "0.txt"])
    assert watch.look() == watch.look()
    (folder / "1.txt").unlink()
    write(folder / "2.txt", text(22))
    assert watch.look().vanished == (folder / "1.txt",)
    seen = watch.look()
    assert (seen.ready, seen.vanished) == ((folder / "2.txt",), ())


def test_a_file_that_comes_back_is_added_again(folder):
    watch = Watch([folder])
    watch.look()
    watch.settle(watch.look().ready)
    moved = folder.parent / "0.txt"
    (folder / "0.txt").rename(moved)
    watch.look()
    moved.rename(folder / "0.txt")
    watch.look()
    assert watch.look().ready == (folder / "0.txt",)


def test_watching_adds_what_comes_and_ends_on_ctrl_c(tmp_path, folder):
    home = tmp_path / "home"
    with subprocess.Popen(
        [sys.executable, "-m", "corpus", "add", "--watch", "--every", "1", str(folder), "--home", str(home), "--json"],
        cwd=ROOT, env={**os.environ, "PYTHONUTF8": "1"}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    ) as process:  # fmt: skip
        told = [json.loads(process.stdout.readline()) for _ in range(8)]
        write(folder / "新.txt", text(20))
        told.append(json.loads(process.stdout.readline()))
        (folder / "0.txt").unlink()
        told.append(json.loads(process.stdout.readline()))
        os.killpg(process.pid, signal.SIGINT)
        rest, errors = process.communicate()
    assert (process.returncode, rest) == (0, ""), errors
    assert "Traceback" not in errors
    assert [item["status"] for item in told] == [Outcome.ADDED] * 9 + ["vanished"]
    assert [Path(item["path"]).name for item in told[-2:]] == ["新.txt", "0.txt"]
    with Catalog.open(Home(home)) as catalog:
        assert catalog.counts()[0] == 9
