"""Reading web pages in a process of their own; `read/pages.py` is the door."""
