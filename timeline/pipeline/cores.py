"""numpy on one core, where its matrices are small."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache
from typing import Any

from threadpoolctl import ThreadpoolController

__all__ = ["one_core"]


def one_core() -> AbstractContextManager[Any]:
    """While this is open, numpy's matrix products use one core.

    Left alone, they use all, and between two products the others wait in a busy loop: parsing then took
    three times the processor time on two cores, and on a machine with other work three times as long.
    The user's own setting holds again afterwards.
    """
    limit: AbstractContextManager[Any] = _libraries().limit(limits=1, user_api="blas")
    return limit


@cache
def _libraries() -> ThreadpoolController:
    import numpy  # noqa: F401 - only what is loaded already can be found

    return ThreadpoolController()
