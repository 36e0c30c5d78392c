"""Turns news reports into one dated, sourced timeline of a conflict."""

__version__ = "0.1.0"
