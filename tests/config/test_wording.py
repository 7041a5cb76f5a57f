"""No message about a value in a file uses a word of pydantic."""

from datetime import date
from typing import Annotated

import pytest
from pydantic import Field

from wfm.config.toml_file import read_toml
from wfm.config.toml_table import Table
from wfm.errors import DataError


class Hotel(Table):
    beds: tuple[str, ...] = ()
    rooms: tuple[int, ...] = ()
    floors: int = 1
    price: float = 1.0
    sauna: bool = False
    name: Annotated[str, Field(min_length=1, max_length=8)] = "x"
    opened: date = date(2020, 1, 1)
    guests: Annotated[dict[str, int], Field(default_factory=dict)]
    stars: Annotated[tuple[int, ...], Field(min_length=2)] = (1, 2)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("beds = '8h'", "beds: '8h' must be a list: write ['8h']"),
        ("rooms = 3", "rooms: 3 must be a list: write [3]"),
        ("rooms = 2026-01-01", "rooms: 2026-01-01 must be a list in brackets"),
        ("floors = 'two'", "floors: 'two' must be a whole number"),
        ("floors = 2.5", "floors: 2.5 must be a whole number"),
        ("price = 'dear'", "price: 'dear' must be a number"),
        ("sauna = 'perhaps'", "sauna: 'perhaps' must be true or false"),
        ("name = 7", "name: 7 must be text in quotes"),
        ("name = ''", "name: '' must not be empty"),
        ("name = 'a long name'", "name: 'a long name' must have at most 8 characters"),
        ("opened = 'May'", "opened: 'May' must be a date without quotes, such as 2026-12-24"),
        ("guests = 3", "guests: 3 must be a table"),
        ("stars = [5]", "stars: [5] must have at least 2 entries"),
    ],
)
def test_a_wrong_value_is_named_with_what_it_must_be(tmp_path, text, message):
    path = tmp_path / "hotel.toml"
    path.write_text(text)
    with pytest.raises(DataError) as caught:
        read_toml(str(path), Hotel)
    assert [problem.text for problem in caught.value.problems] == [message]
