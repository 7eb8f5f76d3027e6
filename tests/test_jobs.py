"""Work in the background: one at a time, looked at by anybody, stopped after what is at hand, its report kept."""

from __future__ import annotations

import functools
import threading

import pytest

from corpus import ingest
from corpus.catalog import Catalog, Outcome
from corpus.errors import HomeError, HomeProblem, ReadError
from corpus.home import Home
from corpus.jobs import Board, BrokenOffError, BusyError, Job, Lane, Step, Task
from corpus.workspace import OWNER, Change, NotAllowedError, Person, Role, Workspace, history
from search.query import Query
from search.searcher import Searcher
from ui import actions, jobs

EDITOR = Person("wang", Role.EDITOR, "王编辑")
READER = Person("li", Role.READER)


class Upload:
    def __init__(self, name: str, text: str) -> None:
        self.name, self._text = name, text

    def getvalue(self) -> bytes:
        return self._text.encode()


@pytest.fixture
def home(tmp_path) -> Home:
    return Home(tmp_path / "home")


def ended(job: Job):
    assert job.wait(60)
    state = job.state()
    assert not state.running
    return state


def test_a_job_says_how_far_it_is_and_how_long_it_takes() -> None:
    now = 100.0
    job = Job(1, Task.ADDING, OWNER, clock=lambda: now)
    assert job.state().seconds_left is None
    job.tell(Step.READING, 0, 10, "甲.md")
    now = 104.0
    job.tell(Step.READING, 2, 10, "乙.md")
    state = job.state()
    assert (state.done, state.total, state.current, state.seconds_left) == (2, 10, "乙.md", 16.0)
    job.tell(Step.INDEXING, 0, 5)  # another step has another pace
    assert job.state().seconds_left is None
    now = 105.0
    job.tell(Step.INDEXING, 1, 5)
    assert job.state().seconds_left == 4.0


def test_who_comes_second_is_told_who_is_at_work(home) -> None:
    board, go_on = Board(), threading.Event()
    first = board.start(home, Task.ADDING, EDITOR, lambda job: go_on.wait(30))
    with pytest.raises(BusyError) as refused:
        board.start(home, Task.INDEXING, OWNER, lambda job: None)
    assert (refused.value.task, refused.value.person) == (Task.ADDING, "王编辑")
    reading = board.start(home, Task.CHECKING, OWNER, lambda job: "looked")  # reads only
    assert ended(reading).outcome == "looked"
    elsewhere = board.start(Home(home.path / "other"), Task.ADDING, OWNER, lambda job: "there")
    assert ended(elsewhere).outcome == "there"
    assert board.running(home, Lane.WRITING) is first
    go_on.set()
    ended(first)
    assert board.running(home, Lane.WRITING) is None
    ended(board.start(home, Task.INDEXING, OWNER, lambda job: None))


@pytest.mark.parametrize("alone", [Task.RESTORING, Task.MEASURING])
def test_nothing_goes_on_beside_what_needs_to_be_alone(home, alone) -> None:
    board, go_on = Board(), threading.Event()
    for first, second in ((alone, Task.BACKING_UP), (alone, Task.ADDING), (Task.ADDING, alone), (Task.CHECKING, alone)):
        go_on.clear()
        job = board.start(home, first, EDITOR, lambda job: go_on.wait(30))
        with pytest.raises(BusyError) as refused:
            board.start(home, second, OWNER, lambda job: None)
        assert refused.value.task is first
        go_on.set()
        ended(job)
    assert not any(board.running(home, lane) for lane in Lane)


