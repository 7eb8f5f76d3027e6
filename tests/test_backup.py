"""Backup and restore: one moment of a library in use, every byte checked, and nothing lost whatever happens."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import zipfile

import pytest
from conftest import ROOT

from corpus import backup
from corpus.backup import BackupError, BackupProblem, back_up, inspect, layout, list_backups, restore
from corpus.backup.layout import MANIFEST, is_safe, reading
from corpus.backup.restoring import _exchange
from corpus.catalog import Catalog
from corpus.errors import HomeError, LockedError
from corpus.home import Home, writing
from corpus.ingest import add_files, ingest_text
from corpus.workspace import OWNER, Change, NotAllowedError, Person, Role, Workspace, history
from evaluation.judgements import Grade, Judgements
from indexing.build import build
from search.query import Query
from search.quote import Agreement, stored, verify
from search.searcher import Searcher

EDITOR = Person("wang", Role.EDITOR)
TEXTS = {
    "渡口.md": "# 渡口摆渡\n\n渡口每天早六点开船，老人免费乘坐，船工由村里发补贴。",
    "晒场.md": "# 晒场改造\n\n晒谷场改成了停车场，收费由村民代表会商定，账目每季度公开。",
    "水塔.md": "# 水塔值守\n\n水塔由三户轮流值守，水费按人头分摊，困难户由集体垫付。",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory) -> Home:
    folder = tmp_path_factory.mktemp("files")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    home = Home(tmp_path_factory.mktemp("library"))
    with Catalog.open(home) as catalog:
        assert all(result.error is None for result in add_files(catalog, sorted(folder.iterdir())))
    build(home)
    return home


@pytest.fixture
def home(library, tmp_path) -> Home:
    shutil.copytree(library.path, tmp_path / "home")
    return Home(tmp_path / "home")


@pytest.fixture
def file(home, tmp_path):
    path = tmp_path / "backup.zip"
    back_up(home, path, OWNER)
    return path


def contents(folder) -> dict[str, str]:
    """Every file but those that using a library makes, with the hash of what is in it."""
    passing = ("-wal", "-shm", "writer.lock", "writer.txt")
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(passing)
    }


def found(home: Home, question: str = "渡船收不收老人的钱") -> str:
    with Searcher.open(home) as searcher:
        return searcher.search(Query(question)).hits[0].passage.text


def every_quotation_verifies(home: Home) -> int:
    """Ask for every document's title; each passage that comes must be in its text, letter for letter."""
    count = 0
    with Searcher.open(home) as searcher:
        for summary in searcher.catalog.summaries():
            for hit in searcher.search(Query(summary.title)).hits:
                passage = hit.passage
                assert searcher.catalog.text(passage.doc_id)[passage.start : passage.end] == passage.text
                matches = verify(passage.text, stored(searcher.catalog))
                assert matches[0].agreement is Agreement.EXACT
                count += 1
    return count


# There and back


def test_what_is_restored_is_what_was_there(home, tmp_path) -> None:
    doc_id = Catalog.open_readonly(home).summaries()[0].doc_id
    with Catalog.open(home) as catalog:
        catalog.correct(doc_id, {"region": "四川省巴中市"})
        passage, summary = catalog.passages(doc_id)[0], catalog.summaries_of([doc_id])[doc_id]
    with Judgements.open(home) as judgements:
        judgements.set("问", passage, summary, Grade.RELEVANT)
    home.synonyms.write_text("渡口 = 码头\n", encoding="utf-8")
    build(home)
    before = contents(home.path)
    manifest = back_up(home, tmp_path / "b.zip", OWNER)
    assert (manifest.documents, manifest.index, manifest.missing) == (3, True, 0)
    new = Home(tmp_path / "new")
    restored = restore(tmp_path / "b.zip", new, OWNER)
    assert restored.aside is None
    after = contents(new.path)
    databases = {name for name in before if name.endswith(".sqlite")}
    assert {name: after.get(name) for name in before.keys() - databases if not name.startswith("index/g000001/")} == {
        name: digest
        for name, digest in before.items()
        if name not in databases and not name.startswith("index/g000001/")
    }
    with Catalog.open_readonly(new) as catalog, Judgements.open_readonly(new) as judgements:
        assert catalog.summaries_of([doc_id])[doc_id].metadata.get("region") == "四川省巴中市"
        assert list(judgements.questions()) == ["问"]
    assert every_quotation_verifies(new) >= 3
    assert "老人免费乘坐" in found(new)
    with Workspace.open_readonly(new) as workspace:
        assert [line.change for line in history(workspace)] == [Change.RESTORED]
    with Workspace.open_readonly(home) as workspace:
        assert [line.change for line in history(workspace)] == [Change.BACKED_UP]


