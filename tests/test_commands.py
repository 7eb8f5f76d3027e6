"""The command lines as a user meets them: outputs, exit codes, one sentence for each mistake, never a traceback."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest
from conftest import ROOT

from corpus.workspace import Change, Workspace, history
from corpus.workspace.people import COMMAND_LINE

TEXT = "一、工作目标\n到2025年，全区建成三十个社区养老服务站。\n二、保障措施\n各街道每季度召开联席会议，解决问题。\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory, started):
    folder = tmp_path_factory.mktemp("made")
    (folder / "方案 一.txt").write_text(TEXT, encoding="utf-8")
    done = started("corpus", "add", folder / "方案 一.txt", "--home", folder / "home")
    assert done.returncode == 0, done.stderr
    assert started("indexing", "build", "--home", folder / "home").returncode == 0
    assert "三十个" in started("search", "养老服务站有多少个", "--home", folder / "home").stdout
    return folder / "home"


@pytest.fixture
def library(made, tmp_path):
    """A copy that a test may change."""
    return shutil.copytree(made, tmp_path / "home")


def fails(done, code, *words):
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stdout + done.stderr


def test_search_json_has_the_documented_keys(library, command):
    done = command("search", "养老服务站有多少个", "--home", library, "--json")
    found = json.loads(done.stdout)
    assert done.stderr == ""
    assert found.keys() >= {"query", "took_ms", "hits"}
    hit = found["hits"][0]
    assert hit.keys() >= {
        "rank", "score", "doc_id", "title", "quote", "start", "end", "locator", "citation", "source", "metadata",
    }  # fmt: skip
    assert hit["locator"].keys() >= {"page", "heading_path", "article", "paragraph"}
    assert TEXT[hit["start"] : hit["end"]] == hit["quote"]
    assert "三十个社区养老服务站" in hit["quote"]
    assert hit["locator"]["heading_path"] == ["一、工作目标"]


def test_the_command_line_writes_into_the_log_where_it_can(library, tmp_path, command):
    (tmp_path / "二.txt").write_text("渡口每天早六点开船，老人免费乘坐。", encoding="utf-8")
    doc_id = json.loads(command("corpus", "list", "--home", library, "--json").stdout)[0]["doc_id"]
    command("corpus", "set", doc_id, "issuer=某区民政局", "--home", library)
    command("corpus", "remove", doc_id, "--home", library)
    command("indexing", "build", "--home", library)
    command("indexing", "build", "--home", library)  # nothing was changed
    with Workspace.open_readonly(library) as workspace:
        lines = history(workspace)
    changes = [Change.ADDED, Change.INDEXED, Change.CORRECTED, Change.REMOVED, Change.INDEXED]
    assert [line.change for line in reversed(lines)] == changes
    assert {line.person for line in lines} == {COMMAND_LINE.name}
    (library / Workspace.FILE).write_bytes(b"no database" * 1000)
    done = command("corpus", "add", tmp_path / "二.txt", "--home", library)
    assert done.returncode == 0
    assert done.stderr.count("not written into the audit log") == 1


@pytest.mark.parametrize("form", ["text", "json", "bibtex", "ris", "csl", "gbt7714", "gbt7714-2015"])
def test_every_format_prints_something(library, command, form):
    done = command("search", "联席会议", "--home", library, "--format", form)
    assert done.returncode == 0, done.stderr
    assert "方案" in done.stdout


def test_list_show_report_set_remove(library, command):
    doc_id = json.loads(command("corpus", "list", "--home", library, "--json").stdout)[0]["doc_id"]
    assert "[0] 0–" in command("corpus", "show", doc_id[:5], "--home", library).stdout
    done = command("corpus", "set", doc_id, "issuer=某区民政局", "region=云岭市", "--home", library)
    assert (done.returncode, done.stderr.count("云岭市 is not in the table of administrative divisions")) == (0, 1)
    report = json.loads(command("corpus", "report", doc_id, "--home", library, "--json").stdout)
    assert report["metadata"]["issuer"] == {
        "value": "某区民政局", "origin": "person", "start": None, "end": None, "evidence": None, "confidence": "high",
    }  # fmt: skip
    assert "某区民政局" in command("corpus", "report", doc_id, "--home", library).stdout
    assert command("search", "联席会议", "--filter", "region=云岭", "--home", library, "--json").returncode == 0
    assert command("corpus", "remove", doc_id, "--home", library).returncode == 0
    assert "0 documents" in command("corpus", "list", "--home", library).stdout
    fails(command("corpus", "show", doc_id, "--home", library), 1, "no document", "python -m corpus list")


def test_quotations(library, command):
    exact = command("search", "quote", "全区建成三十个社区养老服务站", "--home", library)
    assert exact.stdout.startswith("exact: ")
    other = json.loads(command("search", "quote", "全區建成三十個社區養老服務站", "--home", library, "--json").stdout)
    assert other["matches"][0]["agreement"] == "script_or_punctuation"
    start, end = other["matches"][0]["start"], other["matches"][0]["end"]
    assert TEXT[start:end] == "全区建成三十个社区养老服务站"
    fails(command("search", "quote", "月球背面的着陆地点", "--home", library), 1, "not found")


def test_status_and_doctor(library, command):
    for name in ("status", "doctor"):
        done = command("indexing", name, "--home", library)
        assert done.returncode == 0
        assert "BAD" not in done.stdout
    fails(command("indexing", "doctor", "--home", library / "nowhere"), 1, "python -m corpus add")


def test_a_folder_with_one_bad_file_keeps_the_good_ones(tmp_path, command):
    folder = tmp_path / "资料 “引号” 😀"
    folder.mkdir()
    (folder / "好.txt").write_text(TEXT, encoding="utf-8")
    (folder / "空.txt").write_bytes(b"")
    (folder / "坏.pdf").write_bytes(b"%PDF-1.7 damaged")
    home = tmp_path / "home"
    done = command("corpus", "add", folder, "--home", home, "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert (told["stored"], told["failed"]) == (1, 2)
    problems = {item["path"].rsplit("/", 1)[-1]: item.get("problem") for item in told["files"]}
    assert problems == {"好.txt": None, "空.txt": "empty", "坏.pdf": "damaged"}
    assert len(json.loads(command("corpus", "list", "--home", home, "--json").stdout)) == 1


def test_check_stores_nothing(tmp_path, command):
    (tmp_path / "方案.txt").write_text(TEXT, encoding="utf-8")
    home = tmp_path / "home"
    assert command("corpus", "check", tmp_path / "方案.txt", "--home", home).returncode == 0
    assert not home.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["", ], "empty"),
        (["？？！"], "no letter"),
        (["问" * 10_000], "10000 characters"),
        (["养老", "--filter", "colour=red"], "colour"),
        (["养老", "--filter", "year=昨天"], "year"),
        (["养老", "-k", "0"], "between 1 and 1000"),
        (["养老", "-k", "abc"], "'abc' is not a whole number"),
        (["养老", "--mode", "magic"], "invalid"),
    ],
)  # fmt: skip
def test_wrong_usage_of_search(library, command, arguments, words):
    fails(command("search", *arguments, "--home", library), 2, words)


def test_homes_that_cannot_be_used(tmp_path, command):
    (tmp_path / "file").write_text("x")
    fails(command("search", "养老", "--home", tmp_path / "nowhere"), 1, "python -m corpus add")
    fails(command("corpus", "add", ROOT / "README.md", "--home", tmp_path / "file"), 1, "--home")
    fails(command("corpus", "add", ROOT / "README.md", "--home", "/proc/nowhere"), 1, "--home")


def test_an_encoder_that_does_not_exist(library, command):
    done = command("indexing", "build", "--encoder", "/nowhere/model", "--home", library)
    fails(done, 1, "/nowhere/model")
    assert command("search", "养老", "--home", library).returncode == 0


def test_the_home_comes_from_the_environment(library, command):
    done = command("corpus", "list", CASEBASE_HOME=str(library))
    assert "1 documents" in done.stdout


def test_readme_commands_exist(started):
    """Every `python -m …` line of the README is understood by the parser it names."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    modules = set(re.findall(r"python -m (\w+)", readme))
    assert modules >= {"corpus", "indexing", "search", "evaluation"}
    for module in modules - {"pip", "venv", "streamlit", "pytest"}:
        usage = started(module, "--help")
        assert usage.returncode == 0
        for name in set(re.findall(rf"python -m {module} ([a-z]+)\b", readme)) - {"quote"}:
            assert name in usage.stdout, f"README names python -m {module} {name}"


