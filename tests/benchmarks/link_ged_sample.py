"""The join on real rows: `python tests/benchmarks/link_ged_sample.py GED.csv`.

UCDP GED quotes the headlines that a row was coded from. Each is read here as an article of its own, and a
pair is right when the row that our event was linked with is the one that quotes the headline. A sample of GED
23.1 (1000 rows; the data are CC BY 4.0) comes with the R package uncertainUCDP:
write.csv(uncertainUCDP::ucdpged, "ged.csv", row.names = FALSE). A headline gives less than an article, and a
thousand rows of 34 years leave few decoys: this says that the mapping fits real rows and that nothing is put
together wildly, not how many events of a war are found.
"""

from __future__ import annotations

import csv
import json
import re
import sys
import tempfile
from pathlib import Path

import timeline
from timeline.linking import link_tables

QUOTED = re.compile(r'"([^",]+),\s*(\d{4}-\d\d-\d\d),\s*([^"]+)"')


def main(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    with tempfile.TemporaryDirectory() as folder:
        articles = Path(folder) / "headlines.jsonl"
        with articles.open("w", encoding="utf-8") as lines:
            for row in rows:
                told = {
                    head: (outlet, day) for outlet, day, head in QUOTED.findall(row["source_article"] or "")
                }
                for n, (head, (outlet, day)) in enumerate(told.items()):
                    if len(head.split()) >= 5:
                        line = {
                            "id": f"{row['id']}|{n}",
                            "date": day,
                            "source": outlet,
                            "text": f"{head.rstrip('.')}.",
                        }
                        lines.write(json.dumps(line) + "\n")
        events = timeline.build([articles])
    quoted = {e.event_id: {name.split("|")[0] for name in e.article_ids} for e in events.events}
    placed = [
        e for e in events.events
        if e.plover_type == "ASSAULT" and e.status in ("happened", "claimed") and e.place and e.place.iso3
        and e.interval and e.interval.n_days
    ]  # fmt: skip
    tellable = set().union(*(quoted[e.event_id] for e in placed))
    pairs = [
        (str(r["our_id"]), str(r["their_id"])) for r in link_tables(events, path, as_="ucdp").rows("both")
    ]
    right = {theirs for ours, theirs in pairs if theirs in quoted[ours]}
    print(f"{len(rows)} rows, {len(events.events)} events, {len(pairs)} pairs, {len(right)} of them right")
    found = len(right & tellable)
    print(f"{found} of the {len(tellable)} rows that a violent, dated, placed event tells were found")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
