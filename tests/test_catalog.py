"""The catalogue: what goes in comes out, changes are whole, and a damaged or foreign home is named in a sentence."""

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from conftest import ROOT

from corpus.catalog import Catalog, Entry, Outcome
from corpus.errors import HomeError, HomeProblem, LockedError, MetadataError, NotFoundError, ReadError, ReadProblem
from corpus.home import Home, write_atomically, writing
from corpus.ingest import add_files, files_under, ingest_text, read_file, read_upload
from corpus.model import MetadataValue, Origin

TEXT = "一、總則\n第一條 為了規範社區治理，制定本辦法。\n第二條 本辦法適用於城市社區。\n"


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "home")


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_document_comes_back_as_it_went_in(home, tmp_path):
    entry = read_file(write(tmp_path, "辦法.txt", TEXT))
    with Catalog.open(home) as catalog:
        assert catalog.add(entry) is Outcome.ADDED
        stored = catalog.document(entry.document.doc_id)
        assert stored == entry.document
        assert catalog.passages(stored.doc_id) == entry.passages
        assert catalog.source_path(stored.source).read_bytes() == TEXT.encode()
        found = catalog.passages_by_id([p.passage_id for p in entry.passages])
        assert found == {p.passage_id: p for p in entry.passages}
        assert catalog.summaries_of([stored.doc_id])[stored.doc_id].title == stored.title


def test_the_same_content_again_changes_nothing(home, tmp_path):
    with Catalog.open(home) as catalog:
        catalog.add(read_file(write(tmp_path, "甲.txt", TEXT)))
        before = catalog.revision
        assert catalog.add(read_file(tmp_path / "甲.txt")) is Outcome.UNCHANGED
        assert catalog.add(read_file(write(tmp_path, "另一个名字.txt", TEXT))) is Outcome.UNCHANGED
        assert catalog.revision == before
        assert catalog.counts()[0] == 1


def test_a_changed_file_replaces_its_document_and_keeps_corrections(home, tmp_path):
    path = write(tmp_path, "甲.txt", TEXT)
    with Catalog.open(home) as catalog:
        old = read_file(path)
        catalog.add(old)
        catalog.set_metadata(old.document.doc_id, "issuer", "某区民政局")
        write(tmp_path, "甲.txt", TEXT + "第三條 本辦法自發布之日起施行。\n")
        new = read_file(path)
        assert catalog.add(new) is Outcome.REPLACED
        assert [s.doc_id for s in catalog.summaries()] == [new.document.doc_id]
        corrected = catalog.document(new.document.doc_id).metadata.issuer
        assert corrected == MetadataValue("某区民政局", Origin.PERSON)
        assert not catalog.source_path(old.document.source).exists()


def test_a_document_that_another_file_still_has_is_not_replaced(home, tmp_path):
    with Catalog.open(home) as catalog:
        for name in ("甲.txt", "乙.txt"):
            catalog.add(read_file(write(tmp_path, name, TEXT)))
        assert catalog.add(read_file(write(tmp_path, "乙.txt", "乙改了。"))) is Outcome.REPLACED
        assert catalog.counts()[0] == 2


def test_going_back_to_an_earlier_version_works(home, tmp_path):
    with Catalog.open(home) as catalog:
        for text in (TEXT, "改了。", TEXT):
            catalog.add(read_file(write(tmp_path, "甲.txt", text)))
        assert [s.characters for s in catalog.summaries()] == [len(TEXT)]


def test_an_upload_replaces_nothing(home):
    with Catalog.open(home) as catalog:
        for text in ("第一份材料。", "第二份材料。"):
            assert catalog.add(read_upload(text.encode(), file_name="申报书.txt")) is Outcome.ADDED
        assert catalog.counts()[0] == 2


def test_removing_leaves_nothing_behind(home, tmp_path):
    with Catalog.open(home) as catalog:
        entry = read_file(write(tmp_path, "甲.txt", TEXT))
        catalog.add(entry)
        assert catalog.remove(entry.document.doc_id[:6]) == entry.document.doc_id
        assert catalog.counts() == (0, 0)
        assert list(home.sources.iterdir()) == []
        assert [action for _, action, _, _ in catalog.audit()] == ["added", "remove"]
        with pytest.raises(NotFoundError):
            catalog.document(entry.document.doc_id)
        for table in ("pages", "headings", "passages", "metadata", "notices", "origins"):
            assert catalog._select(f"SELECT count(*) FROM {table}")[0][0] == 0


