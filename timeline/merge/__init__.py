"""Many tellings, one event: cross-document event coreference that says why it merged.

Candidates share a block of time, kind and place, participant or rare word (`blocking`); a pair is scored by
named evidence whose weights are data (`evidence`, weights.toml); clusters that can undo a bad link
(`clustering`) become events (`combine`) with lasting ids (`identity`) and links to what is near but not the
same (`relate`).
"""

from __future__ import annotations

from timeline.merge.account import Account, account
from timeline.merge.copies import with_copies
from timeline.merge.coreference import cluster_mentions
from timeline.merge.corrections import Corrections, parse_corrections, read_corrections
from timeline.merge.merging import Merged, merge
from timeline.merge.streaming import MergedStream, merge_stream

__all__ = [
    "Account",
    "Corrections",
    "Merged",
    "MergedStream",
    "account",
    "cluster_mentions",
    "merge",
    "merge_stream",
    "parse_corrections",
    "read_corrections",
    "with_copies",
]
