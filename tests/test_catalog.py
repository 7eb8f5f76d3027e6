"""The catalogue: what goes in comes out, changes are whole, and a damaged or foreign home is named in a sentence."""

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from conftest import ROOT

from corpus.catalog import Catalog, Entry, Outcome
from corpus.errors import HomeError, LockedError, NotFoundError
from corpus.home import Home, write_atomically, writing
from corpus.ingest import ingest_text, read_file, read_upload
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
