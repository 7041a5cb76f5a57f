"""Calendars of shifts: three programs read the same times, and later calendars replace earlier."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from support.schedules import HOUR, hourly_plan, schedule_request, scheduled
from wfm.errors import DataError, UsageError
from wfm.scheduling.calendar_zone import time_zone_part
from wfm.scheduling.results import Break, ShiftRow
from wfm.scheduling.schedule_calendar import calendar_pieces, shift_events
from wfm.scheduling.schedule_files import write_schedule
from wfm.scheduling.shift_templates import Template

icalendar = pytest.importorskip("icalendar")
ics = pytest.importorskip("ics")
vobject = pytest.importorskip("vobject")

BERLIN = ZoneInfo("Europe/Berlin")
# the nights before, of and after a change of the clocks
NIGHTS = {
    "Europe/Berlin autumn": ("Europe/Berlin", "2026-10-24"),
    "Europe/Berlin spring": ("Europe/Berlin", "2026-03-28"),
    "America/New_York autumn": ("America/New_York", "2026-10-31"),
    "America/St_Johns spring": ("America/St_Johns", "2027-03-13"),
    "Australia/Lord_Howe autumn": ("Australia/Lord_Howe", "2026-04-04"),
    "Africa/Casablanca": ("Africa/Casablanca", "2026-02-14"),
    "Europe/Dublin autumn": ("Europe/Dublin", "2026-10-24"),
    "Asia/Kolkata": ("Asia/Kolkata", "2026-10-24"),
    "UTC": ("UTC", "2026-10-24"),
}


def row(agent, start, hours=8.0, *, zone=BERLIN, shift="early", queue="", breaks=()):
    """A shift from a local time, or from an instant."""
    if isinstance(start, str):
        start = int(datetime.fromisoformat(start).replace(tzinfo=zone or UTC).timestamp())
    day = datetime.fromtimestamp(start, zone or UTC).date().isoformat()
    return ShiftRow(queue, agent, day, shift, "", start, start + int(hours * HOUR), hours, breaks)


@pytest.fixture(scope="module")
def day():
    """A schedule without shifts, of 1 March 2026 from 00:00 to 24:00 in Berlin."""
    start = int(datetime(2026, 3, 1, tzinfo=BERLIN).timestamp())
    plan = hourly_plan(start + HOUR * np.arange(24), [0] * 24, zone=BERLIN)
    return scheduled(plan, schedule_request([Template("day", 8 * HOUR, 8 * HOUR, HOUR, (HOUR,))]))


def with_rows(schedule, *rows, zone=BERLIN):
    return replace(schedule, rows=rows, zone=zone)


def text_of(schedule, agent=""):
    pieces = calendar_pieces(shift_events(schedule), schedule.zone, agent)
    return b"".join(pieces).decode()


def instant(at):
    """A time as seconds; one without a zone as if it were UTC."""
    return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp())


def of_icalendar(text):
    events = icalendar.Calendar.from_ical(text).walk("VEVENT")
    return {str(one["UID"]): (instant(one["DTSTART"].dt), instant(one["DTEND"].dt))
            for one in events}  # fmt: skip


def of_vobject(text):
    events = vobject.readOne(text).vevent_list
    return {one.uid.value: (instant(one.dtstart.value), instant(one.dtend.value)) for one in events}


def of_ics(text):
    return {one.uid: (one.begin.int_timestamp, one.end.int_timestamp)
            for one in ics.Calendar(text).events}  # fmt: skip


def properties(path):
    """Each event of a file by its summary: sequence, status and start."""
    events = icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    return {str(one["SUMMARY"]): (int(one["SEQUENCE"]), str(one["STATUS"])) for one in events}


@pytest.mark.parametrize("night", NIGHTS)
@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")
def test_three_parsers_agree_on_random_shifts_over_a_night(day, night):
    name, date = NIGHTS[night]
    zone = ZoneInfo(name)
    random = np.random.default_rng(len(night))
    midnight = int(datetime.fromisoformat(date).replace(tzinfo=zone).timestamp())
    rows = tuple(
        row(f"A{i}", midnight + 900 * int(random.integers(80, 200)), random.integers(4, 40) / 4,
            zone=zone)
        for i in range(8)
    )  # fmt: skip
    made = with_rows(day, *rows, zone=zone)
    expected = {
        event.uid: (one.start, one.end) for event, one in zip(shift_events(made), rows, strict=True)
    }
    text = text_of(made)
    assert of_icalendar(text) == expected
    assert of_vobject(text) == expected
    if name != "Europe/Dublin":  # which ics takes from dateutil, whose winter begins an hour late
        assert of_ics(text) == expected
    assert ("BEGIN:VTIMEZONE" in text) == (name != "UTC")
    assert text_of(made) == text


@pytest.mark.parametrize("minutes", range(0, 240, 15))
def test_every_quarter_of_the_night_of_two_hours_has_its_instant(day, minutes):
    start = int(datetime(2026, 10, 24, 23, tzinfo=UTC).timestamp()) + 60 * minutes
    text = text_of(with_rows(day, row("Ida", start, 1)))
    assert list(of_vobject(text).values()) == [(start, start + HOUR)]
    assert list(of_icalendar(text).values()) == [(start, start + HOUR)]


def test_local_times_and_fixed_offsets_need_no_name_of_a_zone(day):
    local = text_of(with_rows(day, row("Ida", "2026-03-01T08:00", zone=None), zone=None))
    assert "DTSTART:20260301T080000\r\n" in local
    assert "VTIMEZONE" not in local
    two = timezone(timedelta(hours=2))
    fixed = text_of(with_rows(day, row("Ida", "2026-03-01T08:00", zone=two), zone=two))
    assert "DTSTART;TZID=UTC+0200:20260301T080000\r\n" in fixed
    assert list(of_vobject(fixed).values()) == list(of_icalendar(fixed).values())
    assert of_ics(fixed) == of_icalendar(fixed)


def test_the_changes_of_a_zone_are_a_rule_where_one_rule_gives_them():
    berlin = time_zone_part(BERLIN, 2026, 2027).to_ical().decode()
    assert berlin.count("RRULE:FREQ=YEARLY;") == 2
    assert "BYDAY=-1SU" in berlin
    casablanca = time_zone_part(ZoneInfo("Africa/Casablanca"), 2026, 2026).to_ical().decode()
    assert "RRULE" not in casablanca
    assert casablanca.count("BEGIN:STANDARD") == casablanca.count("BEGIN:DAYLIGHT") == 2


def test_an_event_has_its_person_its_breaks_and_its_day_as_its_stamp(day):
    lunch = Break(0, 1800, False, "lunch")
    pause = Break(7200, 8100, True)
    start = row("Ida", "2026-03-01T08:00").start
    breaks = tuple(b._replace(start=b.start + start, end=b.end + start) for b in (lunch, pause))
    made = with_rows(day, row("Ida", "2026-03-01T08:00", breaks=breaks, queue="Mail"))
    (event,) = icalendar.Calendar.from_ical(text_of(made, "Ida")).walk("VEVENT")
    assert str(event["SUMMARY"]) == "Ida: early (Mail)"
    assert str(event["DESCRIPTION"]).splitlines() == [
        "Lunch 08:00-08:30, unpaid", "Break 10:00-10:15, paid", "Paid hours: 8",
    ]  # fmt: skip
    assert event["DTSTAMP"].dt == datetime(2026, 3, 1, tzinfo=UTC)
    assert "X-WR-CALNAME:Shifts of Ida\r\n" in text_of(made, "Ida")


def test_a_shift_that_moves_keeps_its_id_and_a_second_one_has_another(day):
    early = shift_events(with_rows(day, row("Ida", "2026-03-01T08:00")))
    late = shift_events(with_rows(day, row("Ida", "2026-03-01T12:00", shift="late")))
    split = shift_events(
        with_rows(day, row("Ida", "2026-03-01T17:00", 2), row("Ida", "2026-03-01T09:00", 2))
    )
    assert early[0].uid == late[0].uid == split[1].uid != split[0].uid
    others = shift_events(
        with_rows(day, row("Ole", "2026-03-01T08:00"), row("Ida", "2026-03-02T08:00"))
    )
    assert len({early[0].uid, *(event.uid for event in others)}) == 3


class TestReplacing:
    """A calendar against the one before it."""

    @pytest.fixture
    def before(self, day, tmp_path):
        path = tmp_path / "before.ics"
        rows = ("Same", "2026-03-01T08:00"), ("Moved", "2026-03-01T08:00"), (
            "Gone", "2026-03-01T08:00"), ("Past", "2026-02-28T22:00")  # fmt: skip
        write_schedule(str(path), with_rows(day, *(row(*one) for one in rows)))
        return path

    @pytest.fixture
    def after(self, day):
        names = ("Same", "2026-03-01T08:00"), ("Moved", "2026-03-01T10:00"), (
            "New", "2026-03-01T08:00")  # fmt: skip
        return with_rows(day, *(row(*one) for one in names))

    def test_shifts_are_as_before_changed_new_cancelled_or_of_other_days(self, before, after):
        path = before.with_name("after.ics")
        write_schedule(str(path), after, replaces=str(before))
        assert properties(path) == {
            "Same: early": (0, "CONFIRMED"),
            "Moved: early": (1, "CONFIRMED"),
            "New: early": (0, "CONFIRMED"),
            "Gone: early": (1, "CANCELLED"),
            "Past: early": (0, "CONFIRMED"),
        }
        text = path.read_text()
        write_schedule(str(path), after, replaces=str(before))
        assert path.read_text() == text
        write_schedule(str(path), after, replaces=str(path))
        assert path.read_text() == text, "nothing changes against itself"

    def test_a_shift_that_comes_back_is_confirmed_as_a_later_version(self, day, before, after):
        path = before.with_name("after.ics")
        write_schedule(str(path), after, replaces=str(before))
        again = with_rows(day, row("Gone", "2026-03-01T08:00"))
        write_schedule(str(path), again, replaces=str(path))
        assert properties(path)["Gone: early"] == (2, "CONFIRMED")
        assert properties(path)["Moved: early"] == (2, "CANCELLED")
        events = icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
        stamps = [event["DTSTAMP"].dt for event in events]
        assert max(stamps) == datetime(2026, 3, 1, 0, 0, 2, tzinfo=UTC)

    def test_everybody_has_an_own_calendar_also_who_has_left(self, day, before, after, tmp_path):
        old, new = tmp_path / "old", tmp_path / "new"
        old.mkdir()
        new.mkdir()
        (old / "team.ics").write_bytes(before.read_bytes())  # not of one person
        (old / "notes.ics").write_text("no calendar")
        rows = [row(name, "2026-03-01T08:00") for name in ("Same", "Moved", "Gone")]
        write_schedule(str(old / "{agent}.ics"), with_rows(day, *rows))
        write_schedule(str(new / "{agent}.ics"), after, replaces=str(old / "{agent}.ics"))
        names = ["Gone.ics", "Moved.ics", "New.ics", "Same.ics"]
        assert sorted(path.name for path in new.iterdir()) == names
        found = {k: v for name in names for k, v in properties(new / name).items()}
        assert found["Gone: early"] == (1, "CANCELLED")
        assert found["Moved: early"] == (1, "CONFIRMED")
        (old / "copy.ics").write_bytes((old / "Same.ics").read_bytes())
        with pytest.raises(UsageError, match="are both of Same"):
            write_schedule(str(new / "{agent}.ics"), after, replaces=str(old / "{agent}.ics"))

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("no calendar", "must be a calendar that wfm schedule wrote"),
            ("", "must be a calendar that wfm schedule wrote"),
            ("UID:dentist@example.org", ":9: an event with the UID 'dentist@example.org' is"),
            ("DTSTART;VALUE=DATE:20260301", ":9: an event begins or ends on a day, 2026-03-01"),
            ("DTSTART:yesterday", ":9: an event"),
            ("SEQUENCE:-1", ":9: an event has the SEQUENCE -1; it must be at least 0"),
            ("DTSTAMP:20260301T000000", ":9: an event has no DTSTAMP in UTC"),
        ],
    )
    def test_what_is_no_calendar_of_shifts_is_refused(self, before, after, text, message):
        if ":" in text:
            head, _, rest = before.read_text().partition("BEGIN:VTIMEZONE")
            event = rest[rest.index("BEGIN:VEVENT") : rest.index("END:VEVENT")]
            kind = text.split(":")[0].split(";")[0]
            lines = [text if line.startswith(kind) else line for line in event.splitlines()]
            parts = [*head.split(), *lines, "END:VEVENT", "END:VCALENDAR", ""]
            text = "\r\n".join(parts)
        before.write_text(text)
        with pytest.raises(DataError) as caught:
            write_schedule(str(before.with_name("after.ics")), after, replaces=str(before))
        assert message in str(caught.value)

    def test_it_is_for_calendars_and_for_both_forms_alike(self, before, after, tmp_path):
        for path, message in (
            ("after.csv", "--replaces is for calendars: got the output"),
            ("{agent}.ics", "both must have {agent}, or none of them"),
        ):
            with pytest.raises(UsageError, match=message):
                write_schedule(str(tmp_path / path), after, replaces=str(before))
        with pytest.raises(UsageError, match="no calendar of a person has such a name"):
            write_schedule(
                str(tmp_path / "{agent}.ics"), after, replaces=str(tmp_path / "x-{agent}.ics")
            )
