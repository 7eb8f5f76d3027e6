import os
import sys
import time

import pytest

from indexing.train.beside import both


def pid_of(progress):
    progress(f"working in {os.getpid()}")
    return os.getpid()


def failing(progress):
    progress("about to fail")
    raise ValueError("no such half")


def test_both_results_come_in_order_and_all_that_is_told_is_heard():
    lines = []
    first, second = both((pid_of, pid_of), lines.append)
    assert first == os.getpid()
    assert sorted(lines) == sorted([f"working in {first}", f"working in {second}"])


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do one after the other")
def test_the_second_is_done_in_another_process_at_the_same_time():
    began = time.monotonic()
    first, second = both((lambda progress: time.monotonic(), lambda progress: time.sleep(1) or os.getpid()), print)
    assert first - began < 1 <= time.monotonic() - began
    assert second != os.getpid()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do one after the other")
def test_a_process_that_ends_without_a_result_is_told(capfd):
    lines = []
    with pytest.raises(RuntimeError, match="ended too soon"):
        both((pid_of, failing), lines.append)
    assert "about to fail" in lines
    assert "no such half" in capfd.readouterr().err


def test_where_the_first_fails_nobody_waits_for_the_second():
    began = time.monotonic()
    with pytest.raises(ValueError, match="no such half"):
        both((failing, lambda progress: time.sleep(60 if sys.platform == "linux" else 0)), lambda line: None)
    assert time.monotonic() - began < 30