def test_no_lane_stays_taken_by_what_never_began_or_broke_off_badly(home, monkeypatch, caplog) -> None:
    board = Board()

    def breaks(job: Job) -> None:
        raise SystemExit

    def no_thread(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    assert isinstance(ended(board.start(home, Task.ADDING, OWNER, breaks)).error, BrokenOffError)
    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", no_thread)
        with pytest.raises(BrokenOffError):
            board.start(home, Task.RESTORING, OWNER, lambda job: 1)
    assert ended(board.start(home, Task.RESTORING, OWNER, lambda job: 2)).outcome == 2
    assert "can't start new thread" in caplog.text


def test_reports_are_kept_until_they_are_put_away(home) -> None:
    board = Board()
    numbers = [ended(board.start(home, Task.ADDING, EDITOR, lambda job, n=n: n)).number for n in range(3)]
    assert [state.outcome for state in board.ended(home, Task.ADDING)] == [2, 1, 0]
    board.dismiss(home, numbers[1])
    assert [state.outcome for state in board.ended(home, Task.ADDING)] == [2, 0]
    assert board.ended(home, Task.MEASURING) == ()


def test_errors_end_a_job_and_let_the_next_one_begin(home, caplog) -> None:
    board = Board()
    expected = HomeError("h", HomeProblem.UNUSABLE, "full")

    def fails(job: Job) -> None:
        raise expected

    def breaks(job: Job) -> None:
        raise RuntimeError("nobody thought of this")

    assert ended(board.start(home, Task.ADDING, OWNER, fails)).error is expected
    assert isinstance(ended(board.start(home, Task.ADDING, OWNER, breaks)).error, BrokenOffError)
    assert "nobody thought of this" in caplog.text
    assert ended(board.start(home, Task.ADDING, OWNER, lambda job: 1)).outcome == 1


def test_uploads_are_stored_indexed_found_and_logged(home) -> None:
    files = [Upload("渡口.md", "# 渡口摆渡\n\n渡口每天早六点开船，老人免费乘坐。"), Upload("空.txt", "")]
    state = ended(jobs.add_uploads(home, EDITOR, files))
    assert state.error is None
    assert [one.outcome for one in jobs.results(state)].count(Outcome.ADDED) == 1
    refused = [one for one in jobs.results(state) if one.error]
    assert [one.path for one in refused] == ["空.txt"]
    with Searcher.open(home) as searcher:
        assert "老人免费乘坐" in searcher.search(Query("渡船收不收老人的钱")).hits[0].passage.text
    with Workspace.open_readonly(home) as workspace:
        lines = history(workspace)
    assert [(line.change, line.person) for line in lines] == [(Change.ADDED, "wang")]


def test_each_document_has_its_line_before_the_next_one_is_stored(home) -> None:
    files = [(f"{number}.txt", f"第{number}号院的门岗由退休工人轮流值守。".encode()) for number in range(3)]
    seen: list[tuple[int, int]] = []

    def look(_: object) -> None:
        with Workspace.open_readonly(home) as workspace, Catalog.open_readonly(home) as catalog:
            seen.append((catalog.counts()[0], len(history(workspace))))

    steps = actions.Steps(reading=lambda *_: None, indexing=lambda *_: None)
    actions.add_from(home, EDITOR, functools.partial(ingest.add_uploads, uploads=files), 3, steps, look)
    assert seen == [(1, 0), (2, 1), (3, 2)]


def test_a_backup_that_is_removed_is_in_the_log(home) -> None:
    ended(jobs.add_uploads(home, EDITOR, [Upload("甲.txt", "渡口每天早六点开船。")]))
    saved = ended(jobs.back_up(home, OWNER)).outcome
    jobs.remove_backup(home, OWNER, saved.path.name)
    assert not saved.path.exists()
    with Workspace.open_readonly(home) as workspace:
        line = history(workspace)[0]
    assert (line.change, line.target, line.person) == (Change.BACKUP_REMOVED, saved.path.name, OWNER.name)


def test_results_that_are_kept_hold_no_texts(home) -> None:
    state = ended(jobs.add_uploads(home, EDITOR, [Upload("长.txt", "很长的一句话。" * 500)]))
    (result,) = jobs.results(state)
    assert result.document is not None
    assert result.document.text == ""
    assert result.document.report.characters == 3_500


def test_a_stop_ends_after_the_file_at_hand(home, tmp_path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(60):
        (folder / f"{number:02}.txt").write_text(f"第{number}号院的门岗由退休工人轮流值守。" * 20, encoding="utf-8")
    job = jobs.add_folder(home, OWNER, str(folder))
    while not jobs.results(job.state()):
        assert not job.wait(0.01)
    jobs.stop(home, EDITOR, Lane.WRITING)
    state = ended(job)
    assert state.error is None
    assert state.outcome.stopped
    stored = len(jobs.results(state))
    assert 0 < stored < 60
    with Catalog.open_readonly(home) as catalog, Searcher.open(home) as searcher:
        assert catalog.counts()[0] == stored
        assert searcher.generation.manifest.documents == stored  # what came in can be found
    assert len(jobs.results(ended(jobs.add_folder(home, OWNER, str(folder))))) == 60  # going on where it stopped


def test_a_folder_is_read_within_its_bounds(home, tmp_path) -> None:
    folder, outside = tmp_path / "folder", tmp_path / "outside"
    (folder / "sub").mkdir(parents=True)
    outside.mkdir()
    (folder / "sub" / "一.txt").write_text("晒谷场改成了停车场。", encoding="utf-8")
    (outside / "密.txt").write_text("不该读到的内容。", encoding="utf-8")
    (folder / "link.txt").symlink_to(outside / "密.txt")
    (folder / "linked").symlink_to(outside, target_is_directory=True)
    state = ended(jobs.add_folder(home, OWNER, str(folder)))
    assert [one.document.source.file_name for one in jobs.results(state)] == ["一.txt"]
    assert {path.name for path in state.outcome.leading_out} == {"link.txt", "linked"}
    with Catalog.open_readonly(home) as catalog:
        assert not any("不该读到" in text for _, text in catalog.texts())


def test_the_files_of_the_library_itself_are_left_out(home, tmp_path) -> None:
    (tmp_path / "一.txt").write_text("晒谷场改成了停车场。", encoding="utf-8")
    ended(jobs.add_folder(home, OWNER, str(tmp_path)))
    state = ended(jobs.add_folder(home, OWNER, str(tmp_path)))  # now with sources in the home below it
    assert len(jobs.results(state)) == 1


@pytest.mark.parametrize("typed", ["", "   ", "relative/folder", "/no/such/folder", "\0", "~nobody-at-all/x"])
def test_what_is_no_folder_is_refused(home, typed) -> None:
    with pytest.raises(ReadError):
        jobs.add_folder(home, OWNER, typed)


def test_what_a_role_does_not_include_is_refused_before_anything_begins(home, tmp_path) -> None:
    for begin in (
        lambda: jobs.add_uploads(home, READER, [Upload("甲.txt", "甲")]),
        lambda: jobs.add_folder(home, EDITOR, str(tmp_path)),
        lambda: jobs.update_index(home, READER),
        lambda: jobs.switch_encoder(home, EDITOR, "bundled"),
        lambda: jobs.measure_encoder(home, EDITOR, "bundled"),
        lambda: jobs.examine(home, READER),
        lambda: jobs.back_up(home, EDITOR),
        lambda: jobs.restore(home, EDITOR, tmp_path / "x.zip"),
        lambda: jobs.remove_backup(home, EDITOR, "x.zip"),
        lambda: jobs.stop(home, READER, Lane.WRITING),
        lambda: jobs.dismiss(home, READER, 1),
    ):
        with pytest.raises(NotAllowedError):
            begin()
    assert not home.path.exists()
    assert jobs.running(home, Lane.WRITING) is None
