"""Building: incremental, atomic, repeatable, and never wrong about what it was built from."""

import json
import shutil

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from corpus.catalog import Catalog
from corpus.errors import DamagedIndexError, EncoderError, HomeError, NoIndexError
from corpus.home import Home
from corpus.ingest import ingest_text, read_file, read_upload
from indexing.build import behind, build
from indexing.doctor import examine
from indexing.encoder import BUNDLED_FOLDER, load_encoder
from indexing.engine import Layout
from indexing.generations import manifest_path, open_engine, published
from indexing.manifest import EncoderChoice
from indexing.vectors import VectorCache
from search.query import Query
from search.searcher import Searcher

TEXTS = {
    "甲": "社区党组织牵头召开居民议事会，商量加装电梯的费用怎样分摊。",
    "乙": "街道设立便民服务中心，推行一窗受理、集成服务。",
    "丙": "为外卖骑手和快递员设立歇脚的驿站，提供饮水和充电。",
}


def add(home, *names):
    with Catalog.open(home) as catalog:
        for name in names:
            catalog.add(ingest_text(TEXTS[name], name=name, title=name))


@pytest.fixture
def home(tmp_path):
    home = Home(tmp_path / "home")
    add(home, "甲", "乙")
    return home


def test_build_then_nothing_to_do_then_a_change(home):
    first = build(home)
    assert (first.updated, first.documents, first.rebuilt) == (2, 2, True)
    again = build(home)
    assert (again.updated, again.dropped, again.generation) == (0, 0, first.generation)
    add(home, "丙")
    with Catalog.open(home) as catalog:
        catalog.remove(catalog.summaries()[-1].doc_id)
        assert behind(home, catalog) == (1, 1)
    third = build(home)
    assert (third.updated, third.dropped, third.documents, third.rebuilt) == (1, 1, 2, False)
    assert third.generation > first.generation
    assert all(finding.good for finding in examine(home, thorough=True))


def test_an_incremental_index_answers_as_a_fresh_one(home, tmp_path):
    build(home)
    add(home, "丙")
    build(home)
    fresh = Home(tmp_path / "fresh")
    add(fresh, "甲", "乙", "丙")
    build(fresh)
    engines = [open_engine(published(h), h) for h in (home, fresh)]
    assert {engine.counts() for engine in engines} == {(3, 3)}
    assert len({frozenset(engine.versions()) for engine in engines}) == 1


def test_a_correction_of_the_title_is_indexed(home):
    build(home)
    with Catalog.open(home) as catalog:
        catalog.set_metadata(catalog.summaries()[0].doc_id, "title", "新的题名")
    report = build(home)
    assert (report.updated, report.dropped, report.documents) == (1, 0, 2)


def test_old_generations_are_cleared_but_the_last(home):
    build(home)
    for i in range(4):
        TEXTS[f"又{i}"] = f"第{i}份材料说的是网格员怎样走访。"
        add(home, f"又{i}")
        build(home)
    (home.index / "g999999").mkdir()  # what an interrupted build leaves
    TEXTS["末"] = "最后一份材料。"
    add(home, "末")
    build(home)
    folders = sorted(path.name for path in home.index.glob("g*"))
    assert len(folders) == 2
    assert home.current.read_text() in folders


def test_unchanged_text_is_never_embedded_twice(home):
    encoder = load_encoder()
    seen = []

    class Counting:
        name, revision, dimension, max_tokens = encoder.name, encoder.revision, encoder.dimension, None

        def encode_documents(self, texts):
            seen.extend(texts)
            return encoder.encode_documents(texts)

        encode_queries = encode_documents

    with VectorCache.open(home, Counting()) as cache:
        first = cache.encode(["甲乙", "丙丁", "甲乙"])
        second = cache.encode(["丙丁", "戊己"])
    assert seen == ["甲乙", "丙丁", "戊己"]
    np.testing.assert_array_equal(first[1], second[0])
    np.testing.assert_allclose(first, encoder.encode_documents(["甲乙", "丙丁", "甲乙"]), atol=1e-3)


def test_another_encoder_rebuilds_everything_and_is_kept_afterwards(home, tmp_path):
    build(home)
    other = tmp_path / "另一个 模型"
    shutil.copytree(BUNDLED_FOLDER, other)
    assert not build(home, encoder=EncoderChoice(str(other))).rebuilt  # the same model elsewhere: the same vectors
    weights = load_file(other / "model.safetensors")
    narrower = {name: weights[name][:, :64].copy() for name in weights if not name.startswith("late")}
    save_file(narrower, other / "model.safetensors")
    report = build(home, encoder=EncoderChoice(str(other)))
    assert report.rebuilt
    assert published(home).manifest.dimension == 128  # 64 in either half
    assert published(home).manifest.encoder == str(other)
    add(home, "丙")
    assert not build(home).rebuilt


def test_an_encoder_that_is_not_there_changes_nothing(home):
    before = build(home).generation
    with pytest.raises(EncoderError, match="no such folder"):
        build(home, encoder=EncoderChoice("/nowhere/at/all"))
    assert published(home).manifest.generation == before


