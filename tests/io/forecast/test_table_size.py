"""A table with more problems or queues than any centre has is not read to its end."""

import pytest

import wfm
from wfm.errors import DataError
from wfm.io.forecast import table_size

HEAD = "queue,start,calls,aht\n"


def written(tmp_path, row, rows):
    path = tmp_path / "forecast.csv"
    path.write_text(HEAD + "".join(row.format(i) for i in range(rows)))
    return path


def test_problems_end_the_reading(tmp_path, monkeypatch):
    monkeypatch.setattr(table_size, "MAX_PROBLEMS", 40)
    path = written(tmp_path, "v,2026-03-02 08:00,x{0},300\n", 60)
    with pytest.raises(DataError, match=r"more than 40 problems: the rows below line 61 are not"):
        wfm.read_forecast(path)


def test_queues_end_the_reading_with_the_option_that_names_their_column(tmp_path, monkeypatch):
    monkeypatch.setattr(table_size, "MAX_QUEUES", 40)
    path = written(tmp_path, "caller {0},2026-03-02 08:00,5,300\n", 41)
    with pytest.raises(DataError, match=r"column 'queue': more than 40 queues .* columns="):
        wfm.read_forecast(path, interval="30m")
    assert len(wfm.read_forecast(written(tmp_path, "q{0},2026-03-02 08:00,5,300\n", 40),
                                 interval="30m").queues) == 40  # fmt: skip


def test_logs_end_at_the_same_limits(tmp_path, monkeypatch):
    monkeypatch.setattr(table_size, "MAX_PROBLEMS", 40)
    monkeypatch.setattr(table_size, "MAX_QUEUES", 50)
    path = tmp_path / "log.csv"
    path.write_text("arrival,queue\n" + "".join(f"{i}x-03-02 08:00,a\n" for i in range(60)))
    with pytest.raises(DataError, match="more than 40 problems: the rows below line 61 are not"):
        wfm.count_contacts(path)
    path.write_text("arrival,queue\n" + "".join(f"2026-03-02 08:00,c{i}\n" for i in range(51)))
    with pytest.raises(DataError, match="column 'queue': more than 50 queues"):
        wfm.count_contacts(path)


@pytest.mark.parametrize("read", [wfm.read_forecast, wfm.count_contacts])
def test_rows_of_more_cells_than_a_year_of_quarter_hours_are_refused(tmp_path, read):
    path = tmp_path / "wide.csv"
    path.write_text("start,calls,aht" + ",a" * 40_000 + "\n2026-03-02 08:00,5,300\n")
    with pytest.raises(DataError, match=r"wide\.csv:1: has 40,003 cells, but a table has at most"):
        read(path)
