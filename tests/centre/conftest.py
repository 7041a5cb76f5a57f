"""The plan of the example's centre, made once: it takes seconds."""

import pytest

import wfm


@pytest.fixture(scope="session")
def example_plan():
    return wfm.plan("examples/centre_forecast.csv", centre="examples/centre.toml")
