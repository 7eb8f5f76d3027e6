"""What several test modules share."""

from __future__ import annotations

import functools
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from forked import Commands
from hypothesis import settings

from indexing.encoder import load_encoder

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"

# Tests never judge a time: on a busy machine the first of many examples may take long.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Shells start what runs in the background so, and every process inherits it: interrupting one would do nothing.
    signal.signal(signal.SIGINT, signal.default_int_handler)


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


@pytest.fixture(scope="session", autouse=True)
def _encoder_in_use():
    """Whoever loads the bundled encoder gets this one, as whoever does beside an open searcher."""
    return load_encoder()


@pytest.fixture(autouse=True)
def _components_looked_for_once(monkeypatch):
    """Streamlit reads the metadata of every installed package at each `AppTest.run`: the first answer holds."""
    scanner = sys.modules.get("streamlit.components.v2.manifest_scanner")
    if scanner:
        look = functools.partial(_once, scanner.scan_component_manifests)
        monkeypatch.setattr(scanner, "scan_component_manifests", look)


@functools.cache
def _once(look):
    return look()


Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def started() -> Command:
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


@pytest.fixture(scope="session")
def _commands() -> Iterator[Commands]:
    commands = Commands()
    yield commands
    commands.close()


@pytest.fixture
def command(_commands: Commands) -> Command:
    """The same in a process that has imported everything already, which is most of what a command costs."""

    def run(module: str, *arguments: object, typed: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        return _commands.run(module, [*map(str, arguments)], {**os.environ, "PYTHONUTF8": "1", **environment}, typed)

    return run
