"""Reading people from a table: entries, unknown names, rows that do not fit the headings."""

from datetime import date

import pytest

from wfm.errors import DataError
from wfm.scheduling.agents_file import COLUMNS, read_agents
from wfm.scheduling.contracts import Agent, Available, Contract, Wish
from wfm.scheduling.known_names import KnownNames

CONTRACTS = [Contract("full"), Contract("half")]
HEAD = "agent,contract,available,days_off\n"


def people(tmp_path, text):
    path = tmp_path / "people.csv"
    path.write_text(text)
    return read_agents(str(path), CONTRACTS)


def problems(tmp_path, text):
    with pytest.raises(DataError) as caught:
        people(tmp_path, text)
    return str(caught.value).replace(str(tmp_path / "people.csv"), "people.csv").split("\n")


def test_optional_cells_at_the_end_of_a_row_may_be_left_out(tmp_path):
    found = people(tmp_path, HEAD + "Iris,full\nJon,half,Mon-Fri\nKim,full,,Sun,,\n")
    assert [one.name for one in found] == ["Iris", "Jon", "Kim"]
    assert [len(one.available) for one in found] == [0, 1, 0]
    assert found[2].days_off == (6,)


def test_a_row_without_its_contract_is_refused_beside_all_other_problems(tmp_path):
    assert problems(tmp_path, HEAD + "Iris\nJon,quarter\n") == [
        "people.csv:2: has 1 cell, but there are 4 headings — write all of them",
        "people.csv:3: column 'contract': unknown contract 'quarter'; known: full, half",
    ]
    (one,) = problems(tmp_path, "available,agent,contract\n,Iris\n")
    assert one.startswith("people.csv:2: has 2 cells, but there are 3 headings")


def test_cells_beyond_the_headings_are_refused_instead_of_dropped(tmp_path):
    (one,) = problems(tmp_path, HEAD + "Iris,full,Mon,Sun,sales\n")
    assert one == (
        "people.csv:2: has 5 cells, but there are 4 headings — put a cell with the delimiter in "
        "quotes"
    )


def test_equal_problems_of_many_rows_are_one_line(tmp_path):
    (one,) = problems(tmp_path, HEAD + "Iris\nJon\nKim\nLea\n")
    assert "4 like this: lines 2, 3, 4, …" in one


def test_a_heading_that_occurs_twice_is_refused(tmp_path):
    assert problems(tmp_path, "agent,contract,agent\nIris,full,Jon\n") == [
        "people.csv:1: 2 columns are called 'agent': keep one"
    ]


def test_long_values_are_shown_by_their_beginning(tmp_path):
    (one,) = problems(tmp_path, HEAD + f"Iris,{'q' * 9000}\n")
    assert len(one) < 300
    assert f"unknown contract '{'q' * 100}…'" in one


KNOWN = {"shifts": ["night", "desk on site"], "queues": ["orders", "returns"]}
WIDE = "agent,contract,available,days_off,skills,wishes\n"


def person(tmp_path, available="", days_off="", skills="orders", wishes=""):
    path = tmp_path / "people.csv"
    path.write_text(WIDE + f'Mia,full,"{available}","{days_off}","{skills}","{wishes}"\n')
    (one,) = read_agents(str(path), CONTRACTS, **KNOWN)
    return one


@pytest.mark.parametrize(
    ("cell", "hours"),
    [
        ("tue-thu", [Available(weekdays=(1, 2, 3))]),
        ("Tue, Sat 09:00-13:30", [Available(32_400, 48_600, (1, 5))]),
        ("Fri 21:30-05:15; Sun", [Available(77_400, 105_300, (4,)), Available(weekdays=(6,))]),
        ("06:45-14:00", [Available(24_300, 50_400)]),
        (
            "2027-02-26..2027-03-01 10:00-12:00",
            [Available(36_000, 43_200, first=date(2027, 2, 26), last=date(2027, 3, 1))],
        ),
        ("2027-02-26", [Available(first=date(2027, 2, 26), last=date(2027, 2, 26))]),
    ],
)
def test_hours_are_read_on_weekdays_and_dates_and_over_midnight(tmp_path, cell, hours):
    assert person(tmp_path, available=cell).available == tuple(hours)


@pytest.mark.parametrize("link", ["..", " to ", "/", " - ", "–"])
def test_a_range_of_dates_is_every_date_in_it(tmp_path, link):
    found = person(tmp_path, days_off=f"Sunday; 2028-02-28{link}2028-03-01").days_off
    assert found == (6, date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1))


def test_days_off_may_be_a_span_of_weekdays_or_the_date_cell_of_a_workbook(tmp_path):
    assert person(tmp_path, days_off="Fri-Sat").days_off == (4, 5)
    assert person(tmp_path, days_off="2027-05-03 00:00:00").days_off == (date(2027, 5, 3),)


