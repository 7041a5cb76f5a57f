"""A log of seven contacts of two queues."""

import pytest

LOG = """Arrival Time,Queue Name,Wait (s),Handle Time (s),Abandoned
2026-03-02 08:58:40,sales,12,200,no
2026-03-02 09:00:00,sales,0,310,no
2026-03-02 09:29:59,sales,95,,yes
2026-03-02 09:31:07,care,3,640.5,no
2026-03-02 10:45:00,sales,40,150,no
2026-03-03 23:59:58,care,610,,yes
2026-03-04 00:00:00,care,8,720,no
"""


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(LOG)
    return path
