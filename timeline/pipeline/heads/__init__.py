"""The heads, found by looking into this folder: a `Head` subclass with a name in a module here is one."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from .base import Draft, Head, TokenHead, Window

__all__ = ["Draft", "Head", "TokenHead", "Window", "registry"]


@cache
def registry() -> dict[str, type[Head]]:
    """Every head by name, in the order in which they decode."""
    found: set[type[Head]] = set()
    for module in iter_modules(__path__):
        for value in vars(import_module(f"{__name__}.{module.name}")).values():
            if isinstance(value, type) and issubclass(value, Head) and "name" in vars(value):
                found.add(value)
    return {head.name: head for head in sorted(found, key=lambda head: (head.order, head.name))}