def test_names_that_fit_none_or_several(home):
    with Catalog.open(home) as catalog:
        for text in ("甲。", "乙。"):
            catalog.add(ingest_text(text, name=text))
        for name in ("", "*", "zzz", "[a-f]"):
            with pytest.raises(NotFoundError):
                catalog.document(name)
        with pytest.raises(NotFoundError, match="metadata field 'colour'"):
            catalog.set_metadata(catalog.summaries()[0].doc_id, "colour", "red")


def test_clearing_a_field(home):
    with Catalog.open(home) as catalog:
        entry = ingest_text("甲。", name="甲", title="题名")
        catalog.add(entry)
        catalog.set_metadata(entry.document.doc_id, "title", " ")
        assert catalog.document(entry.document.doc_id).metadata.title is None


def test_many_at_once_are_all_or_none(home):
    good = ingest_text("甲。", name="甲")
    bad = Entry(good.document, (*good.passages, *good.passages), None)

    def both():
        yield ingest_text("乙。", name="乙")
        yield bad

    with Catalog.open(home) as catalog:
        with pytest.raises(HomeError):
            catalog.add_many(both())
        assert catalog.counts() == (0, 0)


def test_reading_while_writing(home):
    with Catalog.open(home) as writer, Catalog.open_readonly(home) as reader:
        for number in range(5):
            writer.add(ingest_text(f"第{number}份。", name=str(number)))
            assert reader.counts()[0] == number + 1


def test_threads_share_one_catalogue(home):
    with Catalog.open(home) as catalog:
        entries = [ingest_text(f"第{i}份。" * 50, name=str(i)) for i in range(20)]
        catalog.add_many(entries)
        failures = []

        def read():
            for entry in entries:
                if catalog.passages(entry.document.doc_id) != entry.passages:
                    failures.append(entry)

        threads = [threading.Thread(target=read) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failures


def test_nothing_there_yet(home):
    with pytest.raises(HomeError, match="python -m corpus add"):
        Catalog.open_readonly(home)


def test_a_file_where_the_home_should_be(tmp_path):
    write(tmp_path, "home", "不是文件夹")
    with pytest.raises(HomeError, match="--home"):
        Catalog.open(tmp_path / "home")


def test_a_damaged_catalogue_is_named(home):
    write_atomically(home.catalog, b"this is no database" * 100)
    for opening in (Catalog.open, Catalog.open_readonly):
        with pytest.raises(HomeError, match="damaged"):
            opening(home)


def test_a_catalogue_from_the_future_is_refused(home):
    Catalog.open(home).close()
    connection = sqlite3.connect(home.catalog)
    with connection:
        connection.execute("UPDATE state SET value = '99' WHERE key = 'schema'")
    connection.close()
    with pytest.raises(HomeError, match="schema 99"):
        Catalog.open(home)


def test_one_writer_at_a_time_and_the_other_is_told_who(home):
    home.path.mkdir()
    code = (
        "import sys; from pathlib import Path; from corpus.home import Home, writing\n"
        "with writing(Home(Path(sys.argv[1])), 'a long job'): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(home.path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout.readline() == "held\n"
        with pytest.raises(LockedError, match="a long job"), writing(home, "mine"):
            pass
        other.kill()
        other.wait()
    with writing(home, "mine"):  # a killed holder leaves no lock behind
        pass


def test_an_atomic_write_that_fails_leaves_the_old_content(tmp_path, monkeypatch):
    target = tmp_path / "file"
    write_atomically(target, b"old")
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space"):
        write_atomically(target, b"new")
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("name", ["甲." + "b" * 200, "甲.b c", "甲.乙", "甲"])
def test_only_a_plain_suffix_is_kept(home, tmp_path, name):
    with Catalog.open(home) as catalog:
        entry = read_upload(TEXT.encode(), file_name=name)
        catalog.add(entry)
        assert catalog.source_path(entry.document.source).name == entry.document.source.sha256
        assert catalog.source_path(entry.document.source).read_bytes() == TEXT.encode()


def test_file_names_that_are_not_utf_8_are_stored_and_stay_apart(home, tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    for number, byte in enumerate((b"\xff", b"\xfe")):
        (folder / os.fsdecode(b"bad" + byte + b"name.txt")).write_text(f"第{number}份材料。", encoding="utf-8")
    write(folder, "好.txt", TEXT)
    with Catalog.open(home) as catalog:
        results = list(add_files(catalog, files_under([folder])))
        assert [result.outcome for result in results] == [Outcome.ADDED] * 3
        names = {summary.source.file_name for summary in catalog.summaries()}
    assert names == {r"bad\udcffname.txt", r"bad\udcfename.txt", "好.txt"}


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"cut")])
def test_a_lost_copy_is_written_again(home, tmp_path, damage):
    with Catalog.open(home) as catalog:
        entry = read_file(write(tmp_path, "甲.txt", TEXT))
        catalog.add(entry)
        damage(catalog.source_path(entry.document.source))
        assert catalog.add(read_file(write(tmp_path, "乙.md", TEXT))) is Outcome.UNCHANGED
        assert catalog.source_path(entry.document.source).read_bytes() == TEXT.encode()
        assert list(catalog.kept_sources()) == [entry.document.doc_id]


