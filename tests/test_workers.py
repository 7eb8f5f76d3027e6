"""Reading in processes of their own: what takes too long or too much, or breaks them, is reported; the rest is read."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from corpus.commands import ProgressBar, duration
from corpus.errors import ReadProblem, WorkerError
from corpus.ingest import check_files
from corpus.intake import channel, workers
from corpus.intake.assembly import read_upload
from corpus.intake.limits import Limits, limits_for
from corpus.intake.plain import from_plain, to_plain
from corpus.intake.workers import Ended, Failed, Job, Read, Workers
from corpus.model import Document, Locator, Metadata, MetadataValue, Origin, Page, PageKind

TEXT = "一、工作目标\n到2025年，全区建成三十个社区养老服务站。\n二、保障措施\n各街道每季度召开联席会议。\n"
ENDLESS = (TEXT * 40).encode() * 8_000  # 43 MB: reading it takes many times as long as any limit here
HUGE = bytes("养老服务", "utf-8") * 6_000_000  # 72 MB
SLOW = Limits(4.0, 2**33)
TIGHT = Limits(120.0, 180 * 2**20)


def jobs(*paths: Path) -> list[Job]:
    return [Job(number, str(path), path, origin=str(path)) for number, path in enumerate(paths)]


def told(answers) -> dict[str, object]:
    """What became of each file or member: its problem, or the number of its documents; and every file has ended."""
    found: dict[str, object] = {}
    ended = 0
    names = set()
    for answer in answers:
        names.add(answer.job.name)
        if isinstance(answer, Ended):
            ended += 1
            continue
        place = "/".join(filter(None, [Path(answer.job.name).name, answer.inside]))
        assert place not in found
        found[place] = answer.error.problem if isinstance(answer, Failed) else len(answer.entries)
    assert ended == len(names)
    return found


@pytest.fixture
def files(tmp_path):
    def make(**contents: bytes) -> list[Path]:
        for name, content in contents.items():
            (tmp_path / f"{name}.txt").write_bytes(content)
        return [tmp_path / f"{name}.txt" for name in contents]

    return make


def stored(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


# --- limits --------------------------------------------------------------------------------------------------------


def test_what_takes_too_long_is_stopped(files):
    paths = files(a=TEXT.encode(), b=ENDLESS, c=TEXT.encode())
    with Workers(1, limits=SLOW) as some:
        assert told(some.read(jobs(*paths))) == {"a.txt": 1, "b.txt": ReadProblem.TOO_SLOW, "c.txt": 1}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux refuses memory at once")
def test_what_needs_too_much_memory_is_stopped(files):
    paths = files(a=TEXT.encode(), b=HUGE, c=TEXT.encode())
    with Workers(1, limits=TIGHT) as some:
        assert told(some.read(jobs(*paths))) == {"a.txt": 1, "b.txt": ReadProblem.TOO_MUCH_MEMORY, "c.txt": 1}


def test_in_an_archive_the_rest_is_read(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(stored({"一.txt": TEXT.encode(), "二.txt": ENDLESS, "三.txt": TEXT.encode()}))
    with Workers(1, limits=SLOW) as some:
        answers = list(some.read(jobs(path)))
    assert told(answers) == {"a.zip/一.txt": 1, "a.zip/二.txt": ReadProblem.TOO_SLOW, "a.zip/三.txt": 1}
    assert answers[-1].stamp is None
    (failed,) = (answer for answer in answers if isinstance(answer, Failed))
    assert str(failed.error).startswith(f"{path}/二.txt: reading took too long")


def test_an_archive_full_of_what_breaks_the_reader_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(workers, "_RESTARTS", 1)
    path = tmp_path / "a.zip"
    path.write_bytes(stored({f"{number}.txt": ENDLESS for number in range(3)}))
    with Workers(1, limits=replace(SLOW, seconds=0.5)) as some:
        assert told(some.read(jobs(path))) == {
            "a.zip/0.txt": ReadProblem.TOO_SLOW,
            "a.zip/1.txt": ReadProblem.TOO_SLOW,
            "a.zip": ReadProblem.CRASHED,
        }


def test_limits_grow_with_the_file_and_are_bounded():
    for name in ("a.txt", "a.pdf"):
        limits = [limits_for(name, size) for size in (0, 2**20, 2**24, 2**40)]
        assert [one.seconds for one in limits] == sorted(one.seconds for one in limits)
        assert [one.memory for one in limits] == sorted(one.memory for one in limits)
        assert limits[-1].seconds <= 4 * 3600
    assert limits_for("扫描件.PDF", 2**20).seconds > limits_for("a.docx", 2**20).seconds


# --- processes that end --------------------------------------------------------------------------------------------


def killed_while_reading(some: Workers, number: int) -> threading.Thread:
    """A thread that sends a signal to the first process that has begun to read."""

    def wait() -> None:
        while not any(worker.ready and worker.limits is SLOW for worker in some._workers):
            time.sleep(0.01)
        os.kill(some._workers[0]._process.pid, number)

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


@pytest.mark.parametrize(
    ("number", "problem"),
    [(signal.SIGSEGV, ReadProblem.CRASHED), (signal.SIGKILL, ReadProblem.TOO_MUCH_MEMORY)],
)
def test_a_process_that_dies_costs_only_its_file(files, number, problem):
    paths = files(a=ENDLESS, b=TEXT.encode(), c=TEXT.encode())
    with Workers(1, limits=SLOW) as some:
        thread = killed_while_reading(some, number)
        assert told(some.read(jobs(*paths))) == {"a.txt": problem, "b.txt": 1, "c.txt": 1}
        thread.join()


def test_processes_that_cannot_start_are_an_error_and_no_endless_loop(files, monkeypatch):
    monkeypatch.setattr(workers, "_COMMAND", ("-c", "raise SystemExit('no such package')"))
    with Workers(2) as some, pytest.raises(WorkerError, match="no such package"):
        list(some.read(jobs(*files(a=TEXT.encode()))))


def test_leaving_early_ends_all_processes(files):
    paths = files(a=TEXT.encode(), b=ENDLESS, c=ENDLESS)
    with Workers(2) as some:
        answers = some.read(jobs(*paths))
        assert isinstance(next(answers), Read)
        processes = [worker._process for worker in some._workers]
        answers.close()
    assert all(process.poll() is not None for process in processes)


def test_a_process_ends_when_nobody_listens(files):
    """The product is killed in the middle: its pipes close, and the process that read for it goes away."""
    (path,) = files(a=ENDLESS)
    code = (
        "import sys; from pathlib import Path; from corpus.intake.workers import Job, Workers\n"
        "some = Workers(1); answers = some.read([Job(0, 'a', Path(sys.argv[1]))])\n"
        "import threading; threading.Thread(target=lambda: next(answers), daemon=True).start()\n"
        "import time\n"
        "while not (some._workers and some._workers[0].ready): time.sleep(0.01)\n"
        "print(some._workers[0]._process.pid, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as product:
        worker = int(product.stdout.readline())
        product.kill()
        product.wait()
    while is_running(worker):  # the time limit of the test is the limit here
        time.sleep(0.05)


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False


# --- what comes back -----------------------------------------------------------------------------------------------


def test_what_comes_back_is_what_reading_here_gives(files, tmp_path):
    (path,) = files(方案=TEXT.encode("gbk"))
    with Workers(1) as some:
        answer = next(some.read(jobs(path)))
    here = read_upload(TEXT.encode("gbk"), file_name="方案.txt")
    assert answer.entries[0].document == here.document
    assert answer.entries[0].passages == here.passages
    assert answer.entries[0].content == here.content
    assert answer.cost.seconds > 0
    assert answer.cost.peak > 10 * 2**20


def test_many_files_and_many_processes_lose_nothing(files):
    paths = files(**{f"f{number:03}": f"第{number}号\n{TEXT}".encode() for number in range(60)})
    with Workers(4) as some:
        answers = list(some.read(jobs(*paths)))
    texts = {
        Path(answer.job.name).stem: answer.entries[0].document.text for answer in answers if isinstance(answer, Read)
    }
    assert {name: text.split("\n")[0] for name, text in texts.items()} == {
        f"f{number:03}": f"第{number}号" for number in range(60)
    }
    assert sum(isinstance(answer, Ended) for answer in answers) == 60


def test_names_that_are_no_text(tmp_path):
    path = tmp_path / os.fsdecode(b"\xff\xfe.txt")
    path.write_bytes(TEXT.encode())
    (result,) = check_files([path])
    assert result.error is None
    assert result.path == str(path)


def test_a_file_that_grows_while_it_is_read_is_not_stored_half(tmp_path):
    path = tmp_path / "日志.txt"
    path.write_bytes(TEXT.encode())
    stop = threading.Event()

    def grow() -> None:
        with path.open("ab", buffering=0) as file:
            while not stop.is_set():
                file.write("又一行。\n".encode())
                time.sleep(0.0005)

    thread = threading.Thread(target=grow)
    thread.start()
    try:
        (result,) = check_files([path])
    finally:
        stop.set()
        thread.join()
    # Either no moment was found at which it stood still, or the text ends with a whole line.
    assert result.error.problem is ReadProblem.CHANGING if result.error else result.document.text.endswith("\n")


# --- the form in which documents travel ------------------------------------------------------------------------------


def test_everything_survives_the_journey():
    entry = read_upload(TEXT.encode(), file_name="方案.txt")
    metadata = Metadata(title=MetadataValue("题名", Origin.TEXT, 1, 3), issuer=MetadataValue("某局", Origin.PERSON))
    pages = (Page(1, 0, 5, "i", PageKind.OCR), Page(2, 6, 9))
    document = Document(
        entry.document.doc_id, entry.document.text, entry.document.folded, entry.document.source, metadata,
        entry.document.report, pages, entry.document.outline,
    )  # fmt: skip
    assert from_plain(Document, to_plain(document)) == document
    locator = Locator(3, "iii", ("甲", "乙"), "第三条", 7)
    assert from_plain(Locator, to_plain(locator)) == locator


@given(st.text(alphabet=st.characters(), max_size=50), st.binary(max_size=200))
def test_messages_keep_any_text_and_bytes(text, content):
    stream = io.BytesIO()
    channel.send(stream, {"text": text}, content)
    stream.seek(0)
    assert channel.receive(stream) == ({"text": text}, content)
    assert channel.receive(stream) is None


@pytest.mark.parametrize("cut", [1, 10, 20, 25])
def test_half_a_message_is_none(cut):
    stream = io.BytesIO()
    channel.send(stream, {"a": 1}, b"12345")
    assert channel.receive(io.BytesIO(stream.getvalue()[:cut])) is None


# --- the bar -------------------------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_tells_speed_and_what_is_left():
    now = [0.0]
    stream = Terminal()
    bar = ProgressBar("reading", stream, clock=lambda: now[0])
    for done in range(1, 101):
        now[0] = done * 0.5
        bar(done, 400)
    assert stream.getvalue().endswith("[#######.......................] 100/400  2.0/s, 2:30 left\x1b[K")
    now[0] = 200.0
    bar(400, 400)
    assert "left" not in stream.getvalue().rsplit("\r", 1)[-1]
    assert stream.getvalue().endswith("\n")
    plain = io.StringIO()
    ProgressBar("reading", plain)(1, 2)
    assert plain.getvalue() == ""


def test_durations():
    assert [duration(seconds) for seconds in (0, 59.6, 125, 3725)] == ["0:00", "1:00", "2:05", "1:02:05"]
