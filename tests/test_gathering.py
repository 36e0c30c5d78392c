"""Many articles gathered into one timeline: in memory and on the disk it is the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from timeline.extraction import Extraction
from timeline.gathering import gathered, merge_mentions, whole
from timeline.intervals import Interval
from timeline.merge import parse_corrections
from timeline.models import Article, Mention, Place, Problem
from timeline.result import Timeline


def told(k: int) -> Extraction | Problem:
    if k % 7 == 3:
        return Problem(where=f"x{k}", code="empty", message="empty")
    day = date(2024, 5, 1 + k % 5)
    sentence = f"Shelling killed {k % 3 + 2} people in Kharkiv."
    mention = Mention(
        mention_id=f"m{k}",
        event_id=f"m{k}",
        article_id=f"a{k}",
        trigger="killed",
        trigger_start=9,
        trigger_end=15,
        sentence=sentence,
        sentence_start=0,
        sentence_end=len(sentence),
        interval=Interval.day(day),
        place=Place(
            text="Kharkiv", start=29, end=36, name="Kharkiv", iso3="UKR", latitude=50.0, longitude=36.25
        ),
    )
    article = Article(
        id=f"a{k}", text=sentence, dct=day, title=f"half a pair \ud83d {k}", duplicate_of="a1" * (k == 9)
    )
    return Extraction(article=article, mentions=() if k == 9 else (mention,))


@dataclass
class Counted:
    """A stream that knows how much of it was taken."""

    taken: int = 0

    def __call__(self, count):
        for k in range(count):
            self.taken += 1
            yield told(k)


@pytest.mark.parametrize("with_previous", [False, True])
def test_a_timeline_on_the_disk_is_the_one_in_memory(with_previous):
    previous = merge_mentions(told(k) for k in range(50, 60)) if with_previous else None
    corrections = parse_corrections(["different: m1 m6", "same: m0 no-such-id"], "corrections")
    more = {"previous": previous, "corrections": corrections}
    small = merge_mentions(Counted()(40), **more)
    with gathered(Counted()(40), held=5, **more) as found:
        assert not isinstance(found, Timeline)
        assert whole(found) == small
    assert [problem.code for problem in small.problems].count("unknown-id") == 1
    assert [problem.code for problem in small.problems].count("empty") == 6 + 2 * with_previous  # 52 and 59


def test_a_block_that_fails_lets_go_of_its_files():
    counted = Counted()
    with pytest.raises(ValueError, match="stop"), gathered(counted(3)):
        raise ValueError("stop")
    assert counted.taken == 3
