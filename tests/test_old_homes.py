"""Libraries that an older version of the product made: they open, also where they cannot be written."""

import sqlite3

import pytest

from corpus.catalog import Catalog, Outcome
from corpus.home import Home
from corpus.intake.assembly import read_upload

TEXT = "一、总则\n第一条 为了规范社区治理，制定本办法。\n"
ADDED_LATER = ("members", "stamps")


@pytest.fixture
def old(tmp_path):
    home = Home(tmp_path / "home")
    with Catalog.open(home) as catalog:
        catalog.add(read_upload(TEXT.encode(), file_name="办法.txt"))
    connection = sqlite3.connect(home.catalog)
    with connection:
        for table in ADDED_LATER:
            connection.execute(f"DROP TABLE {table}")
    connection.close()
    return home


def test_reading_what_lacks_later_tables(old):
    with Catalog.open_readonly(old) as catalog:
        (summary,) = catalog.summaries()
        assert summary.source.member is None
        assert catalog.document(summary.doc_id).text == TEXT
        assert catalog.kept_sources() == {summary.doc_id: summary.source}


def test_writing_adds_them(old):
    with Catalog.open(old) as catalog:
        (summary,) = catalog.summaries()
        other = read_upload(TEXT.encode() + b"x", file_name="b.txt")
        assert catalog.add_file("/somewhere/b.txt", [other], stamp="1:2:3").outcomes == (Outcome.ADDED,)
        catalog.remove(summary.doc_id)
        assert catalog.counts()[0] == 1
