"""How much one file may take: the only place where these limits stand."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

_MB: Final = 2**20
_GB: Final = 2**30

FILE_BYTES: Final = 200 * _MB  # one document: a file, or a member of an archive
ARCHIVE_BYTES: Final = 4 * _GB  # an archive as it lies on the disk

# What an archive may hold, those inside it included.
MEMBERS: Final = 20_000
UNPACKED_BYTES: Final = 4 * _GB
RATIO: Final = 300  # unpacked to packed; official texts reach 10, the XML of spreadsheets 100
RATIO_FROM: Final = 16 * _MB  # what unpacks to less than this is harmless at any ratio
NESTING: Final = 2  # an archive, and the archives in it
DICTIONARY_BYTES: Final = 256 * _MB  # what an xz stream may ask for before it gives anything

# Scans hold little: a page of 25 KB can take five seconds to recognise, and many times that on a busy machine.
_RECOGNISED: Final = frozenset({".pdf", ".ofd", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp", ".gif"})
_SECONDS: Final = (60, 20, 1_800)  # at least, more for each MB, at most
_SECONDS_RECOGNISED: Final = (600, 600, 14_400)
_MEMORY: Final = (2 * _GB, 10, 8 * _GB)  # at least, more for each byte, at most
_WORKER: Final = 3 * _GB // 2  # with the models for recognising scans a worker was seen to hold 0.9 GB
_SHARE: Final = 0.75  # of the machine's memory that one worker may have


@dataclass(frozen=True, slots=True)
class Limits:
    """What one reading may take: `seconds` on the clock, `memory` in bytes."""

    seconds: float
    memory: int


def limits_for(name: str, size: int) -> Limits:
    """The limits for a file called `name` of `size` bytes: generous, and growing with what there is to read."""
    recognised = PurePath(name).suffix.lower() in _RECOGNISED
    least, more, most = _SECONDS_RECOGNISED if recognised else _SECONDS
    seconds = min(least + more * size / _MB, most)
    least, more, most = _MEMORY
    memory = min(least + more * size, most)
    machine = physical_memory()
    return Limits(seconds, min(memory, int(machine * _SHARE)) if machine else memory)


def physical_memory() -> int | None:
    """Bytes of memory that this machine has, where the system says so."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None


def worker_count() -> int:
    """How many files to read at once: one for each core, as far as each can have what recognising a scan takes."""
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # macOS, Windows
        cores = os.cpu_count() or 1
    machine = physical_memory()
    return max(1, min(cores, machine // _WORKER) if machine else cores)
