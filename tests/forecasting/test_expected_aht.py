"""AHT by hour: followed where many contacts show it, drawn to the level where few do."""

import numpy as np

from support.history import demand_of, usual_volumes
from wfm.forecasting.expected_aht import handle_times
from wfm.forecasting.history import histories_of

WEEKS = 8


def expected(volume, aht):
    (history,) = histories_of(demand_of(volume, aht=aht))
    return handle_times(history)


def test_an_hour_of_many_contacts_has_its_own_aht():
    volume = usual_volumes(WEEKS, level=20_000.0)
    aht = np.full(volume.shape, 240.0)
    aht[:, 16:] = 320.0
    found = expected(volume, aht)
    np.testing.assert_allclose(found[8:16], 240.0, rtol=0.01)
    np.testing.assert_allclose(found[16:18], 320.0, rtol=0.01)


def test_an_hour_of_few_contacts_is_drawn_to_the_level():
    volume = usual_volumes(WEEKS, level=2_000.0)
    volume[:, 20] = 0.1  # a contact or so in the weeks that count
    aht = np.full(volume.shape, 240.0)
    aht[:, 12:15] = 260.0
    aht[:, 20] = 1_500.0
    found = expected(volume, aht)
    assert 240.0 < found[20] < 600.0
    assert found[13] > 255.0


def test_the_level_is_that_of_the_last_weeks():
    volume = usual_volumes(3 * WEEKS)
    aht = np.full(volume.shape, 200.0)
    aht[-28:] = 300.0
    assert expected(volume, aht)[10] > 245.0
    assert np.isnan(expected(volume, np.nan)).all()
