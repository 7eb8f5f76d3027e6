"""What a piece of work takes: seconds on the clock, and the most memory that the process had while it went on."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

_STATUS = Path("/proc/self/status")


class Meter:
    """Measures from its making on. Where the system cannot forget a peak, peaks are those of the whole process."""

    def __init__(self) -> None:
        self._began = time.perf_counter()
        _forget_peak()

    def seconds(self) -> float:
        """Since the beginning."""
        return time.perf_counter() - self._began

    def peak_bytes(self) -> int:
        """The largest resident size since the beginning; 0 where the system does not tell."""
        return peak_bytes()


def peak_bytes() -> int:
    """The largest resident size of this process since it was last forgotten; 0 where the system does not tell."""
    try:
        for line in _STATUS.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        pass
    if resource is None:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def resident_bytes(process: int) -> int | None:
    """What the process called `process` holds in memory now; None where it is gone or the system does not tell."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError, AttributeError):
        return _resident_by_ps(process) if sys.platform == "darwin" else None


def _resident_by_ps(process: int) -> int | None:
    command = ["ps", "-o", "rss=", "-p", str(process)]
    try:
        told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=5).stdout
        return int(told) * 1024
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None


def _forget_peak() -> None:
    """Linux: the peak becomes what the process holds now."""
    try:
        with open("/proc/self/clear_refs", "w", encoding="ascii") as file:  # noqa: PTH123 - no file to be made
            file.write("5")
    except OSError:
        pass
