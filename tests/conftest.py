"""What several test modules share."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(autouse=True)
def _own_home(monkeypatch, tmp_path_factory):
    """No test may touch the library of whoever runs it."""
    monkeypatch.setenv("CASEBASE_HOME", str(tmp_path_factory.mktemp("default-home") / "library"))


@pytest.fixture
def seeds() -> Path:
    folder = SHARED / "seeds"
    if not folder.is_dir():
        pytest.skip("the seed documents are not part of the checkout (../shared/seeds)")
    return folder


@pytest.fixture
def fixtures() -> Path:
    folder = SHARED / "fixtures"
    if not folder.is_dir():
        pytest.skip("the sample files are not part of the checkout (../shared/fixtures)")
    return folder


Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def command() -> Command:
    """Run `python -m MODULE ARGS…` as a user does."""

    def run(module: str, *arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-W", "error", "-m", module, *map(str, arguments)],
            cwd=ROOT,
            env={**os.environ, "PYTHONUTF8": "1", **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    return run
