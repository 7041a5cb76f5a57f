"""`wfm.capacity` in a program: forecasts as tables, and plans of records."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import wfm
from support.capacity_files import week_file
from wfm.capacity import CapacityFile, DemandSource, PlanMonths, TeamCapacity, TeamPlanInputs
from wfm.errors import InputError


def test_a_forecast_is_a_file_a_table_or_a_result_of_wfm_forecast(tmp_path):
    path = week_file(tmp_path)
    toml = tmp_path / "capacity.toml"
    toml.write_text(
        f'start = "2027-02"\nmonths = 2\n[team.voice]\nforecast = "{Path(path).name}"\n'
        'target = "80/20"\npeople = 5\n'
    )
    frame = pd.read_csv(path)
    double = frame.assign(volume=2 * frame["volume"])
    known = wfm.capacity.need(toml)["voice"]
    assert wfm.capacity.need(toml, forecasts={"voice": frame})["voice"].paid == known.paid
    more = wfm.capacity.plan(toml, forecasts={"voice": double.to_dict("list")})
    columns = more.to_frame()
    assert columns["contacts"].sum() == pytest.approx(2 * float(known.need.contacts.sum()))
    assert ("forecast", "voice", "dict") in [line[:3] for line in more.inputs]
    steps = more.explain("2027-03").steps
    assert {"volume factor", "AHT factor"} <= {step.name for step in steps}
    days = pd.concat([frame.assign(start=pd.to_datetime(frame["start"]) - pd.Timedelta(weeks=w))
                      for w in range(6)]).sort_values("start")  # fmt: skip
    result = wfm.forecast(days, 1)
    of_result = wfm.capacity.need(toml, forecasts={"voice": result})["voice"]
    assert of_result.need.contacts == pytest.approx(known.need.contacts, rel=1e-4)  # of 2 decimals


def test_forecasts_are_of_teams_with_one(tmp_path):
    toml = tmp_path / "capacity.toml"
    toml.write_text(
        'start = "2027-02"\n[team.desk]\ncontacts = 900\ncontacts_per_head = 300\npeople = 3\n'
    )
    with pytest.raises(InputError, match=r"teams that have a forecast in .*, which are none: got"):
        wfm.capacity.need(toml, forecasts={"desk": {"start": [], "volume": []}})


def test_one_month_is_explained_without_aht_factors(tmp_path):
    demand = DemandSource("voice", forecast=week_file(tmp_path), options={"target": "80/20"},
                          volume_factors=(1.0,))  # fmt: skip
    supply = TeamCapacity("voice", (0.0,), 9, (0.0,), (0.0,))
    months = PlanMonths(date(2027, 2, 1), 1)
    file = CapacityFile("capacity.toml", months, (TeamPlanInputs(demand, supply),))
    names = [step.name for step in wfm.capacity.plan(file).explain("2027-02").steps]
    assert "volume factor" in names
    assert "AHT factor" not in names
