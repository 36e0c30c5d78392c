"""Lemmas as edits of the form: `keep case or lower it | letters to strip | letters to add`."""

from __future__ import annotations

import json
from pathlib import Path


def rule_of(form: str, lemma: str) -> str:
    """The shortest edit that turns `form` into `lemma`.

    >>> rule_of("Strikes", "strike"), rule_of("fled", "flee"), rule_of("Kyiv", "Kyiv")
    ('lower|1|', 'lower|1|e', 'same|0|')
    """
    best: tuple[int, str] | None = None
    for flag, base in (("lower", form.lower()), ("same", form)):
        shared = 0
        while shared < min(len(base), len(lemma)) and base[shared] == lemma[shared]:
            shared += 1
        cost = len(base) - shared + len(lemma) - shared
        if best is None or cost < best[0]:
            best = cost, f"{flag}|{len(base) - shared}|{lemma[shared:]}"
    assert best is not None
    return best[1]


def apply_rule(form: str, rule: str) -> str:
    """The lemma that `rule` gives for `form`; a rule that strips more than there is leaves the form.

    >>> apply_rule("Launched", "lower|2|")
    'launch'
    """
    flag, strip, suffix = rule.split("|", 2)
    base = form.lower() if flag == "lower" else form
    if int(strip) > len(base):
        return base
    return base[: len(base) - int(strip)] + suffix or form


class LemmaTable:
    """Lemmas learned by heart: of a lower-case form under a tag, as an edit of the form.

    The file is one JSON object, tag -> edit -> forms parted by blanks, so that a reader can check and mend
    it.
    """

    def __init__(self, edits: dict[tuple[str, str], str] | None = None) -> None:
        self._edits = edits or {}

    def __len__(self) -> int:
        return len(self._edits)

    @classmethod
    def read(cls, path: Path) -> LemmaTable:
        """Read the table; a model without one has an empty table."""
        if not path.exists():
            return cls()
        stored = json.loads(path.read_text(encoding="utf8"))
        return cls(
            {
                (form, tag): edit
                for tag, edits in stored.items()
                for edit, forms in edits.items()
                for form in forms.split()
            }
        )

    def write(self, path: Path) -> None:
        """Write the table, sorted, so that two versions can be compared."""
        stored: dict[str, dict[str, list[str]]] = {}
        for (form, tag), edit in sorted(self._edits.items()):
            stored.setdefault(tag, {}).setdefault(edit, []).append(form)
        lines = {
            tag: {edit: " ".join(forms) for edit, forms in edits.items()} for tag, edits in stored.items()
        }
        path.write_text(json.dumps(lines, ensure_ascii=False, indent=0), encoding="utf8")

    def get(self, form: str, tag: str) -> str | None:
        """The edit for a form under a tag, or None if the table does not know the pair."""
        return self._edits.get((self.key(form), tag))

    @staticmethod
    def key(form: str) -> str:
        """The form as the table has it: lower case, apostrophes straight."""
        return form.lower().replace("’", "'")