def test_without_the_index_it_is_built_anew(home, tmp_path) -> None:
    manifest = back_up(home, tmp_path / "b.zip", OWNER, without_index=True)
    assert not manifest.index
    assert not any(one.path.startswith(("index/", "vectors/")) for one in manifest.files)
    new = Home(tmp_path / "new")
    restore(tmp_path / "b.zip", new, OWNER)
    build(new)
    assert "老人免费乘坐" in found(new)


def test_nothing_is_left_behind_and_nothing_overwritten(home, tmp_path) -> None:
    path = tmp_path / "b.zip"
    path.write_bytes(b"mine")
    with pytest.raises(BackupError) as refused:
        back_up(home, path, OWNER)
    assert refused.value.problem is BackupProblem.EXISTS
    assert path.read_bytes() == b"mine"
    (tmp_path / "occupied").write_text("a file", encoding="utf-8")
    with pytest.raises(BackupError) as refused:
        back_up(home, tmp_path / "occupied" / "b.zip", OWNER)
    assert refused.value.problem is BackupProblem.UNWRITABLE
    assert not list(home.path.glob(".backup-*"))
    assert not list(tmp_path.glob(".b.zip*"))


def test_only_an_administrator_may(home, file, tmp_path) -> None:
    with pytest.raises(NotAllowedError):
        back_up(home, tmp_path / "other.zip", EDITOR)
    with pytest.raises(NotAllowedError):
        restore(file, Home(tmp_path / "new"), EDITOR)
    assert not (tmp_path / "other.zip").exists()
    assert not (tmp_path / "new").exists()


def test_a_backup_is_nobody_elses_to_read_and_holds_no_sign_in(home, tmp_path) -> None:
    Workspace.open(home).close()
    with contextlib.closing(sqlite3.connect(Workspace.path(home), isolation_level=None)) as database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(sessions)")]
        if not columns:
            database.execute("CREATE TABLE sessions (token TEXT)")
            columns = ["token"]
        database.execute(
            f"INSERT INTO sessions VALUES ({','.join('?' * len(columns))})", ["secret-token"] * len(columns)
        )
    back_up(home, tmp_path / "b.zip", OWNER)
    assert (tmp_path / "b.zip").stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert b"secret-token" not in archive.read(Workspace.FILE)
    restore(tmp_path / "b.zip", Home(tmp_path / "new"), OWNER)
    with contextlib.closing(sqlite3.connect(tmp_path / "new" / Workspace.FILE)) as database:
        assert database.execute("SELECT count(*) FROM sessions").fetchone() == (0,)


def test_an_original_that_was_lost_is_counted_and_stops_nothing(home, tmp_path) -> None:
    next(home.sources.iterdir()).unlink()
    assert back_up(home, tmp_path / "b.zip", OWNER).missing == 1
    restore(tmp_path / "b.zip", Home(tmp_path / "new"), OWNER)


def test_an_index_that_was_lost_and_vectors_that_are_damaged_stop_nothing(home, tmp_path) -> None:
    vectors = next(home.vectors.rglob("*.sqlite"))
    vectors.write_bytes(b"no database" * 1000)
    names = {one.path for one in back_up(home, tmp_path / "a.zip", OWNER).files}
    assert vectors.relative_to(home.path).as_posix() not in names
    assert any(name.startswith("index/") for name in names)
    shutil.rmtree(home.index / home.current.read_text(encoding="ascii").strip())
    manifest = back_up(home, tmp_path / "b.zip", OWNER)
    assert (manifest.index, manifest.documents, manifest.missing) == (False, len(TEXTS), 0)
    restore(tmp_path / "b.zip", Home(tmp_path / "new"), OWNER)


def test_a_list_reads_each_backup_once_for_each_state_of_it(home, monkeypatch) -> None:
    kept = home.backups / "a.zip"
    back_up(home, kept, OWNER)
    (known,) = list_backups(home)
    with monkeypatch.context() as patched:
        patched.setattr(layout, "inspect", lambda _: pytest.fail("read again"))
        assert list_backups(home) == (known,)
    kept.write_bytes(b"no zip")
    assert [one.manifest for one in list_backups(home)] == [None]


