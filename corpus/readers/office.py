"""DOC, WPS, RTF, ODT, XLS, ODS: turned into DOCX or XLSX by LibreOffice where it is installed, and read as those."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.errors import ReadError, ReadProblem
from corpus.intake.limits import FILE_BYTES
from corpus.model import Notice, NoticeCode, Part, Reading
from corpus.readers import docx, rtf, sheet

_PROGRAMS = ("soffice", "libreoffice", "loffice")
_PLACES = (  # where installers put it without a link on the path
    Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"),
    Path("C:/Program Files/LibreOffice/program/soffice.exe"),
    Path("C:/Program Files (x86)/LibreOffice/program/soffice.exe"),
)
_SECONDS = (40.0, 12.0, 900.0)  # at least, more for each MB, at most: less than what reading a file may take in all
_OLE = b"\xd0\xcf\x11\xe0"
# The profile of one conversion: no macros, no active content, nothing fetched from elsewhere, links never followed.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
{items}
</oor:items>
"""
_SETTINGS = (
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("org.openoffice.Office.Writer/Content/Update", "Link", "2"),
    ("org.openoffice.Office.Calc/Content/Update", "Link", "1"),
    ("org.openoffice.Inet/Settings", "ooInetProxyType", "1"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("org.openoffice.Office.Common/Misc", "FirstRun", "false"),
    ("org.openoffice.Setup/Office", "ooSetupInstCompleted", "true"),
)


@dataclass(frozen=True, slots=True)
class _Source:
    """What a file is to LibreOffice: its suffix and import filter, its media type, whether it is a table."""

    suffix: str
    media_type: str
    import_filter: str = ""
    table: bool = False


_DOC = _Source(".doc", "application/msword", "MS Word 97")
_WORKS = _Source(".wps", "application/vnd.ms-works")
_RTF = _Source(".rtf", "application/rtf", "Rich Text Format")
_ODT = _Source(".odt", "application/vnd.oasis.opendocument.text", "writer8")
_XLS = _Source(".xls", "application/vnd.ms-excel", "MS Excel 97", table=True)
_XLSB = _Source(".xlsb", "application/vnd.ms-excel.sheet.binary.macroenabled.12", table=True)
_ODS = _Source(".ods", "application/vnd.oasis.opendocument.spreadsheet", "calc8", table=True)

# In the header of a compound file ([MS-CFB] 2.2), and the streams that tell what it is.
_BYTE_ORDER, _SECTOR = slice(28, 30), slice(30, 32)
_STREAMS = {"WordDocument": _DOC, "Workbook": _XLS, "Book": _XLS, "CONTENTS": _WORKS, "MatOST": _WORKS}


def read(data: bytes, name: str) -> Reading:
    """Read a document of an office program; RTF also without one.

    Raises:
        ReadError: LibreOffice is missing, gives up or takes too long, or there is no text.
    """
    source = _source(data, name)
    if source is _RTF and find_office() is None:
        return rtf.read(data, name)
    converted = _convert(data, source, name)
    reading = sheet.read(converted, name) if source.table else docx.read(converted, name)
    if not reading.text.strip():
        raise ReadError(name, ReadProblem.NO_TEXT)
    return _marked(reading, source)


def read_parts(data: bytes, name: str) -> tuple[Part, ...]:
    """The documents of an XLS, XLSB or ODS spreadsheet.

    Raises:
        ReadError: as `read` does.
    """
    source = _source(data, name)
    parts = sheet.read_parts(_convert(data, source, name), name)
    return tuple(
        replace(part, reading=_marked(part.reading, source) if index == 0 else _typed(part.reading, source))
        for index, part in enumerate(parts)
    )


def preview(data: bytes, name: str) -> sheet.Preview:
    """What `read_parts` makes of a spreadsheet.

    Raises:
        ReadError: as `read` does.
    """
    return sheet.preview(_convert(data, _source(data, name), name), name)


def find_office() -> str | None:
    """The path of LibreOffice's program, or None where it is not installed."""
    found = next((path for program in _PROGRAMS if (path := shutil.which(program))), None)
    return found or next((str(path) for path in _PLACES if path.is_file()), None)


def time_limit(size: int) -> float:
    """How many seconds LibreOffice may take for a file of `size` bytes."""
    least, more, most = _SECONDS
    return min(least + more * size / 2**20, most)


def _source(data: bytes, name: str) -> _Source:
    if data.startswith(b"{\\rtf"):
        return _RTF
    if data.startswith(_OLE):
        return _of_streams(data, name)
    if b"opendocument.spreadsheet" in data[:200]:
        return _ODS
    return _ODT if b"opendocument.text" in data[:200] else _XLSB


def _of_streams(data: bytes, name: str) -> _Source:
    """What a compound file holds, by the names of its streams; LibreOffice would read any other as plain text."""
    is_whole = data[_BYTE_ORDER] == b"\xfe\xff" and data[_SECTOR] in (b"\x09\x00", b"\x0c\x00")
    for stream, source in _STREAMS.items():
        if is_whole and stream.encode("utf-16-le") in data:
            return source
    raise ReadError(name, ReadProblem.DAMAGED, "a compound file without a document")


def _typed(reading: Reading, source: _Source) -> Reading:
    return replace(reading, reader="office", media_type=source.media_type)


def _marked(reading: Reading, source: _Source) -> Reading:
    return replace(_typed(reading, source), notices=(Notice(NoticeCode.CONVERTED, "LibreOffice"), *reading.notices))


def _convert(data: bytes, source: _Source, name: str) -> bytes:
    """The file as DOCX or XLSX, made in a folder and with a profile of its own."""
    program = find_office()
    if program is None:
        raise ReadError(name, ReadProblem.NEEDS_OFFICE)
    target = "xlsx:Calc MS Excel 2007 XML" if source.table else "docx:MS Word 2007 XML"
    with tempfile.TemporaryDirectory(prefix="casebase-office-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        given = place / f"document{source.suffix}"
        given.write_bytes(data)
        _write_profile(place / "profile")
        wanted = [f"--infilter={source.import_filter}"] if source.import_filter else []
        options = ["--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", "--nofirststartwizard"]
        profile = f"-env:UserInstallation={(place / 'profile').as_uri()}"
        command = [program, profile, *options, *wanted, "--convert-to", target, "--outdir", folder, str(given)]
        _run(command, name, time_limit(len(data)), place)
        made = given.with_suffix(".xlsx" if source.table else ".docx")
        if not made.is_file():
            raise ReadError(
                name, ReadProblem.DAMAGED, "LibreOffice cannot open it: damaged, or protected by a password"
            )
        if made.stat().st_size > FILE_BYTES:
            raise ReadError(name, ReadProblem.TOO_LARGE, "converted by LibreOffice")
        return made.read_bytes()


def _write_profile(folder: Path) -> None:
    items = "\n".join(
        f'<item oor:path="/{path}"><prop oor:name="{setting}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, setting, value in _SETTINGS
    )
    (folder / "user").mkdir(parents=True)
    (folder / "user" / "registrymodifications.xcu").write_text(_PROFILE.format(items=items), encoding="utf-8")


def _run(command: list[str], name: str, seconds: float, folder: Path) -> None:
    """Run to the end or to the time limit; nothing that the program started outlives this."""
    watch = shutil.which("timeout") if os.name == "posix" else None
    if watch:  # should this process be killed, the program still ends in time
        command = [watch, "--signal=KILL", f"{seconds + 5:.0f}", *command]
    environment = {key: value for key, value in os.environ.items() if key.upper() not in {"DISPLAY", "PYTHONPATH"}}
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**environment, "HOME": str(folder), "TMPDIR": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise ReadError(name, ReadProblem.NEEDS_OFFICE, error.strerror or "") from None
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        raise ReadError(name, ReadProblem.TOO_SLOW, f"LibreOffice, more than {seconds:.0f} s") from None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the whole group: the program is a script that starts others."""
    with contextlib.suppress(OSError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()