def test_nothing_built_yet(home):
    with pytest.raises(NoIndexError, match="python -m indexing build"):
        published(home)


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b'{"schema": 1}'])
def test_a_manifest_that_cannot_be_read_says_what_to_run_and_building_mends_it(home, content):
    build(home)
    manifest_path(published(home).folder).write_bytes(content)
    with pytest.raises(DamagedIndexError, match="python -m indexing build"):
        published(home)
    assert build(home).rebuilt
    assert published(home).manifest.documents == 2


@pytest.mark.parametrize("damage", ["gone", "cut", "garbage"])
@pytest.mark.parametrize(
    "part", ["dense.faiss", "members.json", "lexical/passages/meta.json", "lexical/documents/meta.json", "lexical"]
)
def test_any_damaged_part_is_named_and_building_mends_it(home, part, damage):
    build(home)
    path = published(home).folder / part
    if path.is_dir():
        shutil.rmtree(path)
    elif damage == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:20] if damage == "cut" else b"\xff" * 200)
    with pytest.raises(DamagedIndexError, match="python -m indexing build"):
        Searcher.open(home)
    assert not all(finding.good for finding in examine(home, thorough=False))
    assert build(home).rebuilt
    with Searcher.open(home) as searcher:
        assert searcher.search(Query("加装电梯")).hits[0].document.title == "甲"


def test_a_current_that_points_nowhere_is_mended(home):
    build(home)
    for content in (b"g999999", b"\xff\xfe", b""):
        home.current.write_bytes(content)
        with pytest.raises(DamagedIndexError):
            published(home)
        assert build(home).rebuilt


def test_a_build_that_fails_leaves_no_half_generation(home, monkeypatch):
    before = build(home).generation
    add(home, "丙")
    monkeypatch.setattr(
        "indexing.members.Members.save", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device"))
    )
    with pytest.raises(HomeError, match="No space left"):
        build(home)
    assert [path.name for path in home.index.glob("g*")] == [before]
    assert published(home).manifest.generation == before


def test_a_damaged_vector_cache_is_made_anew(home):
    build(home)
    (cache,) = home.vectors.glob("*/vectors.sqlite")
    cache.write_bytes(b"garbage" * 1000)
    add(home, "丙")
    assert build(home).documents == 3


def test_building_where_nothing_was_added_makes_nothing(tmp_path):
    with pytest.raises(HomeError, match="python -m corpus add"):
        build(Home(tmp_path / "typo"))
    assert not (tmp_path / "typo").exists()


def test_an_index_from_another_catalogue_is_rebuilt(home):
    build(home)
    path = manifest_path(published(home).folder)
    manifest = json.loads(path.read_text())
    path.write_text(json.dumps({**manifest, "catalog_id": "another"}))
    assert build(home).rebuilt


def test_an_empty_library_can_be_built(tmp_path):
    home = Home(tmp_path / "home")
    Catalog.open(home).close()
    report = build(home)
    assert (report.documents, report.passages) == (0, 0)
    add(home, "甲")
    assert build(home).documents == 1


def test_the_doctor_finds_what_is_broken(home):
    build(home)
    add(home, "丙")
    bad = {finding.what for finding in examine(home, thorough=True) if not finding.good}
    assert bad == {"up to date"}


@pytest.mark.parametrize("harm", ["emptied", "one gone", "changed"])
def test_the_doctor_notices_sentences_that_are_not_those_of_the_passages(home, harm):
    build(home)
    path = Layout(published(home).folder).sentences
    rows = np.load(path)
    assert len(rows) == 2
    if harm == "changed":
        rows["vector"][1] = -rows["vector"][1]
    np.save(path, rows[: {"emptied": 0, "one gone": 1, "changed": 2}[harm]])
    findings = {finding.what: finding for finding in examine(home, thorough=True)}
    assert [what for what, finding in findings.items() if not finding.good] == ["sentences"]
    told = findings["sentences"].detail
    with Catalog.open_readonly(home) as catalog:
        wrong = {one.doc_id for one in catalog.summaries() if one.doc_id in told}
    assert len(wrong) == (2 if harm == "emptied" else 1)
    assert told.endswith("build the index anew")
    build(home, anew=True)
    assert all(finding.good for finding in examine(home, thorough=True))


def test_the_doctor_notices_a_changed_copy(home, tmp_path):
    (tmp_path / "丁.txt").write_text("网格员每天走访居民。", encoding="utf-8")
    with Catalog.open(home) as catalog:
        entry = read_file(tmp_path / "丁.txt")
        catalog.add(entry)
        catalog.source_path(entry.document.source).write_text("别的内容", encoding="utf-8")
    build(home)
    bad = {finding.what for finding in examine(home, thorough=True) if not finding.good}
    assert bad == {"kept files"}


def test_a_passage_that_says_only_the_title_is_not_indexed(tmp_path):
    home = Home(tmp_path / "home")
    text = "# 居民議事會的做法\n\n## 一、起因\n社区党组织牵头召开居民议事会，商量加装电梯的费用怎样分摊。\n"
    with Catalog.open(home) as catalog:
        catalog.add(read_upload(text.encode(), file_name="做法.md"))
        catalog.add(ingest_text("只有题名", name="只有题名", title="只有题名"))
        assert catalog.counts() == (2, 3)
    report = build(home)
    assert (report.documents, report.passages) == (2, 2)
    assert all(finding.good for finding in examine(home, thorough=True))
