"""Token attributes written to a Doc all at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc


def write_columns(doc: Doc, columns: Mapping[int, npt.NDArray[Any]]) -> None:
    """Set token attributes by spaCy's attribute number; each column holds a value a token.

    HEAD is the offset from a token to its head. Setting HEAD sets the sentence starts too.
    """
    if not len(doc):
        return
    grid = np.stack([column.astype(np.uint64) for column in columns.values()], axis=1)
    doc.from_array(list(columns), grid)  # type: ignore[arg-type]
