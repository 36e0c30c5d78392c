"""Tables that outgrow memory give the same numbers and the same texts."""

from __future__ import annotations

import json

import pytest

from timeline.page.spill import Numbers, Spool, decoded, lines


@pytest.mark.parametrize("held", [1, 3, 1000])
def test_a_value_has_one_number_however_few_are_held(held: int) -> None:
    words = [f"wörd {n * 7919 % 50}" for n in range(400)]
    numbers = Numbers(held=held)
    given = [numbers.of(word) for word in words]
    order = list(dict.fromkeys(words))
    assert given == [order.index(word) for word in words]
    assert json.loads("".join(numbers.written())) == order
    assert (numbers.get(words[9]), numbers.get("gone"), len(numbers)) == (given[9], None, 50)


@pytest.mark.parametrize("held", [1, 1000])
def test_rows_of_names_have_numbers_too(held: int) -> None:
    numbers = Numbers(held=held)
    rows = [("Kyiv", "UKR", None, 50.4), ("Kyiv", "", None, 50.4), ("Kyiv", "UKR", None, 50.4)]
    assert [numbers.of(row) for row in rows] == [0, 1, 0]
    assert json.loads("".join(numbers.written())) == [list(rows[0]), list(rows[1])]


def test_values_that_are_written_alike_do_no_harm() -> None:
    numbers = Numbers(held=2)
    given = [numbers.of(value) for value in ("a\ud800", "a\udfff", "b", "c", "a\ud800")]
    assert given[:4] == [0, 1, 2, 3]
    assert given[4] in {0, 1}
    assert len(json.loads("".join(numbers.written()))) == 4


def test_ids_alone_are_not_written() -> None:
    with pytest.raises(ValueError, match="without its values"):
        list(Numbers(keep=False).written())


def test_a_spool_gives_back_what_it_was_given() -> None:
    spool = Spool()
    assert spool.empty
    text = "Київ é\n" * 60_000
    for at in range(0, len(text), 1000):
        spool.write(text[at : at + 1000].encode())
    assert "".join(decoded(spool)) == text
    assert list(lines(spool)) == text.splitlines()
