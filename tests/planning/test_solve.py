"""The columns of a plan, block by block; every check comes before the first block."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from support.forecasts import basis, demand
from wfm.errors import InputError
from wfm.planning.plan import plan_of
from wfm.planning.solve import distinct, solve, solve_blocks
from wfm.shrinkage import DEFAULT
from wfm.targets import QueueTarget, Target

HEAD = "start,volume,aht\n"
GOOD = [f"2026-03-02 {8 + i // 2:02d}:{i % 2 * 30:02d},10,180" for i in range(20)]
HUGE = HEAD + "\n".join([*GOOD, "2026-03-02 18:00,1e17,180"]) + "\n"


def test_one_row_goes_from_volume_to_load_to_agents_to_scheduled_agents():
    target = Target.parse("80/20")
    result = solve(np.array([60.0, 100, 140, 90]), np.full(4, 180.0), 1800.0, target, 0.30)
    assert result.load.tolist() == [6, 10, 14, 9]
    assert result.agents.tolist() == [9, 14, 18, 12]
    assert result.scheduled.tolist() == [13, 20, 26, 18]
    assert result.service_level == pytest.approx([0.85957, 0.88835, 0.85143, 0.80938], abs=5e-6)
    assert (np.ceil(result.agents_unrounded) == result.agents).all()


def test_no_contacts_take_no_agents():
    result = solve(
        np.array([0.0, 5.0]), np.array([math.nan, 180.0]), 1800.0, Target.parse("85/60"), 0.3
    )
    assert result.agents.tolist() == [0, 2]
    assert (result.service_level[0], result.asa[0], result.occupancy[0]) == (1, 0, 0)
    assert np.isfinite(np.array(result)).all()


def test_blocks_of_any_size_have_the_same_rows():
    rng = np.random.default_rng(1)
    plan = basis(demand(rng.integers(0, 90, 500), rng.choice([180.0, 240.0], 500)),
                Target.parse("85/60"), DEFAULT)  # fmt: skip
    (whole,) = solve_blocks(plan)
    parts = [block.columns for block in solve_blocks(plan, rows=33)]
    for name, column in whole.columns.items():
        joined = np.concatenate([part[name] for part in parts])
        assert joined == pytest.approx(column, rel=1e-12), name  # the rounding of a matrix product


def test_rows_that_differ_only_in_decimals_have_the_results_of_each_alone():
    volume, aht = [97.0, 97.0, 97.2, 97.9, 97.0], [180.2, 180.9, 180.2, 180.2, 180.2]
    target, names = Target(0.8, 20.0), ("load", "agents_unrounded", "service_level", "asa")
    together = plan_of(basis(demand(volume, aht), target, DEFAULT))
    for row in range(len(volume)):
        alone = plan_of(basis(demand(volume[row : row + 1], aht[row]), target, DEFAULT))
        for name, column in alone.columns.items():
            assert together.columns[name][row] == pytest.approx(column[0], rel=1e-12), name
    for name in names:
        assert len(set(together.columns[name].tolist())) == 4


def test_pairs_of_volume_and_aht_are_distinct_to_the_last_bit():
    volume = np.array([10.0, 10.0, np.nextafter(10.0, 11.0), 0.0, 0.0, 180.0])
    aht = np.array([180.0, np.nextafter(180.0, 181.0), 180.0, np.nan, np.nan, 10.0])
    first, case = distinct(volume, aht)
    assert len(first) == 5
    assert case[3] == case[4]
    assert volume[first][case].tolist() == volume.tolist()
    np.testing.assert_array_equal(aht[first][case], aht)


def test_a_load_outside_the_domain_is_refused_before_the_first_block():
    plan = basis(demand([10.0, 10.0, 1e17], 180.0), Target(0.8, 20.0))
    with pytest.raises(
        InputError, match=r"test\.csv, line 4 .*load must be .* at most 1e15"
    ) as error:
        solve_blocks(plan, rows=1)
    assert "index" not in str(error.value)  # it would be an index in a block


def test_contacts_without_an_aht_are_refused_by_line():
    plan = basis(demand([10.0, 0.0, 5.0], [180.0, np.nan, np.nan]), Target(0.8, 20.0))
    with pytest.raises(InputError, match=r"test\.csv, line 4 .*: contacts need an aht: got none"):
        solve_blocks(plan, rows=2)


def test_the_blocks_of_queues_with_targets_of_their_own_are_those_of_each_alone():
    both = demand([60.0, 30.0, 60.0, 0.0], 180.0, queue=[0, 0, 1, 1], queues=("a", "b"),
                  start=[0, 1800, 0, 1800])  # fmt: skip
    patient, impatient = (
        QueueTarget("erlang_c", 0.8, 20.0),
        QueueTarget("erlang_a", 0.9, 30.0, patience=120.0),
    )
    plan = basis(both, Target(0.8, 20.0))
    mixed = plan_of(
        replace(plan, inputs=replace(plan.inputs, targets={"a": patient, "b": impatient}))
    )
    for target, rows in ((patient, slice(0, 2)), (impatient, slice(2, 4))):
        alone = plan_of(basis(both, target))
        for name in ("agents", "scheduled", "service_level", "asa", "agents_unrounded"):
            expected = pytest.approx(alone.columns[name][rows], rel=1e-12)
            assert mixed.columns[name][rows] == expected
    assert np.isnan(mixed.columns["abandonment"][:2]).all()
    assert mixed.columns["abandonment"][2] > 0


@pytest.mark.parametrize("options", [("--json",), ("-o", "-")])
def test_an_error_of_a_later_row_leaves_no_part_of_the_plan_on_stdout(
    wfm_inside, tmp_path, options
):
    path = tmp_path / "huge.csv"
    path.write_text(HUGE)
    done = wfm_inside("staff", path, "--no-limits", *options)
    assert done.returncode == 2
    error = json.loads(done.stdout)["error"] if "--json" in options else {}
    assert done.stdout == "" or error["message"] in done.stderr
    assert f"{path}, line 22 (2026-03-02T18:00:00): load must be" in done.stderr


@pytest.mark.parametrize("suffix", ["csv", "json", "xlsx"])
def test_an_error_of_a_later_row_leaves_the_old_file(wfm_inside, tmp_path, suffix):
    path, old = tmp_path / "huge.csv", tmp_path / f"old.{suffix}"
    path.write_text(HUGE)
    old.write_text("old")
    done = wfm_inside("staff", path, "--no-limits", "-o", old, "--force")
    assert (done.returncode, old.read_text()) == (2, "old")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["huge.csv", old.name]


def test_an_error_while_blocks_are_written_leaves_stdout_empty(wfm_inside, monkeypatch):
    from wfm.planning import solve

    blocks = iter(range(1, -1, -1))
    plain = solve.solve_columns
    monkeypatch.setattr(solve, "BLOCK", 100)
    monkeypatch.setattr(
        solve, "solve_columns", lambda *cells: plain(*cells) if next(blocks) else 1 / 0
    )
    done = wfm_inside("staff", "examples/forecast.csv", "--json")
    assert (done.returncode, done.stdout) == (1, "")


def test_a_minimum_of_agents_holds_in_every_interval_also_without_contacts():
    volume = np.array([0.0, 3.0, 90.0])
    plain = QueueTarget.of(Target.parse("80/20"))
    plan = plan_of(basis(demand(volume, 200.0), replace(plain, min_agents=4), DEFAULT))
    without = plan_of(basis(demand(volume, 200.0), plain, DEFAULT))
    assert without.agents.tolist() == [0, 2, 14]
    assert plan.agents.tolist() == [4, 4, 14]
    assert plan.columns["scheduled"].tolist() == [6, 6, 20]
    assert plan.columns["agents_unrounded"].tolist()[:2] == [4, 4]
    assert plan.columns["occupancy"][0] == 0
    assert plan.columns["service_level"][1] > without.columns["service_level"][1]
