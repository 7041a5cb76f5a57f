"""``wfm compare``: what it reads, prints and refuses."""

import json

import pytest

import wfm


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Two plans and a forecast."""
    monkeypatch.chdir(tmp_path)
    table = {"start": [f"2026-05-04 {h:02d}:00" for h in range(9, 14)],
             "volume": [31, 62, 47, 55, 20], "aht": 250}  # fmt: skip
    for name, target in (("a", "80/30"), ("b", "90/15")):
        wfm.plan(table, target, interval="1h").save(f"{name}.json")
    (tmp_path / "forecast.csv").write_text("start,volume,aht\n2026-05-04 09:00,10,200\n")
    return tmp_path


def test_the_forms_of_the_output_agree(wfm_inside, folder):
    text = wfm_inside("compare", "a.json", "b.json").stdout
    document = json.loads(wfm_inside("compare", "a.json", "b.json", "--json").stdout)
    (cause,) = document["causes"]
    assert f"Paid hours: +{cause['hours']:.1f} = target +{cause['hours']:.1f}" in text
    rows = wfm_inside("compare", "a.json", "b.json", "-o", "-").stdout.splitlines()
    assert len(rows) == 1 + len(document["rows"])
    done = wfm_inside("compare", "a.json", "b.json", "-o", "c.xlsx")
    assert "wrote c.xlsx: 5 intervals" in done.stderr
    assert wfm_inside("compare", "a.json", "b.json", "-q").stdout == ""


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        (("-", "-"), 2, "cannot both be stdin"),
        (("a.json", "none.json"), 3, "none.json: file not found"),
        (("a.json", "forecast.csv"), 3, "agents"),
        (("a.json", "b.json", "-o", "b.json", "--force"), 2, "b.json"),
        (("a.json", "b.json", "-o", "c.txt"), 2, "c.txt"),
    ],
)
def test_what_cannot_be_compared_is_refused(wfm_inside, folder, words, code, text):
    done = wfm_inside("compare", *words)
    assert done.returncode == code
    assert text in done.stderr
