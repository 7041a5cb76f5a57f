"""The sections of a capacity plan say what its file says."""

import re

import pytest

from support.report_documents import capacity
from wfm.capacity_planning.capacity_document import CapacityDocument
from wfm.errors import DataError
from wfm.html_report.capacity_months import months_of
from wfm.html_report.document_reader import read_document
from wfm.html_report.page import sections_of
from wfm.html_report.page_records import PageChart, PageDocument

pytest.importorskip("vl_convert")


@pytest.fixture(scope="module")
def plan():
    return capacity(("voice", "chat"))


@pytest.fixture(scope="module")
def document(plan):
    return CapacityDocument.model_validate_json(plan.to_json())


def sections(document):
    return sections_of([PageDocument("capacity.json", document)])


def texts(document):
    """The HTML of all sections without charts."""
    parts = (part for one in sections(document) for part in one.parts)
    return "".join(part for part in parts if isinstance(part, str))


def charts(document):
    return [p for one in sections(document) for p in one.parts if isinstance(p, PageChart)]


def test_the_headline_has_hires_offers_cost_and_what_is_short(plan, document):
    total = plan.summary().total
    headline = sections(document)[0].headline
    assert headline.startswith(f"Hire {total.hires} people in {total.classes} classes, first")
    assert f"; cost {total.cost:,.0f}; " in headline
    some = f"{total.months_short} of 6 months short on average, by "
    assert (some if total.months_short else "no month is short on average") in headline


def test_months_of_all_teams_have_the_totals_of_the_plan(plan, document):
    total, months = plan.summary().total, months_of(document.rows)
    assert len(months) == 6
    assert sum(one.cost for one in months) == pytest.approx(total.cost)
    assert sum(one.hires for one in months) == total.hires
    assert sum(one.short for one in months) == pytest.approx(total.shortage_fte_months)
    assert max(one.probability for one in months) == pytest.approx(total.highest_probability)
    for one in months:
        assert sum(one.parts.values()) == pytest.approx(one.supply)


def test_the_chart_of_all_teams_and_one_of_each_compare_supply_with_need(document):
    need, *teams, risk = charts(document)
    assert [one.name for one in (need, *teams, risk)] == [
        "capacity", "capacity-team", "capacity-team", "capacity-risk",
    ]  # fmt: skip
    assert {one.title for one in teams} == {
        "Need and supply by month: voice", "Need and supply by month: chat",
    }  # fmt: skip
    month = months_of(document.rows)[0]
    assert need.table[1][:3] == (month.label, f"{month.need:.1f}", f"{month.supply:.1f}")


def test_every_class_has_the_day_of_its_offers(document):
    text = texts(document)
    assert "offer letters out by" in text
    (first, *_) = document.hires
    assert f"{first.offers_by:%a} {first.offers_by.day} {first.offers_by:%b %Y}" in text


def test_what_is_not_known_is_not_said(document):
    none = {"contacts": None, "cost_per_contact": None}
    total = document.summary.total.model_copy(update=none)
    summary = document.summary.model_copy(update={"total": total, "first_offers": None})
    rows = [row.model_copy(update=none) for row in document.rows]
    changed = document.model_copy(
        update={"summary": summary, "rows": rows, "hires": [], "season": [], "period": "week"}
    )
    text = texts(changed)
    assert "no offers" in text
    assert "Hires: none" in text
    assert "per contact<" in text  # the heading alone
    assert "nan" not in text.casefold()
    assert "None" not in text
    assert "month" not in re.sub(r"per month|capacity-months", "", text)


def test_a_file_is_read_and_a_table_is_refused_with_its_command(plan, tmp_path):
    plan.save(tmp_path / "capacity.json")
    assert read_document(str(tmp_path / "capacity.json")).months == 6
    plan.save(tmp_path / "capacity.csv")
    with pytest.raises(DataError, match=r"wfm capacity -o capacity\.json"):
        read_document(str(tmp_path / "capacity.csv"))


def test_the_bound_and_the_defaults_are_on_the_page(document):
    text = texts(document)
    assert "Bound: " in text
    assert "Defaults used:" in text


def test_people_and_months_as_cost_are_no_cost_per_contact(document):
    total = document.summary.total.model_copy(update={"cost_per_contact": 0.125})
    changed = document.model_copy(
        update={
            "currency": "person-months",
            "summary": document.summary.model_copy(update={"total": total}),
        }
    )
    assert "0.12" not in texts(changed)
    assert "person-months" in texts(changed)