def test_links_locks_and_what_is_passing_stay_out(home, tmp_path) -> None:
    (tmp_path / "secret.txt").write_text("not of the library", encoding="utf-8")
    (home.path / "link.txt").symlink_to(tmp_path / "secret.txt")
    (home.path / "encoders").symlink_to(tmp_path, target_is_directory=True)
    home.backups.mkdir()
    (home.backups / "old.zip").write_bytes(b"old")
    names = {one.path for one in back_up(home, tmp_path / "b.zip", OWNER).files}
    assert not any(name.startswith(("link", "encoders", "backups", "writer", ".")) for name in names)
    assert {"catalog.sqlite", "index/CURRENT"} <= names


def test_backups_of_a_home_are_listed_newest_first_broken_ones_too(home) -> None:
    back_up(home, home.backups / "casebase-1.zip", OWNER)
    (home.backups / "broken.zip").write_bytes(b"PK\3\4 no zip")
    listed = list_backups(home)
    assert [(one.path.name, one.manifest is not None) for one in listed] == [
        ("casebase-1.zip", True),
        ("broken.zip", False),
    ]
    assert backup.backup_name().startswith("casebase-2")


# While others write


def test_a_backup_while_documents_are_added_is_of_one_moment(home, tmp_path) -> None:
    done = threading.Event()
    broken: list[BaseException] = []

    def add() -> None:
        number = 0
        try:
            while not done.is_set():
                with writing(home, "a test", wait=30), Catalog.open(home) as catalog:
                    for _ in range(4):
                        number += 1
                        text = f"# 第{number}号记录\n\n第{number}号院的门岗由退休工人轮流值守，工钱{number}元。"
                        entry = ingest_text(text, name=f"{number}.md")
                        catalog.add(entry)
                        if number % 3 == 0:
                            catalog.remove(entry.document.doc_id)
                build(home)
        except BaseException as error:
            broken.append(error)

    writer = threading.Thread(target=add)
    writer.start()
    try:
        for number in range(6):
            back_up(home, tmp_path / f"{number}.zip", OWNER)
            time.sleep(0.2)
    finally:
        done.set()
        writer.join(60)
    assert not broken
    counts = []
    for number in range(6):
        new = Home(tmp_path / f"new-{number}")
        manifest = restore(tmp_path / f"{number}.zip", new, OWNER).manifest
        assert manifest.missing == 0
        build(new)  # the index may be behind the catalogue, never ahead of it
        assert every_quotation_verifies(new) >= 3
        with Catalog.open_readonly(new) as catalog:
            kept = catalog.kept_sources()
            assert all(catalog.source_path(source).is_file() for source in kept.values())
            counts.append(catalog.counts()[0])
    assert counts == sorted(counts)
    assert counts[-1] > counts[0]


# What cannot be restored


def tampered(file, target, change) -> None:
    """A copy of a backup with its files changed by `change(name, content)`; None leaves one out."""
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            content = change(name, source.read(name))
            if content is not None:
                copy.writestr(name, content)


def relisted(name: str, content: bytes, **changed: object) -> bytes:
    return json.dumps(json.loads(content) | changed).encode() if name == MANIFEST else content


def _byte_changed(name, content):
    return content[:-1] + bytes([content[-1] ^ 1]) if name.startswith("sources/") else content


def _left_out(name, content):
    return None if name.startswith("sources/") else content


def _too_new(name, content):
    return relisted(name, content, format=99)


def _other_counts(name, content):
    return relisted(name, content, documents=99)


def _no_list(name, content):
    return relisted(name, content, files=None)


def _no_day(name, content):
    return relisted(name, content, made_at=7)


def _no_time(name, content):
    if name != MANIFEST:
        return content
    files = json.loads(content)["files"]
    return relisted(name, content, files=[one | {"modified": 10**30} for one in files])


