"""Archives: every member becomes a document of its own; what cannot be trusted is refused with a sentence each."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.catalog import Catalog, Outcome
from corpus.errors import ReadError, ReadProblem
from corpus.home import Home
from corpus.ingest import add_files
from corpus.intake import limits
from corpus.intake.archives import Archive, Budget, Member, Packing, packing_of
from corpus.intake.contents import Refused, Unit, Walk
from corpus.model import Origin

TEXT = "一、工作目标\n到2025年，全区建成三十个社区养老服务站。\n二、保障措施\n各街道每季度召开联席会议。\n"


def text(number: int = 1) -> bytes:
    return f"第{number}号材料\n{TEXT}".encode()


def zipped(members: dict[str, bytes] | list[tuple[zipfile.ZipInfo | str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items() if isinstance(members, dict) else members:
            archive.writestr(name, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def zip_named(names: dict[bytes, bytes]) -> bytes:
    """A ZIP whose names are these bytes and say nothing of their encoding, as Windows writes it."""
    stand_ins = {f"{number:0{len(name)}d}".encode(): name for number, name in enumerate(names)}
    data = zipped({stand_in.decode(): names[name] for stand_in, name in stand_ins.items()})
    for stand_in, name in stand_ins.items():
        assert data.count(stand_in) == 2
        data = data.replace(stand_in, name)
    return data


def tarred(members: dict[str, bytes], mode: str = "w") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def walked(data: bytes, name: str) -> tuple[dict[str, bytes], dict[str, ReadProblem]]:
    """What an archive gives: contents by path, and problems by the path that they are told of."""
    packing = packing_of(io.BytesIO(data), name)
    assert packing is not None
    read: dict[str, bytes] = {}
    refused: dict[str, ReadProblem] = {}
    for member in Archive(name, io.BytesIO(data), packing).members():
        try:
            if isinstance(member, ReadError):
                raise member
            read[member.path] = member.read()
        except ReadError as error:
            assert "\n" not in str(error)
            refused[error.path] = error.problem
    return read, refused


def through(data: bytes, name: str = "资料.zip", after: str | None = None) -> tuple[dict[str, str], dict[str, str]]:
    """What a walk through a file gives: texts by where they were, problems by where they were."""
    units: dict[str, str] = {}
    refused: dict[str, str] = {}
    for event in Walk(name, after=after).through_content(data):
        if isinstance(event, Unit):
            units[event.inside] = "".join(entry.document.text for entry in event.entries)
        elif isinstance(event, Refused):
            refused[event.inside] = event.error.problem
    return units, refused


# --- names ---------------------------------------------------------------------------------------------------------

SIMPLIFIED = ["申报材料/养老服务站建设方案.txt", "申报材料/附件一.txt", "说明.txt"]
TRADITIONAL = ["申報材料/養老服務站建設方案.txt", "申報材料/附件一.txt", "說明.txt"]


@pytest.mark.parametrize(
    ("names", "encoding"),
    [(SIMPLIFIED, "gbk"), (TRADITIONAL, "big5"), (SIMPLIFIED, "utf-8"), (TRADITIONAL, "gbk"), (TRADITIONAL, "utf-8")],
)
def test_names_that_do_not_say_how_they_are_encoded(names, encoding):
    data = zip_named({name.encode(encoding): text(number) for number, name in enumerate(names)})
    assert walked(data, "a.zip") == ({name: text(number) for number, name in enumerate(names)}, {})


@pytest.mark.parametrize("name", ["方案.txt", "公示.doc", "附件.txt"])
def test_a_single_short_name_in_gbk(name):
    assert list(walked(zip_named({name.encode("gbk"): b"x"}), "a.zip")[0]) == [name]


def test_a_backslash_that_is_half_a_character():
    name = "功許蓋.txt"
    assert b"\\" in name.encode("big5")
    assert list(walked(zip_named({name.encode("big5"): b"x"}), "a.zip")[0]) == [name]


def test_names_marked_as_utf_8_and_western_ones():
    assert list(walked(zipped({"目录/方案.txt": b"x"}), "a.zip")[0]) == ["目录/方案.txt"]
    assert list(walked(zip_named({"résumé.txt".encode("cp437"): b"x"}), "a.zip")[0]) == ["résumé.txt"]


def test_the_unicode_name_in_the_extra_field_wins():
    info = zipfile.ZipInfo("0000.txt")
    body = b"\x01" + struct.pack("<I", zlib.crc32(b"\x80\x81\x82\x83.txt")) + "正式名称.txt".encode()
    info.extra = struct.pack("<HH", 0x7075, len(body)) + body
    data = zipped([(info, b"x")]).replace(b"0000.txt", b"\x80\x81\x82\x83.txt")
    assert list(walked(data, "a.zip")[0]) == ["正式名称.txt"]


def test_backslashes_are_folders_and_hidden_files_stay_hidden():
    names = ["甲\\乙.txt", "__MACOSX/._乙.txt", ".git/config", "甲/.DS_Store", "甲/~$方案.docx", "Thumbs.db"]
    assert walked(zipped(dict.fromkeys(names, b"x")), "a.zip") == ({"甲/乙.txt": b"x"}, {})


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_tar_however_it_is_compressed(mode):
    members = {"目录/方案.txt": text(1), "说明.txt": text(2)}
    assert walked(tarred(members, mode), "资料.tar.gz") == (members, {})


def test_tar_with_names_in_gbk():
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT, encoding="gbk") as archive:
        for name in SIMPLIFIED:
            info = tarfile.TarInfo(name)
            info.size = 1
            archive.addfile(info, io.BytesIO(b"x"))
    assert list(walked(buffer.getvalue(), "a.tar")[0]) == SIMPLIFIED


@pytest.mark.parametrize(
    ("compress", "suffix"), [(gzip.compress, ".gz"), (bz2.compress, ".bz2"), (lzma.compress, ".xz")]
)
def test_a_single_compressed_file(compress, suffix):
    assert walked(compress(text()), f"方案.txt{suffix}") == ({"方案.txt": text()}, {})
    twice = compress(text()) + compress(text(2))
    assert walked(twice, f"方案.txt{suffix}")[0] == {"方案.txt": text() + text(2)}
    read, refused = walked(compress(text())[:-12], f"方案.txt{suffix}")
    assert (read, list(refused.values())) == ({}, [ReadProblem.DAMAGED])


# --- what is refused, while the rest is read -----------------------------------------------------------------------


def unix(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = mode << 16
    return info


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "甲/../../乙.txt", "/etc/passwd", "C:\\Windows\\win.ini", "..\\乙.txt", "甲/.."]
)
def test_names_that_lead_out(name):
    read, refused = walked(zipped({name: b"x", "好.txt": text()}), "a.zip")
    assert read == {"好.txt": text()}
    assert list(refused.values()) == [ReadProblem.UNSAFE_NAME]
    read, refused = walked(tarred({name: b"x", "好.txt": text()}), "a.tar")
    assert (read, list(refused.values())) == ({"好.txt": text()}, [ReadProblem.UNSAFE_NAME])


def test_links_and_devices():
    kinds = {"链接": stat.S_IFLNK, "设备": stat.S_IFCHR, "管道": stat.S_IFIFO}
    members = [(unix(name, kind | 0o644), b"/etc/passwd") for name, kind in kinds.items()]
    read, refused = walked(zipped([*members, (unix("好.txt", stat.S_IFREG | 0o644), text())]), "a.zip")
    assert read == {"好.txt": text()}
    assert refused == {f"a.zip/{name}": ReadProblem.NOT_A_FILE for name in kinds}


def test_links_and_devices_in_a_tar():
    buffer = io.BytesIO()
    kinds = {"软": tarfile.SYMTYPE, "硬": tarfile.LNKTYPE, "设备": tarfile.CHRTYPE, "块": tarfile.BLKTYPE,
             "管道": tarfile.FIFOTYPE}  # fmt: skip
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, kind in kinds.items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("好.txt")
        info.size = len(text())
        archive.addfile(info, io.BytesIO(text()))
    read, refused = walked(buffer.getvalue(), "a.tar")
    assert read == {"好.txt": text()}
    assert refused == {f"a.tar/{name}": ReadProblem.NOT_A_FILE for name in kinds}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_two_with_one_name_one_is_read_and_the_other_named():
    data = zipped([("方案.txt", text(1)), ("方案.txt", text(2)), ("好.txt", text(3))])
    assert walked(data, "a.zip") == (
        {"方案.txt": text(2), "好.txt": text(3)}, {"a.zip/方案.txt": ReadProblem.REPEATED}
    )  # fmt: skip
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for number in (1, 2):
            info = tarfile.TarInfo("方案.txt")
            info.size = len(text(number))
            archive.addfile(info, io.BytesIO(text(number)))
    assert walked(buffer.getvalue(), "a.tar") == ({"方案.txt": text(1)}, {"a.tar/方案.txt": ReadProblem.REPEATED})


def patched(data: bytes, *, flags: int = 0, method: int | None = None) -> bytes:
    """A ZIP of one member with other flags or another method in both of its headers."""
    changed = bytearray(data)
    for at in (data.index(b"PK\x03\x04") + 6, data.index(b"PK\x01\x02") + 8):
        struct.pack_into("<H", changed, at, flags | struct.unpack_from("<H", changed, at)[0])
        if method is not None:
            struct.pack_into("<H", changed, at + 2, method)
    return bytes(changed)


def test_encrypted_and_unknown_methods():
    data = zipped({"a.txt": text()})
    assert walked(patched(data, flags=1), "a.zip") == ({}, {"a.zip/a.txt": ReadProblem.ENCRYPTED})
    assert walked(patched(data, method=9), "a.zip") == ({}, {"a.zip/a.txt": ReadProblem.UNSUPPORTED})


def test_a_damaged_member_does_not_stop_the_others():
    first, second = text(1), text(2)
    data = bytearray(zipped([(zipfile.ZipInfo("坏.txt"), first), (zipfile.ZipInfo("好.txt"), second)]))
    at = data.index(b"PK\x03\x04") + 30 + len("坏.txt".encode()) + 8
    data[at] ^= 0xFF
    assert walked(bytes(data), "a.zip") == ({"好.txt": second}, {"a.zip/坏.txt": ReadProblem.DAMAGED})


@pytest.mark.parametrize("cut", [10, 200, -30])
def test_a_cut_archive(cut):
    packed = zipped({f"{number}.txt": text(number) for number in range(5)})
    assert walked(packed[:cut], "a.zip")[1] == {"a.zip": ReadProblem.DAMAGED}
    plain = tarred({f"{number}.txt": text(number) for number in range(5)})
    read, refused = walked(plain[: 1024 + 600], "a.tar")
    assert list(read) == ["0.txt"]
    assert set(refused.values()) == {ReadProblem.DAMAGED}


@pytest.mark.parametrize("data", [zipped({}), zipped({"空/": b""}), zipped({".hidden": b"x"}), tarred({})])
def test_nothing_in_it(data):
    name = "a.zip" if data.startswith(b"PK") else "a.tar"
    if data.strip(b"\0"):
        assert walked(data, name) == ({}, {name: ReadProblem.NO_FILES})
    else:  # an empty TAR is nothing but zeros: nobody can tell
        assert packing_of(io.BytesIO(data), name) is None


# --- bombs ---------------------------------------------------------------------------------------------------------


def test_a_member_that_is_too_dense_is_not_unpacked():
    read, refused = walked(zipped({"弹.txt": bytes(20 * 2**20), "好.txt": text()}), "a.zip")
    assert (read, refused) == ({"好.txt": text()}, {"a.zip/弹.txt": ReadProblem.TOO_LARGE})


@pytest.mark.parametrize(
    ("compress", "mode"), [(gzip.compress, "w:gz"), (bz2.compress, "w:bz2"), (lzma.compress, "w:xz")]
)
def test_a_stream_that_is_too_dense_is_not_unpacked(compress, mode):
    assert set(walked(tarred({"弹.txt": bytes(40 * 2**20)}, mode), "a.tar.gz")[1].values()) == {ReadProblem.TOO_LARGE}
    assert set(walked(compress(bytes(40 * 2**20)), "a.gz")[1].values()) == {ReadProblem.TOO_LARGE}


def test_a_size_that_is_a_lie_is_bounded_by_what_is_declared():
    data = bytearray(zipped({"a.txt": bytes(2**20)}))
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, 10)
    assert walked(bytes(data), "a.zip")[1] == {"a.zip/a.txt": ReadProblem.DAMAGED}


def test_members_and_bytes_are_counted(monkeypatch):
    monkeypatch.setattr("corpus.intake.limits.MEMBERS", 3)
    data = zipped({f"{number}.txt": text(number) for number in range(5)})
    packing = Packing.ZIP

    def paths(archive: Archive) -> list[str]:
        return [m.path if isinstance(m, Member) else m.problem for m in archive.members()]

    assert paths(Archive("a.zip", io.BytesIO(data), packing, Budget(members=3))) == [
        "0.txt", "1.txt", "2.txt", ReadProblem.TOO_LARGE,
    ]  # fmt: skip
    units, refused = {}, []
    for event in Walk("a.zip", budget=Budget(unpacked=2 * len(text()) + 5)).through_content(data):
        if isinstance(event, Unit):
            units[event.inside] = event
        elif isinstance(event, Refused):
            refused.append(event.error)
    assert list(units) == ["0.txt", "1.txt"]
    assert [(error.path, error.problem) for error in refused] == [("a.zip", ReadProblem.TOO_LARGE)]


def test_a_member_larger_than_a_file_may_be():
    info = tarfile.TarInfo("大.txt")
    info.size = limits.FILE_BYTES + 1
    data = info.tobuf() + bytes(1024)
    assert walked(data, "a.tar")[1]["a.tar/大.txt"] is ReadProblem.TOO_LARGE


# --- what is an archive ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name", "packing"),
    [
        (zipped({"a.txt": b"x"}), "a.zip", Packing.ZIP),
        (zipped({"a.txt": b"x"}), "无后缀", Packing.ZIP),
        (zipped({"[Content_Types].xml": b"x", "word/document.xml": b"x"}), "a.zip", None),
        (zipped({"OFD.xml": b"x"}), "a.ofd", None),
        (zipped({"anything": b"x"}), "a.docx", None),
        (b"PK\x03\x04 damaged", "a.zip", Packing.ZIP),
        (b"BZh is how this letter begins, by chance", "a.txt", None),
        (b"plain text", "a.tar", None),
        (b"", "a.zip", None),
    ],
)
def test_what_counts_as_an_archive(data, name, packing):
    assert packing_of(io.BytesIO(data), name) is packing


# --- archives in archives -------------------------------------------------------------------------------------------


def test_an_archive_in_an_archive_is_opened_and_no_deeper():
    innermost = zipped({"三层.txt": text(3)})
    inner = zipped({"二层.txt": text(2), "更深.zip": innermost})
    units, refused = through(zipped({"一层.txt": text(1), "内/内层.zip": inner, "后.txt": text(4)}))
    assert list(units) == ["一层.txt", "内/内层.zip/二层.txt", "后.txt"]
    assert refused == {"内/内层.zip/更深.zip": ReadProblem.NESTED}


def test_a_walk_goes_on_where_another_one_broke():
    inner = zipped({"甲.txt": text(2), "乙.txt": text(3)})
    outer = zipped({"一.txt": text(1), "../坏": b"x", "内.zip": inner, "末.txt": text(4)})
    assert list(through(outer, after="内.zip/甲.txt")[0]) == ["内.zip/乙.txt", "末.txt"]
    assert through(outer, after="内.zip/甲.txt")[1] == {}
    assert list(through(outer, after="内.zip")[0]) == ["末.txt"]


def test_members_know_where_they_stand():
    events = list(Walk("/收件/资料.zip", "/原处/资料.zip").through_content(zipped({"目录/方案.txt": text()})))
    (entry,) = next(event for event in events if isinstance(event, Unit)).entries
    assert entry.document.source.file_name == "方案.txt"
    assert entry.document.source.member == "资料.zip/目录/方案.txt"
    assert entry.origin == "/原处/资料.zip/目录/方案.txt"
    assert entry.content == text()


# --- in the catalogue ----------------------------------------------------------------------------------------------


@pytest.fixture
def catalog(tmp_path):
    with Catalog.open(Home(tmp_path / "home")) as opened:
        yield opened


def added(catalog, path):
    return [(result.path.removeprefix(str(path)).lstrip("/"), result.outcome) for result in add_files(catalog, [path])]


def test_an_archive_that_changed(catalog, tmp_path):
    path = tmp_path / "资料.zip"
    path.write_bytes(zipped({"留.txt": text(1), "改.txt": text(2), "去.txt": text(3)}))
    assert added(catalog, path) == [(name, Outcome.ADDED) for name in ("留.txt", "改.txt", "去.txt")]
    before = {summary.source.file_name: summary for summary in catalog.summaries()}
    catalog.correct(before["改.txt"].doc_id, {"issuer": "某区民政局"})
    assert catalog.source_path(before["去.txt"].source).read_bytes() == text(3)
    path.write_bytes(zipped({"留.txt": text(1), "改.txt": text(22), "新.txt": text(4)}))
    assert added(catalog, path) == [
        ("留.txt", Outcome.UNCHANGED), ("改.txt", Outcome.REPLACED), ("新.txt", Outcome.ADDED),
        ("去.txt", Outcome.REMOVED),
    ]  # fmt: skip
    after = {summary.source.file_name: summary for summary in catalog.summaries()}
    assert set(after) == {"留.txt", "改.txt", "新.txt"}
    assert after["改.txt"].metadata.issuer.origin is Origin.PERSON
    assert not catalog.source_path(before["去.txt"].source).exists()


def test_a_member_that_cannot_be_read_any_more_keeps_its_document(catalog, tmp_path):
    path = tmp_path / "资料.zip"
    path.write_bytes(zipped({"甲.txt": text(1), "乙.txt": text(2)}))
    added(catalog, path)
    path.write_bytes(zipped({"甲.txt": b"", "乙.txt": text(2)}))
    assert added(catalog, path) == [("甲.txt", None), ("乙.txt", Outcome.UNCHANGED)]
    assert catalog.counts()[0] == 2
    path.write_bytes(b"PK\x03\x04 damaged")
    assert added(catalog, path) == [("", None)]
    assert catalog.counts()[0] == 2


def test_what_is_in_two_places_stays_while_one_of_them_has_it(catalog, tmp_path):
    (tmp_path / "甲.txt").write_bytes(text(1))
    path = tmp_path / "资料.zip"
    path.write_bytes(zipped({"甲.txt": text(1), "乙.txt": text(2)}))
    added(catalog, tmp_path / "甲.txt")
    assert added(catalog, path) == [("甲.txt", Outcome.UNCHANGED), ("乙.txt", Outcome.ADDED)]
    path.write_bytes(zipped({"乙.txt": text(2)}))
    added(catalog, path)
    assert catalog.counts()[0] == 2


# --- whatever comes ------------------------------------------------------------------------------------------------

_ZIP = zipped({"目录/方案.txt": text(1), "内.zip": zipped({"乙.txt": text(2)})})
_TAR = tarred({"目录/方案.txt": text(1), "乙.txt": text(2)})


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([(_ZIP, "a.zip"), (_TAR, "a.tar"), (gzip.compress(_TAR), "a.tgz"), (lzma.compress(_TAR), "a.txz")]),
    st.lists(st.tuples(st.integers(0, 2**16), st.integers(0, 255)), max_size=8),
    st.integers(0, 2**16),
)
def test_damaged_archives_never_raise_anything_but_sentences(archive, changes, end):
    data, name = bytearray(archive[0]), archive[1]
    for at, value in changes:
        data[at % len(data)] = value
    for event in Walk(name).through_content(bytes(data[: max(end % (2 * len(data)), 1)])):
        assert not isinstance(event, Refused) or str(event.error)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from([b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\0", b""]),
    st.binary(max_size=2000),
)
def test_any_bytes_behind_a_magic_number(magic, rest):
    for name in ("a.zip", "a.tar.gz"):
        for event in Walk(name).through_content(magic + rest):
            assert not isinstance(event, Refused) or str(event.error)