@pytest.mark.parametrize(
    ("cell", "wishes"),
    [
        ("off tue 4", [Wish(4, wants=False, day=1)]),
        ("Off Tue-Wed 1.5", [Wish(1.5, wants=False, day=1), Wish(1.5, wants=False, day=2)]),
        ("off 2027-05-03 9", [Wish(9, wants=False, day=date(2027, 5, 3))]),
        ("on Sat 2", [Wish(2, day=5)]),
        (
            "night 3; not night 3",
            [Wish(3, template="night"), Wish(3, wants=False, template="night")],
        ),
        ("not night on Sun 3", [Wish(3, wants=False, template="night", day=6)]),
        ("desk on site 6", [Wish(6, template="desk on site")]),
        ("start 07:15 2", [Wish(2, start=26_100)]),
        ("not start 7:15 on Mon 2", [Wish(2, wants=False, start=26_100, day=0)]),
    ],
)
def test_wishes_are_read(tmp_path, cell, wishes):
    assert person(tmp_path, wishes=cell).wishes == tuple(wishes)


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("available", "Mon-Fry", "'Mon-Fry' has 'Fry', which is not a weekday; did you mean Fri"),
        ("available", "Mon 9-17", "'Mon 9-17' must be weekdays or dates, then hours"),
        ("available", "Mon 09:00", "'Mon 09:00' is not a span of hours"),
        ("available", "Mon 09:00-25:00", "'Mon 09:00-25:00' is not a time of day"),
        ("available", "do", "'do' is Thursday or Sunday, depending on the language"),
        ("days_off", "Sunn", "did you mean Sun"),
        ("days_off", "3.5.2027", "must be weekdays (Sun, Sat-Sun), a date (2026-03-05) or dates"),
        ("days_off", "2027-02-29", "has a date that does not exist"),
        ("days_off", "2027-05-03..2027-05-01", "ends before it begins"),
        ("days_off", "1027-05-03..2027-05-01", "has over 3,660 days"),
        ("skills", "retruns", "unknown skill 'retruns'; did you mean returns?"),
        ("skills", "", "is empty: write the queues that the person serves, of orders, returns"),
        ("wishes", "nigth 4", "has the unknown shift 'nigth'; did you mean night?"),
        ("wishes", "early 4", "known shifts: night, desk on site; or write off, on, start, not"),
        ("wishes", "of Fri 4", "has the unknown shift 'of Fri'; did you mean off?"),
        ("wishes", "off Fri", "must end with the price of not granting it"),
        ("wishes", "off 3", "must name a day"),
        ("wishes", "off Frd 3", "did you mean Fri"),
        ("wishes", "not 3", "must name a shift"),
        ("wishes", "start noon 3", "must name a time"),
        ("wishes", "off Fri -3", "must end with the price"),
        ("wishes", f"off Fri {'9' * 400}", "must end with the price"),
    ],
)
def test_what_a_cell_cannot_mean_is_named_with_line_and_column(tmp_path, column, cell, message):
    with pytest.raises(DataError) as caught:
        person(tmp_path, **{column: cell})
    assert caught.value.count == 1
    assert f"people.csv:2: column '{column}': " in str(caught.value)
    assert message in str(caught.value)


def test_a_plan_of_several_queues_needs_the_column_of_skills(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(HEAD + "Mia,full\n")
    with pytest.raises(DataError, match=r"has no column 'skills', but .*: orders, returns"):
        read_agents(str(path), CONTRACTS, **KNOWN)
    (mia,) = read_agents(str(path), CONTRACTS, shifts=["night"], queues=["orders"])
    assert mia.skills == ()


def test_a_skill_needs_a_queue_with_a_name(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("agent,contract,skills\nMia,full,orders\n")
    with pytest.raises(
        DataError, match=r"csv:2: column 'skills': .*the queue of the plan has no n"
    ):
        read_agents(str(path), CONTRACTS, queues=[])
    unknown = KnownNames(["full"], None, []).unknown([Agent("Mia", "full", skills=("orders",))])
    assert "unknown skill 'orders': the queue of the plan has no name" in next(unknown)


def test_skills_in_a_pool_name_queues_and_are_not_needed(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("agent,contract,skills\nMia,full,\nOle,full,retruns\n")
    with pytest.raises(DataError, match=r"csv:3: .*did you mean returns") as caught:
        read_agents(str(path), CONTRACTS, **KNOWN, pool=True)
    assert caught.value.count == 1


def test_every_example_of_the_reference_is_read(tmp_path):
    known = {"shifts": ["late", "early"], "queues": ["sales", "support"]}
    for column in COLUMNS:
        for entry, _ in column.entries:
            cells = {"agent": "Mia", "contract": "full", "skills": "sales", column.name: entry}
            path = tmp_path / "people.csv"
            path.write_text(";".join(cells) + "\n" + ";".join(f'"{c}"' for c in cells.values()))
            (one,) = read_agents(str(path), CONTRACTS, **known)
            assert getattr(one, column.name)


def test_people_of_a_program_are_checked_for_names_that_do_not_exist():
    known = KnownNames(["full"], ["night"], ["orders", "returns"])
    people = [
        Agent("Mia", "fulll", skills=("orders",), wishes=(Wish(1, template="nigth"),)),
        Agent("Ole", "full"),
    ]
    assert list(known.unknown(people)) == [
        "agent 'Mia': unknown contract 'fulll'; did you mean full?",
        "agent 'Mia': unknown shift 'nigth'; did you mean night?",
        "agent 'Ole' has no skills, of orders, returns",
    ]


def test_a_schedule_is_no_list_of_people(tmp_path):
    heading = "queue,agent,date,shift,contract,start,end,paid_hours,breaks\n"
    assert problems(tmp_path, heading + ",Iris,2026-03-02,day,full,,,8,\n") == [
        "people.csv:1: is a schedule written by wfm, not a list of people"
    ]