def _other_catalogue(name, content):
    if name == MANIFEST:
        listed = json.loads(content)
        for one in listed["files"]:
            if one["path"] == "catalog.sqlite":
                one |= {"size": 4, "sha256": hashlib.sha256(b"junk").hexdigest()}
        return json.dumps(listed).encode()
    return b"junk" if name == "catalog.sqlite" else content


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (_byte_changed, BackupProblem.DAMAGED),
        (_left_out, BackupProblem.DAMAGED),
        (_too_new, BackupProblem.TOO_NEW),
        (_other_counts, BackupProblem.DAMAGED),
        (_no_list, BackupProblem.DAMAGED),
        (_no_day, BackupProblem.DAMAGED),
        (_no_time, BackupProblem.DAMAGED),
        (_other_catalogue, BackupProblem.DAMAGED),
    ],
)
@pytest.mark.parametrize("there", [True, False])
def test_what_was_changed_is_refused_and_the_home_is_as_it_was(home, file, tmp_path, change, problem, there) -> None:
    bad = tmp_path / "bad.zip"
    tampered(file, bad, change)
    target = home if there else Home(tmp_path / "new")
    before = contents(home.path)
    with pytest.raises(BackupError) as refused:
        restore(bad, target, OWNER, move_aside=there)
    assert refused.value.problem is problem
    assert contents(home.path) == before
    assert there or not target.path.exists()
    assert {path.name for path in tmp_path.iterdir()} <= {"home", "backup.zip", "bad.zip"}


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_what_was_cut_off_is_refused(home, file, tmp_path, share) -> None:
    cut, before = tmp_path / "cut.zip", contents(home.path)
    cut.write_bytes(file.read_bytes()[: int(file.stat().st_size * share)])
    with pytest.raises(BackupError) as refused:
        restore(cut, home, OWNER, move_aside=True)
    assert refused.value.problem is BackupProblem.DAMAGED
    assert contents(home.path) == before