def test_every_command_is_documented(command):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for module in ("corpus", "indexing", "evaluation"):
        names = re.search(r"\{([\w,-]+)\}", command(module, "--help").stdout)
        for name in names.group(1).split(","):
            assert f"python -m {module} {name}" in readme


LONG = "x" * 300


@pytest.mark.parametrize(
    "arguments",
    [
        ["corpus", "add", LONG],
        ["corpus", "list", "--home", LONG],
        ["corpus", "add", ROOT / "README.md", "--home", LONG],
        ["corpus", "show", "\udcff"],
        ["evaluation", "run", "--beir", LONG],
        ["evaluation", "benchmark", "--data", "/nonexistent"],
    ],
)
def test_what_the_system_refuses_is_one_sentence(command, arguments):
    done = command(*arguments)
    fails(done, 1)
    said = [line for line in (done.stdout + done.stderr).splitlines() if line.startswith(("error", "refused"))]
    assert len(said) == 1, done.stdout + done.stderr


def test_half_characters_in_a_question_or_a_quotation(library, command):
    assert command("search", "养老\udcff", "--filter", "title=方案\udcff", "--home", library).returncode == 0
    fails(command("search", "quote", "月球背面\udcff着陆地点", "--home", library), 1, "not found")


def test_output_that_goes_nowhere(library):
    def shell(line):
        return subprocess.run(
            ["sh", "-c", f"exec {sys.executable} -W error -m corpus list --home '{library}' {line}"],
            cwd=ROOT, env={**os.environ, "PYTHONUTF8": "1"}, capture_output=True, text=True, check=False,
        )  # fmt: skip

    closed = shell(">&-")
    assert (closed.returncode, closed.stderr) == (0, "")
    assert shell(">&- 2>&-").returncode == 0
    full = shell(">/dev/full")
    assert full.returncode == 1
    assert full.stderr.startswith("error: No space left on device")
    assert full.stderr.count("\n") == 1