def test_a_document_known_without_a_copy_gets_one(home):
    with Catalog.open(home) as catalog:
        entry = read_upload(TEXT.encode(), file_name="甲.txt")
        catalog.add(Entry(entry.document, entry.passages, None))
        assert catalog.kept_sources() == {}
        assert catalog.add(entry) is Outcome.UNCHANGED
        assert list(catalog.kept_sources()) == [entry.document.doc_id]


def test_corrections_do_not_spill_over_into_a_document_that_is_known(home, tmp_path):
    with Catalog.open(home) as catalog:
        first = read_file(write(tmp_path, "甲.txt", "甲的内容。"))
        second = read_file(write(tmp_path, "乙.txt", TEXT))
        catalog.add_many([first, second])
        catalog.set_metadata(first.document.doc_id, "issuer", "甲机关")
        catalog.set_metadata(second.document.doc_id, "issuer", "乙机关")
        before = catalog.versions()[second.document.doc_id]
        assert catalog.add(read_file(write(tmp_path, "甲.txt", TEXT))) is Outcome.REPLACED
        assert catalog.document(second.document.doc_id).metadata.get("issuer") == "乙机关"
        assert catalog.versions() == {second.document.doc_id: before}


def test_a_cleared_field_stays_clear_when_the_file_changes(home, tmp_path):
    path = write(tmp_path, "甲.md", "---\ntitle: 题名甲\nissuer: 某机关\n---\n" + TEXT)
    with Catalog.open(home) as catalog:
        old = read_file(path)
        assert old.document.metadata.get("issuer") == "某机关"
        catalog.add(old)
        catalog.set_metadata(old.document.doc_id, "issuer", "")
        path.write_text(path.read_text(encoding="utf-8") + "第三條 附則。\n", encoding="utf-8")
        new = read_file(path)
        catalog.add(new)
        assert catalog.document(new.document.doc_id).metadata.issuer is None
        assert [summary.metadata.issuer for summary in catalog.summaries()] == [None]
        assert catalog.summaries_of([new.document.doc_id])[new.document.doc_id].metadata.issuer is None


@pytest.mark.parametrize(
    ("field", "value"),
    [("published_on", "2021-13"), ("published_on", "2021-02-30"), ("published_on", "去年"), ("kind", "novel")],
)
def test_corrections_that_make_no_sense_change_nothing(home, field, value):
    with Catalog.open(home) as catalog:
        entry = ingest_text(TEXT, name="甲", title="题名")
        catalog.add(entry)
        before = catalog.revision
        with pytest.raises(MetadataError, match=field):
            catalog.correct(entry.document.doc_id, {"title": "新的", field: value})
        assert catalog.revision == before
        assert catalog.document(entry.document.doc_id).title == "题名"


@pytest.mark.parametrize("value", ["2021", "2021-05", "2024-02-29"])
def test_several_corrections_are_one_change(home, value):
    with Catalog.open(home) as catalog:
        entry = ingest_text(TEXT, name="甲")
        catalog.add(entry)
        before = catalog.revision
        catalog.correct(entry.document.doc_id, {"published_on": value, "kind": "policy"})
        assert catalog.revision == before + 1
        assert catalog.document(entry.document.doc_id).metadata.values() == {"published_on": value, "kind": "policy"}


def test_half_characters_and_control_characters_keep_every_offset(home):
    text = "甲\ud800乙\x00丙。第二句\ud801话。"
    entry = ingest_text(text, name="n\ud800", title="题\udfff名")
    assert len(entry.document.text) == len(entry.document.folded) == len(text)
    with Catalog.open(home) as catalog:
        catalog.add(entry)
        found = catalog.passages_by_id([p.passage_id for p in entry.passages])
        assert list(found.values()) == list(entry.passages) == list(catalog.passages(entry.document.doc_id))
        catalog.set_metadata(entry.document.doc_id, "issuer", "机关\ud800")
        assert catalog.document(entry.document.doc_id).metadata.get("issuer") == "机关\ufffd"
        with pytest.raises(NotFoundError):
            catalog.document("\udcff")


