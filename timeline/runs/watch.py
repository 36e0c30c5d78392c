"""How long another process has been at its work, so that one that hangs is told from one that has no turn."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

__all__ = ["Watch"]

MOST: Final = 2.0
"""Seconds that one look counts for at most: not the hour for which all was stopped (Ctrl-Z)."""
RUNNING: Final = b"R"


class Watch:
    """The time of one process, look by look.

    While it computes, or would if it had a turn, its computing time counts; while it waits or is stopped, the
    clock does. Where the system does not tell (it does on Linux), the clock counts alone.
    """

    def __init__(self, pid: int) -> None:
        self.seconds = 0.0
        self._pid = pid
        self._computed, _ = _state(pid)

    def look(self, passed: float) -> None:
        """Take in what it did since the last look; `passed` is what has passed on the clock."""
        computed, is_running = _state(self._pid)
        self.seconds += min(computed - self._computed if is_running else passed, MOST)
        self._computed = computed


def _state(pid: int) -> tuple[float, bool]:
    """Seconds that a process has computed, and whether it would go on; (0, False) when nothing tells."""
    try:
        # The name, second, is in brackets and may hold anything.
        told = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
        return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK"), told[0] == RUNNING
    except (OSError, ValueError, IndexError, AttributeError):
        return 0.0, False