def test_any_flipped_byte_is_harmless(home, file, tmp_path) -> None:
    whole, before = file.read_bytes(), contents(home.path)
    for at in range(0, len(whole), max(len(whole) // 40, 1)):
        (tmp_path / "bad.zip").write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        new = Home(tmp_path / f"new-{at}")
        try:
            restore(tmp_path / "bad.zip", new, OWNER)
        except BackupError:
            assert not new.path.exists()
        else:  # a byte that says nothing, such as a date in a header: then all is what it was
            assert contents(new.path / "sources") == contents(home.path / "sources")
    assert contents(home.path) == before


NAMES = ["../out.txt", "/etc/x", "a/../../x", "C:/x", "a\\b", "writer.lock", "", ".", "a//b", "a/./b", "x\0y", MANIFEST]


@pytest.mark.parametrize("name", NAMES)
def test_names_that_lead_out_of_the_home_are_refused(home, file, tmp_path, name) -> None:
    assert not is_safe(name)
    bad, content = tmp_path / "bad.zip", b"owned"
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(bad, "w") as copy:
        listed = json.loads(source.read(MANIFEST))
        digest = hashlib.sha256(content).hexdigest()
        listed["files"].append({"path": name, "size": len(content), "sha256": digest, "modified": 0})
        for one in source.namelist():
            if one != MANIFEST:
                copy.writestr(one, source.read(one))
        if name != MANIFEST:
            copy.writestr(name or "x", content)
        copy.writestr(MANIFEST, json.dumps(listed))
    with pytest.raises(BackupError) as refused:
        restore(bad, Home(tmp_path / "deep" / "new"), OWNER)
    assert refused.value.problem in (BackupProblem.UNSAFE, BackupProblem.DAMAGED)
    assert not list(tmp_path.rglob("out.txt"))
    assert not (tmp_path / "deep" / "new").exists()


def test_other_files_are_no_backups(home, tmp_path) -> None:
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("a.txt", "a")
    (tmp_path / "text.zip").write_text("not a zip", encoding="utf-8")
    for name, problem in (
        ("other.zip", BackupProblem.FOREIGN),
        ("text.zip", BackupProblem.DAMAGED),
        ("none.zip", BackupProblem.UNREADABLE),
        ("home", BackupProblem.UNREADABLE),
    ):
        with pytest.raises(BackupError) as refused:
            inspect(tmp_path / name)
        assert refused.value.problem is problem


# Over a library


def test_a_library_is_replaced_only_when_it_may_be_moved_aside(home, file, tmp_path) -> None:
    with pytest.raises(BackupError) as refused:
        restore(file, home, OWNER)
    assert refused.value.problem is BackupProblem.OCCUPIED
    with Catalog.open(home) as catalog:
        catalog.add(ingest_text("# 后来的\n\n备份之后才加入的文献。", name="后来.md"))
    build(home)
    home.backups.mkdir()
    (home.backups / "kept.zip").write_bytes(b"kept")
    restored = restore(file, home, OWNER, move_aside=True)
    with Catalog.open_readonly(home) as now, Catalog.open_readonly(restored.aside) as then:
        assert (now.counts()[0], then.counts()[0]) == (3, 4)
    assert "备份之后才加入" in found(Home(restored.aside), "备份之后加入了什么")
    assert (home.backups / "kept.zip").read_bytes() == b"kept"
    assert "老人免费乘坐" in found(home)
    again = restore(file, home, OWNER, move_aside=True)
    assert again.aside != restored.aside


def test_a_backup_in_the_home_itself_can_be_restored(home) -> None:
    back_up(home, home.backups / "b.zip", OWNER)
    restore(home.backups / "b.zip", home, OWNER, move_aside=True)
    assert [one.path.name for one in list_backups(home)] == ["b.zip"]
    assert "老人免费乘坐" in found(home)


def test_a_home_named_by_a_link_stays_a_link(home, file, tmp_path) -> None:
    (tmp_path / "link").symlink_to(home.path, target_is_directory=True)
    restore(file, Home(tmp_path / "link"), OWNER, move_aside=True)
    assert (tmp_path / "link").is_symlink()
    assert "老人免费乘坐" in found(Home(tmp_path / "link"))


def test_nothing_is_replaced_while_somebody_writes(home, file) -> None:
    with writing(home, "somebody else"), pytest.raises(LockedError):
        restore(file, home, OWNER, move_aside=True)


def test_a_full_disk_is_said_before_anything_is_written(home, file, tmp_path, monkeypatch) -> None:
    usage = type("Usage", (), {"free": 10})
    monkeypatch.setattr("corpus.backup.restoring.shutil.disk_usage", lambda _: usage)
    with pytest.raises(BackupError) as refused:
        restore(file, Home(tmp_path / "new"), OWNER)
    assert refused.value.problem is BackupProblem.NO_SPACE
    assert not (tmp_path / "new").exists()


def test_there_is_nothing_to_back_up_where_there_is_no_library(tmp_path) -> None:
    with pytest.raises(HomeError):
        back_up(Home(tmp_path / "none"), tmp_path / "b.zip", OWNER)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("at_once", [True, False])
def test_two_folders_change_places(tmp_path, monkeypatch, at_once) -> None:
    if not at_once:
        monkeypatch.setattr("corpus.backup.restoring._exchanged_at_once", lambda *_: False)
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    _exchange(tmp_path / "one", tmp_path / "other")
    assert (tmp_path / "one" / "other").exists()
    assert (tmp_path / "other" / "one").exists()
    assert {path.name for path in tmp_path.iterdir()} == {"one", "other"}


RESTORE = """
import sys
from pathlib import Path
from corpus.backup import restore
from corpus.home import Home
from corpus.workspace import OWNER
def slowly(done, total, name):
    print(name, flush=True)
restore(Path(sys.argv[1]), Home(Path(sys.argv[2])), OWNER, move_aside=True, progress=slowly)
"""


@pytest.mark.parametrize("files", [1, 4, 8, None])
def test_a_restore_that_is_killed_leaves_a_library_in_use(home, file, files) -> None:
    """None: killed when the last file is unpacked, while all is checked and published."""
    process = subprocess.Popen(
        [sys.executable, "-c", RESTORE, str(file), str(home.path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        for seen, line in enumerate(process.stdout, 1):
            if seen == files or not line.strip():
                break
        os.kill(process.pid, signal.SIGKILL)
    finally:
        process.stdout.close()
        process.wait(30)
    assert "老人免费乘坐" in found(home)
    assert every_quotation_verifies(home) >= 3
    restore(file, home, OWNER, move_aside=True)  # no lock is left, and what was unpacked is cleared away
    assert not list(home.path.parent.glob(".home.restoring-*"))


# The command line


def test_commands(home, tmp_path, command) -> None:
    path, new = tmp_path / "b.zip", tmp_path / "new"
    made = json.loads(command("corpus", "backup", path, "--without-index", "--home", home.path, "--json").stdout)
    assert (made["documents"], made["index"], made["bytes"]) == (3, False, path.stat().st_size)
    done = command("corpus", "restore", path, "--home", new)
    assert (done.returncode, done.stderr) == (0, f"next: python -m indexing build --home {new}\n")
    assert "3 documents" in done.stdout
    again = command("corpus", "restore", path, "--home", new)
    assert again.returncode == 1
    assert "--move-aside" in again.stderr
    assert "new-before-restore-" in command("corpus", "restore", path, "--home", new, "--move-aside").stdout
    missing = command("corpus", "restore", tmp_path / "none.zip", "--home", new)
    assert missing.returncode == 1
    assert "Traceback" not in missing.stderr


def test_an_offset_before_the_beginning_is_a_damaged_backup(file) -> None:
    bad = OSError(errno.EINVAL, "Invalid argument")
    with pytest.raises(BackupError) as caught, reading(file):
        raise bad
    assert caught.value.problem is BackupProblem.DAMAGED
    full = OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(OSError, match="No space"), reading(file):
        raise full