def copied_while_open(home: Home, to: Path) -> Home:
    """What a backup holds that was made while someone was adding documents: some of them in the log only."""
    with Catalog.open(home) as catalog:
        catalog.add(ingest_text(TEXT, name="甲"))
        shutil.copytree(home.path, to)
    copy = Home(to)
    (to / "catalog.sqlite-shm").unlink()
    (to / "catalog.sqlite-shm").symlink_to(to / "nowhere" / "shm")  # as on a read-only medium: it cannot be made
    return copy


def test_a_copy_whose_log_cannot_be_read_does_not_lose_documents(home, tmp_path):
    copy = copied_while_open(home, tmp_path / "copy")
    assert (copy.path / "catalog.sqlite-wal").stat().st_size
    with pytest.raises(HomeError, match="copy the folder"):
        Catalog.open_readonly(copy)


def test_a_closed_catalogue_is_read_where_nothing_can_be_written(home, tmp_path):
    copy = copied_while_open(home, tmp_path / "copy")
    shutil.copy(home.catalog, copy.catalog)  # closed by now: the log went into it
    (copy.path / "catalog.sqlite-wal").write_bytes(b"")
    with Catalog.open_readonly(copy) as catalog:
        assert catalog.counts()[0] == 1


@pytest.mark.parametrize("lose", [Path.unlink, lambda path: path.write_bytes(b"")])
def test_a_lost_catalogue_is_not_silently_made_anew(home, lose):
    with Catalog.open(home) as catalog:
        catalog.add(read_upload(TEXT.encode(), file_name="甲.txt"))
    lose(home.catalog)
    for opening in (Catalog.open, Catalog.open_existing, Catalog.open_readonly):
        with pytest.raises(HomeError, match="missing or empty") as caught:
            opening(home)
        assert caught.value.problem is HomeProblem.DAMAGED


def test_opening_what_must_exist_creates_nothing(home):
    with pytest.raises(HomeError) as caught:
        Catalog.open_existing(home)
    assert caught.value.problem is HomeProblem.NOTHING_THERE
    with pytest.raises(HomeError), writing(home, "mine", create=False):
        pass
    assert not home.path.exists()
    Catalog.open(home).close()
    with writing(home, "mine", create=False), Catalog.open_existing(home) as catalog:
        catalog.add(ingest_text(TEXT, name="甲"))


def test_a_document_is_read_from_one_state(home):
    """Another process removes it after the first of the SELECTs."""
    with Catalog.open(home) as writer, Catalog.open_readonly(home) as reader:
        entry = ingest_text(TEXT, name="甲")
        writer.add(entry)
        resolve = reader.resolve

        def resolve_then_lose(prefix):
            found = resolve(prefix)
            writer.remove(found)
            return found

        reader.resolve = resolve_then_lose
        assert reader.document(entry.document.doc_id) == entry.document
        reader.resolve = resolve
        with pytest.raises(NotFoundError):
            reader.document(entry.document.doc_id)


def test_an_original_that_moved_within_one_call_is_kept(home, tmp_path):
    with Catalog.open(home) as catalog:
        moved = read_file(write(tmp_path, "甲.txt", TEXT))
        catalog.add(moved)
        changed = read_file(write(tmp_path, "甲.txt", "别的内容。"))
        catalog.add_many([changed, read_file(write(tmp_path, "乙.txt", TEXT))])
        assert catalog.source_path(moved.document.source).read_bytes() == TEXT.encode()
        assert len(catalog.kept_sources()) == 2


def test_a_copy_that_cannot_be_deleted_does_not_fail_the_removal(home):
    with Catalog.open(home) as catalog:
        entry = read_upload(TEXT.encode(), file_name="甲.txt")
        catalog.add(entry)
        path = catalog.source_path(entry.document.source)
        path.unlink()
        path.mkdir()  # unlink() refuses a folder, even to root
        catalog.remove(entry.document.doc_id)
        assert catalog.counts() == (0, 0)


def test_a_file_without_anything_to_cite_is_refused(tmp_path):
    with pytest.raises(ReadError) as caught:
        read_file(write(tmp_path, "甲.md", "---\ntitle: 题名\n---\n"))
    assert caught.value.problem is ReadProblem.NO_TEXT
    assert caught.value.path == str(tmp_path / "甲.md")


def test_a_name_that_is_all_suffix_is_the_title():
    assert read_upload(TEXT.encode(), file_name=".txt").document.title == ".txt"
