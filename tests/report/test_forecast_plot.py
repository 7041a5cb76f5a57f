"""A plot has the days of the history and of the forecast, the band, and days set aside."""

import sys

import numpy as np
import pytest

import wfm
from support.history import demand_of, usual_volumes
from wfm.errors import InputError, UsageError
from wfm.report import forecast_plot

pytest.importorskip("vl_convert")


@pytest.fixture(scope="module")
def past():
    volume = np.random.default_rng(5).poisson(usual_volumes(10)).astype(float)
    volume[-10] = 1.0
    return demand_of(volume)


@pytest.fixture(scope="module")
def made(past):
    return wfm.forecast(past, weeks=1, origins=3)


def test_the_points_are_those_of_the_history_and_the_forecast(past, made):
    points = forecast_plot._days(made, past, 0, made.queues[0])
    of = {what: [one for one in points if one["what"] == what] for what in forecast_plot._COLORS}
    assert [len(of[what]) for what in ("history", "forecast", "set aside")] == [70, 7, 1]
    assert sum(one["volume"] for one in of["forecast"]) == pytest.approx(made.demand.volume.sum())
    assert all(one["p10"] < one["volume"] < one["p90"] for one in of["forecast"])
    assert sum(one["volume"] for one in of["history"]) == past.volume.sum()
    assert of["set aside"][0]["start"] == "2026-03-06T00:00:00"
    week = [*forecast_plot._week(made, past, 0)]
    ahead = [one["volume"] for one in week if one["what"] == "forecast"]
    assert ahead == made.demand.volume.tolist()


@pytest.mark.pages
def test_a_plot_is_a_file_of_its_format(past, made, tmp_path):
    begins = {"svg": b"<svg", "png": b"\x89PNG", "html": b"<!DOCTYPE html>"}
    for ending, begin in begins.items():
        path = tmp_path / f"plot.{ending}"
        forecast_plot.save_plot(str(path), made, past, overwrite=False)
        assert path.read_bytes().lstrip().startswith(begin)
    assert "src=" not in path.read_text(encoding="utf-8")[:2000]  # no script from a network


def test_many_queues_are_refused(made, past, tmp_path):
    from dataclasses import replace

    many = replace(made, queues=made.queues * 7)
    with pytest.raises(InputError, match="up to 6 queues: got 7"):
        forecast_plot.save_plot(str(tmp_path / "plot.svg"), many, past, overwrite=False)
    assert not list(tmp_path.iterdir())


def test_a_missing_package_is_refused_with_the_command_that_installs_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    name = "vl-convert-python"
    with pytest.raises(UsageError, match=f"--plot needs the package {name}: .*install.* {name}$"):
        forecast_plot.check_packages()
