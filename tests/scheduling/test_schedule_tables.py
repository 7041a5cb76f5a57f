"""The schedule as tables: breaks by name."""

from support.schedules import (
    DAY_SHIFT,
    HOUR,
    LUNCH,
    schedule_request,
    scheduled,
    working_days,
)
from wfm.scheduling.results import breaks_text
from wfm.scheduling.shift_templates import BreakRule

TEA = BreakRule(
    "tea; or\ncoffee", HOUR, paid=True, anchor="end", earliest=-2 * HOUR, latest=-2 * HOUR
)


def test_every_break_has_its_name():
    plan = working_days(1, 1, hours=range(8, 16))
    found = scheduled(plan, schedule_request([DAY_SHIFT], [LUNCH, TEA], opening_hours=False))
    texts = {breaks_text(row, None).partition(";")[0][12:] for row in found.rows}
    assert texts == {"unpaid lunch"}
    assert all("paid tea, or coffee" in breaks_text(row, None) for row in found.rows)
    assert all(breaks_text(row, None).count(";") == 1 for row in found.rows)
