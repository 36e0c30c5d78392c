"""Time and memory of a join: `python tests/benchmarks/bench_linking.py [rows] [acled|ucdp|gdelt] [days]`.

Ten thousand rows a side unless told. The rows are those of tests/linking/link_made.py; each of its 26 towns
has an event every `days` days (1: as busy as a front line, where not even a reader could tell them apart).
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "linking"))


def main(n: int, form: str, spacing: float) -> None:
    import link_made as made

    from timeline.linking import link_tables

    world = made.make(form, seed=99, n=n, days=max(30, int(n * spacing / len(made.TOWNS))))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    started, busy = time.perf_counter(), time.process_time()
    found = link_tables(world.ours, world.theirs, as_=form)
    took, busy = time.perf_counter() - started, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows = list(found.rows("both"))
    pairs = {(row["our_id"], row["their_id"]) for row in rows}
    lone = {(row["our_id"], row["their_id"]) for row in rows if row["share"] >= 0.9}
    precision, recall = made.measured(pairs, world.truth)
    print(f"{form}: {len(world.ours)} x {len(world.theirs)} rows, {took:.1f} s ({busy:.1f} s of CPU)")
    print(f"{len(found.possible)} possible pairs, {len(pairs)} kept; memory {before:.0f} -> {peak:.0f} MB")
    print(f"precision {precision:.3f}, recall {recall:.3f}")
    print("with a share of 0.9: precision {:.3f}, recall {:.3f}".format(*made.measured(lone, world.truth)))


if __name__ == "__main__":
    n, form, spacing = (*sys.argv[1:], *["10000", "acled", "1"][len(sys.argv) - 1 :])
    main(int(n), form, float(spacing))
