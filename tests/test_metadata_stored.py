"""Metadata in the catalogue: confidence is kept, a person's word wins for ever, and what it replaced is known."""

from __future__ import annotations

import sqlite3

import pytest

from corpus.catalog import Catalog
from corpus.errors import MetadataError, NotFoundError
from corpus.home import Home
from corpus.ingest import add_files
from corpus.model import METADATA_FIELDS, Confidence, MetadataValue, Origin

BODY = "各地各部门要结合实际认真抓好落实，推动各项任务落地见效，及时总结上报进展情况，接受群众监督，确保取得实效。"
TEXT = (
    "民政部等3部门关于某事的通知\n民发〔2024〕20号\n各省民政厅（局）：\n"
    f"{BODY}\n本通知自2024年7月1日起施行，有效期5年。\n"
)


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "library")


@pytest.fixture
def stored(home, tmp_path):
    path = tmp_path / "notice.txt"
    path.write_text(TEXT, encoding="utf-8")
    with Catalog.open(home) as catalog:
        (result,) = add_files(catalog, [path])
        assert result.document is not None
        return result.document


def test_every_field_comes_back_as_it_was_extracted(home, stored):
    assert {"addressees", "effective_on", "expires_on", "validity"} <= stored.metadata.values().keys()
    assert {value.confidence for name in METADATA_FIELDS if (value := getattr(stored.metadata, name))} == set(
        Confidence
    )
    with Catalog.open_readonly(home) as catalog:
        assert catalog.document(stored.doc_id).metadata == stored.metadata
        assert catalog.summaries()[0].metadata == stored.metadata
        assert catalog.summaries()[0].metadata.doubtful() == ("issuer", "level")


def test_a_correction_is_recorded_with_what_it_replaced(home, stored):
    with Catalog.open(home) as catalog:
        catalog.correct(stored.doc_id, {"issuer": "民政部、财政部", "journal": "某刊"})
        catalog.correct(stored.doc_id, {"issuer": ""})
        found = catalog.corrections(stored.doc_id)
        assert [(one.field, one.before, one.origin, one.after) for one in found] == [
            ("issuer", "民政部", Origin.TEXT, "民政部、财政部"),
            ("journal", None, None, "某刊"),
            ("issuer", "民政部、财政部", Origin.PERSON, ""),
        ]
        assert {one.at for one in found} <= {at for at, _, _, _ in catalog.audit()}
        details = [detail for _, action, _, detail in catalog.audit() if action == "set"]
        assert details == ["issuer=民政部、财政部 (was 民政部)", "journal=某刊", "issuer= (was 民政部、财政部)"]
        catalog.remove(stored.doc_id)
        assert catalog.corrections() == found


def test_a_person_wins_over_extraction_for_ever(home, stored, tmp_path):
    path = tmp_path / "notice.txt"
    with Catalog.open(home) as catalog:
        catalog.correct(stored.doc_id, {"issuer": "民政部、财政部", "validity": ""})
        list(add_files(catalog, [path]))
        path.write_text(TEXT.replace("2024年7月1日", "2024年8月1日"), encoding="utf-8")
        (result,) = add_files(catalog, [path])
        assert result.document is not None
        metadata = catalog.document(result.document.doc_id).metadata
        assert metadata.issuer == MetadataValue("民政部、财政部", Origin.PERSON)
        assert metadata.validity is None
        assert metadata.get("effective_on") == "2024-08-01"
        assert "issuer" not in metadata.doubtful()


@pytest.mark.parametrize("field", ["published_on", "released_on", "effective_on", "expires_on"])
def test_dates_that_do_not_exist_are_refused(home, stored, field):
    with Catalog.open(home) as catalog, pytest.raises(MetadataError, match="2021-05-18"):
        catalog.correct(stored.doc_id, {field: "2021-02-30"})


def test_fields_that_do_not_exist_are_refused(home, stored):
    with Catalog.open(home) as catalog:
        with pytest.raises(NotFoundError, match="released_on"):
            catalog.correct(stored.doc_id, {"issuer": "某局", "released": "2021"})
        assert catalog.corrections() == ()


def as_version_1(home: Home) -> None:
    """What the first version of the product wrote: neither confidence nor corrections, none of the later fields."""
    with sqlite3.connect(home.catalog) as connection:
        connection.execute("DROP TABLE doubts")
        connection.execute("DROP TABLE corrections")
        connection.execute(
            "DELETE FROM metadata WHERE field IN ('addressees', 'effective_on', 'expires_on', 'validity')"
        )
        connection.execute("UPDATE state SET value = '1' WHERE key = 'schema'")
    connection.close()


def test_an_old_home_opens_for_reading_and_for_writing(home, stored):
    as_version_1(home)
    with Catalog.open_readonly(home) as catalog:
        metadata = catalog.document(stored.doc_id).metadata
        assert metadata.issuer is not None
        assert (metadata.issuer.value, metadata.issuer.confidence) == ("民政部", Confidence.HIGH)
        assert catalog.corrections() == ()
    with Catalog.open(home) as catalog:
        catalog.correct(stored.doc_id, {"issuer": "财政部"})
        assert [one.before for one in catalog.corrections()] == ["民政部"]
    with sqlite3.connect(home.catalog) as connection:
        assert connection.execute("SELECT value FROM state WHERE key = 'schema'").fetchone() == ("2",)
    connection.close()


def test_fields_of_a_later_version_are_left_alone(home, stored):
    with sqlite3.connect(home.catalog) as connection:
        row = (stored.doc_id, "signatory", "某某", "text", 0, 2)
        connection.execute("INSERT INTO metadata VALUES (?,?,?,?,?,?)", row)
    connection.close()
    with Catalog.open_readonly(home) as catalog:
        assert catalog.document(stored.doc_id).metadata == stored.metadata
