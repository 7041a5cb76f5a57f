"""Typical weeks planned again for other months: the numbers of ``wfm staff``, and bad files."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

import wfm
from support.capacity_files import file_of, team_of, week_file
from wfm.capacity_planning import typical_weeks
from wfm.capacity_planning.file_records import PlanMonths
from wfm.capacity_planning.team_need import team_needs
from wfm.capacity_planning.typical_week_files import read_typical_weeks
from wfm.errors import DataError, InputError, UnreachableError
from wfm.option_text import for_command_line

WEEK = {"paid_hours": 40.0}  # of a plan of weeks
VOLUME, AHT = (1.0, 0.37, 1.0, 2.6), (1.0, 0.88, 1.0, 1.1)
CENTRE = """
time_zone = "Europe/Vienna"
[opening]
Mon-Fri = "09:00-15:00"
[[team]]
name = "desk"
[[queue]]
name = "calls"
team = "desk"
model = "erlang_a"
target = "75/40"
patience = "2m30s"
aht = "{calls}s"
[[queue]]
name = "letters"
team = "desk"
model = "deferred"
within = "5h"
aht = "{letters}s"
[[queue]]
name = "chat"
model = "chat"
target = "80/45"
concurrency = 2
overhead = "30%"
aht = "{chat}s"
"""
CALLS = {"calls": 310.0, "letters": 250.0, "chat": 420.0}

HOLIDAYS = 'holidays = "US"\n[open'


def centre_text(factor=1.0):
    return CENTRE.format(**{name: repr(aht * factor) for name, aht in CALLS.items()})


@pytest.mark.parametrize(
    "options",
    [
        {"target": "75/45"},
        {"target": "82/25", "patience": "2m"},
        {"target": "70/60", "max_occupancy": "68%"},
        {"asa": "35s"},
        {"abandonment": "4%", "patience": "90s", "min_agents": 3},
    ],
)
def test_a_month_is_planned_as_wfm_staff_plans_the_scaled_file(tmp_path, options):
    week = week_file(tmp_path)
    team = team_of(
        "voice", 4, forecast=week, options=options, volume=VOLUME, aht_factors=AHT, supply=WEEK
    )
    # the days of four weeks, and FTE of 40 hours a week
    months = PlanMonths(date(2027, 2, 1), 4, "week")
    need = team_needs(file_of(team, months=months))["voice"].need
    for month, (f, g) in enumerate(zip(VOLUME, AHT, strict=True)):
        scaled = week_file(tmp_path, volume=f, aht=g)
        total = wfm.plan(scaled, shrinkage="0%", **options).summary().total
        assert need.agent_hours[month] == pytest.approx(total.agent_hours, rel=1e-12)
        assert need.need[month] == pytest.approx(total.fte, rel=1e-12)
        assert need.contacts[month] == pytest.approx(total.contacts, rel=1e-12)
        assert need.workload[month] == pytest.approx(total.workload_hours, rel=1e-12)
        assert need.occupancy[month] == pytest.approx(total.occupancy, rel=1e-12)


@pytest.mark.parametrize("size", [0.1, pytest.param(1.0, marks=pytest.mark.deep)])
def test_a_centre_is_planned_as_wfm_staff_plans_its_scaled_files(tmp_path, size):
    centre = tmp_path / "centre.toml"
    centre.write_text(centre_text())
    shares = {"calls": size, "letters": 0.7 * size, "chat": 0.5 * size}
    week = week_file(tmp_path, queues=shares, with_aht=False)
    common = {"forecast": week, "centre": str(centre)}
    factors = {"volume": VOLUME[1:2] * 2, "aht_factors": AHT[1:2] * 2}
    file = file_of(
        team_of("desk", 2, queues=("calls", "letters"), **common, **factors),
        team_of("chat", 2, queues=("chat",), **common, **factors),
        months=PlanMonths(date(2027, 2, 1), 2, "week"),
    )
    calls = []
    needs = team_needs(file, progress=lambda done, total: calls.append((done, total)))
    assert calls == [(1, 1)]  # equal months and both teams by one plan
    centre.write_text(centre_text(AHT[1]))
    scaled = week_file(tmp_path, queues=shares, with_aht=False, volume=VOLUME[1])
    totals = {one.label: one for one in wfm.plan(scaled, centre=centre).summary().queues}
    for team, queues in {"desk": ("calls", "letters"), "chat": ("chat",)}.items():
        for name in ("agent_hours", "contacts"):
            expected = sum(getattr(totals[queue], name) for queue in queues)
            assert getattr(needs[team].need, name) == pytest.approx([expected] * 2, rel=1e-12)


def test_teams_of_one_centre_have_factors_of_their_own(tmp_path):
    centre = tmp_path / "centre.toml"
    centre.write_text(
        '[[queue]]\nname = "first"\ntarget = "80/30"\nescalation = "20%"\n'
        'escalates_to = "second"\n[[queue]]\nname = "second"\ntarget = "80/60"\naht = "8m"\n'
    )
    week = week_file(tmp_path, queues={"first": 1.0})
    common = {"forecast": week, "centre": str(centre)}
    teams = (
        team_of("first", 1, queues=("first",), volume=(2.0,), **common),
        team_of("second", 1, queues=("second",), aht_factors=(3.0,), **common),
    )
    needs = team_needs(file_of(*teams))
    first = replace(teams[0], demand=replace(teams[0].demand, volume_factors=(1.0,)))
    half = team_needs(file_of(first, teams[1]))
    # twice the calls are twice the escalations, of which each takes three times the time
    assert needs["second"].need.contacts == pytest.approx(2 * half["second"].need.contacts)
    assert needs["second"].need.workload == pytest.approx(2 * half["second"].need.workload)
    assert needs["first"].need.workload == pytest.approx(2 * half["first"].need.workload)
    second = needs["second"].need
    assert second.workload / second.contacts == pytest.approx(3 * 480 / 3600, rel=0.05)


def test_a_forecast_may_have_queues_of_teams_without_the_centre(tmp_path):
    centre = tmp_path / "centre.toml"
    centre.write_text('[[queue]]\nname = "calls"\ntarget = "80/30"\n')
    week = week_file(tmp_path, queues={"sales": 2.0, "calls": 1.0})
    calls = team_of("calls", 1, forecast=week, centre=str(centre), queues=("calls",))
    sales = team_of("sales", 1, forecast=week, queues=("sales",))
    needs = team_needs(file_of(calls, sales))
    assert needs["sales"].need.contacts == pytest.approx(2 * needs["calls"].need.contacts)
    every = replace(calls, demand=replace(calls.demand, queues=()))
    with pytest.raises(InputError, match="the centre has no queue 'sales'"):
        team_needs(file_of(every, sales))


def test_several_weeks_are_averaged_by_weekday(tmp_path):
    week = week_file(tmp_path, weeks=(1.0, 3.0))
    (need,) = team_needs(file_of(team_of("voice", 1, forecast=week))).values()
    single = [
        wfm.plan(week_file(tmp_path, volume=f), shrinkage="0%").summary().total for f in (1.0, 3.0)
    ]
    four_weeks = 4 * sum(one.agent_hours for one in single) / 2
    assert need.need.agent_hours == pytest.approx([four_weeks], rel=1e-12)
    assert any("average week of 12 days" in note for note in need.notes)
    assert any("no rows on Sat, Sun" in note for note in need.notes)


def test_holidays_and_exceptions_close_days_of_the_month_but_deferred_work_stays(tmp_path):
    centre = tmp_path / "centre.toml"
    text = '[exceptions]\n2027-02-09 = "closed"\n2027-02-16 = "10:00-12:00"\n[[team]]'
    centre.write_text(centre_text().replace("[[team]]", text, 1).replace("[open", HOLIDAYS, 1))
    week = week_file(tmp_path, queues=dict.fromkeys(CALLS, 1.0), with_aht=False)
    file = file_of(team_of("all", 1, forecast=week, centre=str(centre)))
    (typical,) = read_typical_weeks(file)
    february = np.arange(np.datetime64("2027-02-01"), np.datetime64("2027-03-01")).astype(int)
    days = dict(zip(typical.queues, typical.open_days(february).tolist(), strict=True))
    # Washington's Birthday is 2027-02-15; Saturdays and Sundays are closed in any case
    assert days["calls"] == days["chat"] == [3, 3, 4, 4, 4, 4, 4]
    assert days["letters"] == [4] * 7


def test_figures_of_the_centre_by_date_are_noted(tmp_path):
    centre = tmp_path / "centre.toml"
    season = '[[season]]\nfirst = 2027-02-03\nlast = 2027-02-20\nuplift = "20%"\n'
    queue = 'target = "80/30"\ndeflection = {2027-01-01 = "10%", 2027-12-31 = "20%"}\n'
    centre.write_text(f'{season}[[queue]]\nname = "calls"\n{queue}')
    week = week_file(tmp_path, queues={"calls": 1.0})
    team = team_of("calls", 1, forecast=week, centre=str(centre))
    notes = " ".join(team_needs(file_of(team))["calls"].notes)
    assert "3 of 5 days are in the season 2027-02-03 to 2027-02-20" in notes
    assert "deflection of 'calls'" in notes


def test_a_day_is_no_typical_week(tmp_path):
    day = week_file(tmp_path, days=4)
    with pytest.raises(InputError, match=r"\[team.voice\]: .*typical week: got 4 .*to 2027-02-04"):
        team_needs(file_of(team_of("voice", 1, forecast=day)))


def test_a_week_whose_monday_is_closed_is_refused(tmp_path):
    centre = tmp_path / "centre.toml"
    exception = '[exceptions]\n2027-02-01 = "closed"\n'
    centre.write_text(f'{exception}[[queue]]\nname = "calls"\ntarget = "80/30"\n')
    week = week_file(tmp_path, queues={"calls": 1.0})
    team = team_of("calls", 1, forecast=week, centre=str(centre))
    with pytest.raises(InputError, match=r"closed on each Mon .*another week"):
        team_needs(file_of(team))


@pytest.mark.parametrize(
    ("teams", "what"),
    [
        ({"a": ("calls", "faxes")}, "queues must be of .*calls, letters, chat: got 'faxes'"),
        ({"a": ("calls", "letters"), "b": ("letters", "chat")}, "'letters' is planned for team"),
        ({"a": ("calls", "chat"), "b": ("letters",)}, "'calls' .team 'a'., 'letters' .team 'b'."),
        ({"a": ("calls", "chat")}, "'letters' .no team."),
    ],
)
def test_queues_of_a_centre_have_one_team(tmp_path, teams, what):
    centre = tmp_path / "centre.toml"
    centre.write_text(centre_text())
    week = week_file(tmp_path, queues=dict.fromkeys(CALLS, 1.0), with_aht=False)
    common = {"forecast": week, "centre": str(centre)}
    file = file_of(*(team_of(name, 1, queues=queues, **common) for name, queues in teams.items()))
    with pytest.raises(InputError, match=what):
        team_needs(file)


def test_errors_name_the_team_and_the_month(tmp_path):
    week = week_file(tmp_path)
    options = {"target": "80/20", "patience": "3m"}
    team = team_of("voice", 2, forecast=week, options=options, volume=(1.0, 1e20))
    with pytest.raises(InputError, match=r"capacity.toml, \[team.voice\], 2027-03: .*load"):
        team_needs(file_of(team))


def test_a_target_that_cannot_be_met_names_the_month(tmp_path, monkeypatch):
    def unreachable(self, factors):
        raise UnreachableError("no number of agents is enough.")

    monkeypatch.setattr(typical_weeks.TypicalWeek, "planned", unreachable)
    file = file_of(team_of("voice", 1, forecast=week_file(tmp_path)))
    with pytest.raises(UnreachableError, match=r"\[team.voice\], 2027-02: no number of agents"):
        team_needs(file)


def test_too_much_work_is_refused_before_any_is_done(tmp_path, monkeypatch):
    week = week_file(tmp_path)
    rows = len(wfm.read_forecast(week))
    limit = typical_weeks.CAPACITY_ROWS._replace(most=3 * rows - 1)
    monkeypatch.setattr(typical_weeks, "CAPACITY_ROWS", limit)
    monkeypatch.setattr(
        typical_weeks.TypicalWeek, "planned", lambda self, factors: pytest.fail("planned")
    )
    with pytest.raises(InputError, match=r"intervals of all teams.*typical week"):
        team_needs(file_of(team_of("voice", 4, forecast=week, volume=VOLUME, aht_factors=AHT)))


@pytest.mark.parametrize(
    ("aht", "given", "words"),
    [
        ("", {}, r'columns = \{aht = "HEADING"\} in \[team.desk.reading\], or use aht = "4m"'),
        (",200", {"reading": {"week_of": date(2027, 3, 1)}},
         r'week_of = "2027-03-01" in \[team.desk.reading\] cannot be used'),
        (",200", {"queues": ("ring",)}, r"queue 'ring' .*no queues: leave out queues in"),
    ],
)  # fmt: skip
def test_messages_of_a_forecast_name_the_keys_of_the_team(tmp_path, aht, given, words):
    rows = [f"2027-03-0{day} {hour}:00,9{aht}" for day in range(1, 6) for hour in (10, 11)]
    path = tmp_path / "calls.csv"
    path.write_text("\n".join([f"start,volume{',aht' if aht else ''}", *rows]) + "\n")
    team = team_of("desk", 2, forecast=str(path), options={"target": "75/45"})
    team = replace(team, demand=replace(team.demand, **given))
    with for_command_line(), pytest.raises((InputError, DataError), match=words):
        read_typical_weeks(file_of(team))


@pytest.mark.deep
def test_the_paid_hours_of_a_step_are_named_by_their_month(tmp_path):
    week = week_file(tmp_path)
    team = team_of("desk", 2, forecast=week, options={"target": "75/45"})
    result = wfm.capacity.plan(file_of(team))
    text = str(result.explain("2027-02"))
    assert "agent-hours / paid hours of this month's days" in text
    assert "training / paid hours of an average month" in text
