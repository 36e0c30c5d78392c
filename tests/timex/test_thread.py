"""Histories that look back and ahead: which of their dates an expression without its year goes on from."""

from __future__ import annotations

from datetime import date

import pytest

from timeline.timex import tag

DCT = date(2019, 6, 3)
OPENING = "The league was founded in 1841, split in 1846 and banned in 1848. "


@pytest.mark.parametrize(
    ("story", "span", "value"),
    [
        # a look ahead between two days of one month
        (
            "On 9 April 1853 the port fell. A statue was put up there in November 1858. "
            "On 15 April the fleet came.",
            "15 April",
            "1853-04-15",
        ),
        # the year is told further on
        (
            "On 2 May 1853 the fleet came. On 9 May the port fell. By 20 May the gates were shut. "
            "In February the mill burned. On 3 March 1854 the mayor fled.",
            "February",
            "1854-02",
        ),
        # a step on that is short is taken, whatever comes behind
        (
            "The port fell on 9 April 1853. In May the mill burned. It was rebuilt in July 1852.",
            "May",
            "1853-05",
        ),
        # what leaps back on purpose says so with its year
        (
            "The port fell on 9 April 1853. It had been built in May 1850. In June the mill burned.",
            "June",
            "1853-06",
        ),
    ],
)
def test_a_story_goes_on_where_it_leaps_least(story: str, span: str, value: str) -> None:
    found = {t.text: t.value for t in tag(OPENING + story, DCT, narrative=True)}
    assert found[span] == value