def test_an_empty_path_is_not_the_working_directory(command):
    for name in ("add", "check"):
        fails(command("corpus", name, ""), 2, "empty path")


def test_links_that_lead_out_of_the_folder_are_not_followed(tmp_path, command):
    (tmp_path / "外.txt").write_text(f"外面的材料\n{TEXT}", encoding="utf-8")
    (tmp_path / "别处").mkdir()
    (tmp_path / "别处" / "丙.txt").write_text(f"别处的材料\n{TEXT}", encoding="utf-8")
    folder = tmp_path / "材料"
    folder.mkdir()
    (folder / "甲.txt").write_text(f"甲号材料\n{TEXT}", encoding="utf-8")
    (folder / "出去.txt").symlink_to("../外.txt")
    (folder / "断.txt").symlink_to("../没有.txt")
    (folder / "夹").symlink_to("../别处")
    (folder / "里面.txt").symlink_to("甲.txt")

    def read(*paths):
        done = command("corpus", "check", *paths, "--json")
        fails(done, 0)
        told = {line.split(" ")[2].rsplit("/", 1)[-1] for line in done.stderr.splitlines() if "not followed" in line}
        return {one["path"].rsplit("/", 1)[-1] for one in json.loads(done.stdout)["files"]}, told

    assert read(folder) == ({"甲.txt", "里面.txt"}, {"出去.txt", "断.txt", "夹"})
    assert read(folder, folder / "出去.txt") == ({"甲.txt", "里面.txt", "出去.txt"}, {"断.txt", "夹"})
    assert read(folder / "夹") == ({"丙.txt"}, set())
    (tmp_path / "同一个").symlink_to(folder)
    assert read(tmp_path / "同一个")[0] == {"甲.txt", "里面.txt"}


def test_separators_of_lines_and_paragraphs_are_newlines(tmp_path, command):
    printed = (
        "一、工作目标\u2028到2025年，全区建成三十个社区养老服务站。\u2029二、保障措施\u2029各街道每季度召开联席会议。"
    )
    for name, content in (
        ("方案.txt", printed.encode()),
        ("方案.html", f"<html><body><p>{printed}</p></body></html>".encode()),
        ("方案.csv", f"标题,正文\n某区方案,{printed}\n".encode()),
    ):
        (tmp_path / name).write_bytes(content)
        home = tmp_path / f"home-{name}"
        assert command("corpus", "add", tmp_path / name, "--home", home).returncode == 0
        doc_id = json.loads(command("corpus", "list", "--home", home, "--json").stdout)[0]["doc_id"]
        shown = command("corpus", "show", doc_id, "--home", home, "--json").stdout
        assert "\u2028" not in shown
        assert "\u2029" not in shown
        assert all(
            line in json.dumps(json.loads(shown), ensure_ascii=False) for line in re.split("[\u2028\u2029]", printed)
        )


def test_adding_that_stops_midway_says_what_was_done(tmp_path, command):
    for name in ("1.txt", "2.txt"):
        (tmp_path / name).write_text(name + TEXT, encoding="utf-8")
    home = tmp_path / "home"
    assert command("corpus", "add", tmp_path / "1.txt", "--home", home).returncode == 0
    kept = next((home / "sources").iterdir())
    kept.unlink()
    (home / "sources").rmdir()
    (home / "sources").write_text("a file in the way")
    again = [tmp_path / "missing.txt", tmp_path / "2.txt", "--home", home]
    done = command("corpus", "add", *again, "--json")
    fails(done, 1, "error: ")
    told = json.loads(done.stdout)
    assert told["stored"] == 0
    assert told["failed"] <= 1  # files are read side by side: whether the missing one was met first is chance
    assert str(home) in told["error"]
    fails(command("corpus", "add", *again), 1, " of 2 files read", "stopped")


def test_corrections_on_the_command_line_are_all_or_none(library, command):
    doc_id = json.loads(command("corpus", "list", "--home", library, "--json").stdout)[0]["doc_id"]
    fails(command("corpus", "set", doc_id, "issuer=某局", "published_on=昨天", "--home", library), 1, "2021-05-18")
    assert "某局" not in command("corpus", "report", doc_id, "--home", library).stdout


def test_names_cannot_write_over_the_terminal(tmp_path, command):
    (tmp_path / "a\n\x1b[2J.txt").write_text(TEXT, encoding="utf-8")
    home = tmp_path / "home"
    for done in (
        command("corpus", "add", tmp_path / "a\n\x1b[2J.txt", "--home", home),
        command("corpus", "list", "--home", home),
        command("search", "联席会议", "--home", home),
    ):
        assert "\x1b" not in done.stdout
        assert r"a\n\x1b[2J" in done.stdout
