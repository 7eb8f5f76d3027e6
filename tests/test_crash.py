"""A process killed at any moment loses no committed document and leaves none half there."""

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest
from conftest import ROOT

from corpus.catalog import Catalog
from corpus.home import Home
from indexing.doctor import examine
from search.query import Mode, Query
from search.searcher import Searcher

FILES = 30
KILLS = 6


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    for i in range(FILES):
        lines = [f"第{n}条 编号{i:03d}号社区的第{n}项工作由网格员负责登记，按月公布办理结果。" for n in range(1, 60)]
        (folder / f"{i:03d}.txt").write_text("\n".join(lines), encoding="utf-8")
    return folder


def killed_after(seconds, *arguments):
    """Start a command, kill it after `seconds`; False when it was done before."""
    process = subprocess.Popen(
        [sys.executable, "-m", *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(seconds)
    if process.poll() is not None:
        return False
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return True


def whole(home):
    """Every document in the catalogue is whole, and each is found by what only it says."""
    if not home.catalog.exists():
        return 0
    # Looked at before searching, which would catch up: what is published is whole, if anything is.
    bad = [finding for finding in examine(home, thorough=True) if not finding.good]
    assert all(finding.what == "up to date" or "no index yet" in finding.detail for finding in bad), bad
    with Searcher.open(home) as searcher:
        summaries = searcher.catalog.summaries()
        for summary in summaries:
            passages = searcher.catalog.passages(summary.doc_id)
            text = searcher.catalog.text(summary.doc_id)
            assert len(passages) == summary.passages > 0
            assert "".join("".join(p.text.split()) for p in passages) == "".join(text.split())
            number = summary.source.file_name[:3]
            hits = searcher.search(Query(f"编号{number}号社区", mode=Mode.LEXICAL, k=1)).hits
            assert hits[0].document.doc_id == summary.doc_id
    return len(summaries)


def test_killing_add_and_build_at_random_moments(tmp_path, folder):
    home = Home(tmp_path / "home")
    chance = random.Random(20211118)
    committed = 0
    for _ in range(KILLS):
        killed_after(chance.uniform(0.2, 1.6), "corpus", "add", folder, "--home", home.path)
        killed_after(chance.uniform(0.2, 1.2), "indexing", "build", "--home", home.path)
        now = whole(home)
        assert now >= committed
        committed = now
    for arguments in (("corpus", "add", folder), ("indexing", "build")):
        done = subprocess.run(
            [sys.executable, "-m", *map(str, arguments), "--home", str(home.path)], cwd=ROOT, check=True
        )
        assert done.returncode == 0
    assert whole(home) == FILES
    assert all(finding.good for finding in examine(home, thorough=True))


def test_a_full_disk_is_one_sentence_and_loses_nothing(tmp_path, folder):
    """RLIMIT_FSIZE stands for the full disk: writes beyond it fail in the same place."""
    home = tmp_path / "home"
    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000));"
        "from corpus.__main__ import main; from corpus.commands import run; run(main)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "add", str(folder), "--home", str(home)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("error: ")
    assert "free space" in done.stderr
    with Catalog.open(Home(home)) as catalog:
        stored = catalog.counts()[0]
    again = subprocess.run(
        [sys.executable, "-m", "corpus", "add", str(folder), "--home", str(home), "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    told = [item["status"] for item in json.loads(again.stdout)["files"]]
    assert told.count("unchanged") == stored
    assert len(told) == FILES
