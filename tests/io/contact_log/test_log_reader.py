"""Logs of single contacts: headings, outcomes, moments, time zones and problems."""

import numpy as np
import pytest

import wfm
from wfm.io.contact_log.log_reader import read_contact_log
from wfm.io.contact_log.outcomes import NO_WORDS, OutcomeColumn, OutcomeWords
from wfm.io.forecast.log_words import looks_like_log
from wfm.io.forecast.read_options import ReadOptions
from wfm.option_text import for_command_line

ROW = "2026-03-02 09:00:00"


def read(tmp_path, text, words=NO_WORDS, **options):
    path = tmp_path / "log.csv"
    path.write_text(text)
    return read_contact_log(str(path), ReadOptions(**options), words=words)


def known(values):
    return [None if np.isnan(value) else value for value in values.tolist()]


@pytest.mark.parametrize(
    ("unit", "wait", "handle"), [("[minuti]", "1.5", "4"), ("(hrs)", "0.025", "0.0666667")]
)
def test_units_in_headings_of_any_words_are_used(tmp_path, unit, wait, handle):
    columns = {"wait": f"Before {unit}", "handle_time": f"Work {unit}", "arrival": "Come"}
    text = f"Come,Before {unit},Work {unit},Outcome\n{ROW},{wait},{handle},Answered\n"
    log = read(tmp_path, text, columns=columns)
    assert known(log.wait) == pytest.approx([90])
    assert known(log.handle_time) == pytest.approx([240], rel=1e-4)


@pytest.mark.parametrize(
    "text",
    [
        f"arrival,wait,handle_time,abandoned\n{ROW},5,240,0\n{ROW},30,,1\n",
        f"Call Start;Wait Time (sec);Handle Time;Status\n{ROW};5;240;Answered\n"
        f"{ROW};30;;Abandoned in queue\n",
        f"Queue Start|Answered At|End Time\n{ROW}|2026-03-02 09:00:05|2026-03-02 09:04:05\n"
        f"{ROW}||2026-03-02 09:00:30\n",
        "date,arrival time,time in queue,aht_mmss,answered\n2026-03-02,09:00:00,5,4:00,yes\n"
        "2026-03-02,09:00:00,30,,no\n",
        "Call Id,Agent,Date,Time,Answered (Y/N),Speed of answer in seconds,AvgTalkDuration\n"
        "1,Ann,2026-03-02,9:00:00,Y,5,00:04:00\n2,Ben,2026-03-02,9:00:00,N,30,\n",
        f"Ankunft;Wartezeit;Bearbeitungszeit (Min);Ergebnis\n{ROW};5;4;Angenommen\n"
        f"{ROW};30;;Aufgelegt\n",
        "InitiationTimestamp,ConnectedToAgentTimestamp,DisconnectTimestamp\n"
        "2026-03-02T09:00:00Z,2026-03-02T09:00:05Z,2026-03-02T09:04:05Z\n"
        "2026-03-02T09:00:00Z,,2026-03-02T09:00:30Z\n",
        "date,call time,answered at,end\n2026-03-02,9:00:00 AM,9:00:05 AM,9:04:05 AM\n"
        "2026-03-02,9:00:00 AM,,9:00:30 AM\n",
        f"arrival,talk time,acw,wait,outcome\n{ROW},200,40,5,AGENT\n{ROW},,,30,HANG\n",
        "arrival,wait,handle time,abandoned\n2026-03-02 09:00:00.125,0:00:05,0:04:00,false\n"
        "2026-03-02 09:00:00.5,0:00:30,,true\n",
    ],
)
def test_usual_logs_are_read_by_their_headings(tmp_path, text):
    log = read(tmp_path, text)
    assert log.local.tolist() == [1_772_442_000] * 2
    assert known(log.wait) == [5.0, 30.0]
    assert known(log.handle_time) == [240.0, None]
    assert log.abandoned.tolist() == [False, True]
    assert log.has_outcome


def test_columns_are_named_by_the_caller(tmp_path):
    text = f"a,b,c,d,e\n{ROW},x,7,100,ring\n{ROW},y,8,,gone\n"
    columns = {"arrival": "a", "queue": "b", "wait": "c", "handle_time": "d", "outcome": "e"}
    with pytest.raises(wfm.DataError, match=r"no outcome is answered or abandoned: 'ring', 'gone'"):
        read(tmp_path, text, columns=columns)
    text = text.replace("ring", "agent")
    with pytest.raises(wfm.DataError, match=r"'gone' \(1 row\) is neither answered nor abandoned"):
        read(tmp_path, text, columns=columns)
    log = read(tmp_path, text, words=OutcomeWords(exclude=("GONE",)), columns=columns)
    assert (len(log), log.queues) == (1, ("x", "y"))
    assert "rows left out because they are no contacts: 1" in log.notes
    with pytest.raises(
        wfm.InputError, match=r"unknown quantity 'colour'.*the quantities are queue"
    ):
        read(tmp_path, text, columns={"colour": "c"})


def test_a_column_that_is_no_outcome_can_be_left_out(tmp_path):
    text = f"id,arrival,handle time,status\n7,{ROW},240,Closed\n8,{ROW},200,Closed\n"
    with for_command_line(), pytest.raises(wfm.DataError, match="or read none, --map outcome=''"):
        read(tmp_path, text)
    log = read(tmp_path, text, columns={"outcome": ""})
    assert len(log) == 2
    assert "columns not used: 'id', 'status'" in log.notes


def test_titles_above_the_headings_are_noted(tmp_path):
    text = f"Calls of March\nTeam: North,,\n\nCall Start,Handle Time,Status\n{ROW},240,answered\n"
    log = read(tmp_path, text)
    assert known(log.handle_time) == [240.0]
    assert any("headings in line 4; not read above them" in note for note in log.notes)


def test_timestamps_of_a_table_have_their_time_zone():
    import pandas as pd

    table = pd.DataFrame(
        {"arrival": pd.to_datetime(["2026-07-01 22:30"]).tz_localize("Asia/Tokyo"), "aht": 200}
    )
    counts = wfm.count_contacts(table)
    assert str(counts.demand.zone) == "Asia/Tokyo"
    assert counts.days[0].label == "2026-07-01"


def test_times_of_day_after_midnight_are_on_the_next_day(tmp_path):
    text = "date,time,answered at,end\n2026-03-02,23:59:50,00:00:10,00:03:10\n"
    log = read(tmp_path, text)
    assert (known(log.wait), known(log.handle_time)) == ([20.0], [180.0])


def test_a_moment_that_other_columns_replace_is_not_read(tmp_path):
    text = f"arrival,wait,handle time,abandoned,answered at\n{ROW},5,240,no,08:00:00\n"
    assert known(read(tmp_path, text).wait) == [5.0]


def test_clocks_of_two_systems_may_differ_by_seconds(tmp_path):
    text = f"arrival,answered at,end\n{ROW},2026-03-02 08:59:59,2026-03-02 09:02:59\n"
    assert known(read(tmp_path, text).wait) == [0.0]


def test_without_outcome_and_with_all_handle_times_all_are_answered(tmp_path):
    log = read(tmp_path, f"arrival,handle time\n{ROW},240\n{ROW},200\n")
    assert (log.abandoned.any(), log.has_outcome) == (False, False)
    assert any("all are counted as answered" in note for note in log.notes)


def test_talk_time_alone_is_said_to_lack_after_call_work(tmp_path):
    log = read(tmp_path, f"arrival,talk time,abandoned\n{ROW},240,no\n")
    assert any("after-call work is not in it" in note for note in log.notes)


def test_offsets_of_the_times_say_the_instant(tmp_path):
    text = "arrival,handle time\n2026-07-01T09:00:00+02:00,240\n2026-07-01T10:00:00+02:00,240\n"
    log = read(tmp_path, text)
    assert (log.arrival - log.local).tolist() == [-7200, -7200]
    zoned = read(tmp_path, text.replace("T10:00:00+02:00", "T09:00:00+01:00"), zone="Europe/Paris")
    assert zoned.local.tolist() == log.local.tolist()
    with pytest.raises(wfm.DataError, match="the offsets from UTC differ"):
        read(tmp_path, text.replace("T10:00:00+02:00", "T09:00:00+01:00"))


def test_the_repeated_hour_is_of_the_second_pass_after_the_time_falls_back(tmp_path):
    times = ["01:59:00", "02:10:00", "02:50:00", "02:05:00", "02:55:00", "03:01:00"]
    text = "arrival,handle time\n" + "".join(f"2026-10-25 {one},240\n" for one in times)
    log = read(tmp_path, text, zone="Europe/Berlin")
    assert ((log.local - log.arrival) // 3600).tolist() == [2, 2, 2, 1, 1, 1]
    assert any("2 read as of the first, 2 as of the second" in note for note in log.notes)


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ("a,b\n1,2\n", {}, "no column for the arrival of a contact: the headings are a, b"),
        ("arrival\n", {}, "has headings but no rows below them"),
        ("time,wait\n09:00,3\n", {}, "no column for the arrival"),
        (f"arrival,handle time\n{ROW},240\nsoon,240\n", {}, ":3: column 'arrival': 'soon'"),
        (f"arrival,handle time\n{ROW},240\n,240\n", {}, ":3: column 'arrival': the cell is empty"),
        (f"arrival,handle time\n{ROW},x\n", {}, ":2: column 'handle time': 'x' is not a number"),
        (f"arrival,handle time\n{ROW},240,1\n", {}, ":2: has 3 cells, but there are 2 headings"),
        (f"arrival,handle time,abandoned\n{ROW},240,0\n{ROW},,2\n", {}, "neither yes nor no"),
        (f"arrival,handle time\n{ROW},240\n{ROW},\n", {}, "no column says whether they abandoned"),
        (f"arrival,handle time\n{ROW},4\n", {}, "a median of 4, which is unlikely in seconds"),
        (f"arrival,handle time\n{ROW},240000\n", {}, "--aht-unit min or --aht-unit ms"),
        (f"arrival,wait,queue time,handle time\n{ROW},1,1,99\n", {}, "can all be the wait"),
        (
            f"arrival,answered at,end\n{ROW},2026-03-02 08:00:00,2026-03-02 09:02:59\n",
            {},
            ":2: column 'answered at': the moment is before the arrival",
        ),
        (
            f"arrival,answered at,end\n{ROW},2026-03-02 09:04:00,2026-03-02 09:02:59\n",
            {},
            ":2: column 'end': the contact ends before it is answered",
        ),
        (
            "arrival,handle time\n2026-03-29 02:30:00,240\n",
            {"zone": "Europe/Berlin"},
            "2026-03-29 02:30 does not exist in Europe/Berlin",
        ),
        (
            "arrival,handle time\n03/04/2026 09:00,240\n",
            {},
            "is ambiguous: 3 April 2026 or 4 March",
        ),
    ],
)
def test_a_log_that_cannot_be_read_says_why_and_where(tmp_path, text, options, message):
    with for_command_line(), pytest.raises(wfm.DataError) as error:
        read(tmp_path, text, **options)
    assert message in str(error.value)


def test_an_unlikely_median_is_right_if_the_unit_is_said(tmp_path):
    text = f"arrival,handle time\n{ROW},4\n"
    assert known(read(tmp_path, text, aht_unit="min").handle_time) == [240.0]
    assert known(read(tmp_path, text, aht_unit="s").handle_time) == [4.0]


def test_the_unit_of_the_option_overrides_that_of_the_heading_of_handle_times(tmp_path):
    text = f"arrival,handle time (min),wait (s)\n{ROW},240,30\n"
    log = read(tmp_path, text, aht_unit="s")
    assert (known(log.handle_time), known(log.wait)) == ([240.0], [30.0])
    assert any("read in s, by aht_unit" in note for note in log.notes)
    usual = read(tmp_path, text, aht_unit="s", aht_unit_usual=True)
    assert known(usual.handle_time) == [14_400.0]


@pytest.mark.parametrize("cells", ["900000,240000", "240000,900000"])
def test_milliseconds_without_a_unit_are_offered_as_such(tmp_path, cells):
    text = f"arrival,handle time,wait\n{ROW},{cells}\n"
    with for_command_line(), pytest.raises(wfm.DataError) as error:
        read(tmp_path, text)
    assert "use --aht-unit ms if the column is in milliseconds" in str(error.value)
    handle, wait = (float(cell) / 1000 for cell in cells.split(","))
    log = read(tmp_path, text, aht_unit="ms")
    assert (known(log.handle_time), known(log.wait)) == ([handle], [wait])


def test_rows_that_are_excluded_need_a_column_of_outcomes(tmp_path):
    with pytest.raises(wfm.InputError, match="exclude needs a column of outcomes"):
        read(tmp_path, f"arrival,handle time\n{ROW},240\n", words=OutcomeWords(exclude=("test",)))


@pytest.mark.parametrize(
    ("header", "is_log"),
    [
        (["Call ID", "Start Time", "Queue Time", "Agent"], True),
        (["call_start", "disposition"], True),
        (["start", "calls", "aht"], False),
        (["interval start", "offered", "abandoned", "aht"], False),
    ],
)
def test_headings_of_a_log_are_recognised(header, is_log):
    assert looks_like_log(header) == is_log


WORDS = {
    1: (
        "ABN", "abd", "Ab", "ABAND", "Abandon", "Lost", "Hung up", "Missed call", "No Answer",
        "Left queue", "Disconnected in queue", "Renunció", "no atendida", "Sin respuesta", "colgó",
        "Abgebrochen", "Abgebr.", "Anrufer hat aufgelegt", "verpasst", "keine Antwort", "raccroché",
        "Abandonné", "Manqué", "n'a pas répondu", "sans réponse", "Perdido", "não atendida",
        "sem resposta", "desligou", "opgehangen", "afgebroken", "geen antwoord", "Persa",
        "Senza risposta", "Mancata risposta", "inevasa", "Rinuncia", "not connected",
    ),
    0: (
        "ANS", "hnd", "OK", "Completed", "Connected", "Handled by agent", "Angenommen", "Traité",
        "Contestada", "Respondida", "Beantwoord", "Risposta", "Evasa", "Transferred",
    ),
    3: ("Disconnected", "Incomplete", "No agents", "Rejected by agent", "XFR9", "Voicemail", ""),
}  # fmt: skip


@pytest.mark.parametrize(
    ("code", "text"), [(c, text) for c, some in WORDS.items() for text in some]
)
def test_the_words_of_outcomes_in_seven_languages(code, text):
    column = OutcomeColumn("Result", is_flag=False)
    assert column.codes([text], [2]).tolist() == [code]


def test_the_caller_says_what_a_word_means_as_the_message_shows(tmp_path):
    text = f"arrival,handle time,wait,result\n{ROW},200,5,ok\n{ROW},,40,Z9\n{ROW},90,3,\n"
    with for_command_line(), pytest.raises(wfm.DataError) as error:
        read(tmp_path, text)
    said = str(error.value)
    assert "'Z9' (1 row) is neither answered nor abandoned" in said
    assert "--abandoned Z9 or --answered Z9" in said
    assert "an empty cell (1 row)" in said
    assert "--answered ''" in said
    assert "without abandoned contacts, abandonment and patience would be wrong" in said
    words = OutcomeWords(abandoned=(" z9",), answered=("", "gone"))
    log = read(tmp_path, text, words)
    assert log.abandoned.tolist() == [False, True, False]
    assert "no row has the outcome 'gone'" in log.notes
    flags = f"arrival,wait,abandoned\n{ROW},5,no\n{ROW},40,Q\n"
    with pytest.raises(wfm.DataError, match=r"'Q' .1 row. is neither yes nor no"):
        read(tmp_path, flags)
    assert read(tmp_path, flags, OutcomeWords(("Q",))).abandoned.tolist() == [False, True]


def test_a_word_has_one_meaning(tmp_path):
    text = f"arrival,result\n{ROW},ok\n"
    words = OutcomeWords(abandoned=("ABN",), exclude=("abn",))
    with pytest.raises(wfm.InputError, match="another meaning in abandoned; say one of the two"):
        read(tmp_path, text, words)


@pytest.mark.parametrize("last", ["Total,2,,", "Gesamt,1", ",Total calls,2,", "Grand Total:,,,9"])
def test_a_row_of_totals_is_no_contact(tmp_path, last):
    text = f"Arrival,Answered,Wait (s),Handle Time (s)\n{ROW},1,5,240\n{ROW},0,31,\n{last}\n"
    log = read(tmp_path, text)
    assert len(log) == 2
    assert any("a row of totals is left out: line 4" in note for note in log.notes)


@pytest.mark.parametrize(
    "moments", [("1780311613", "1780311650"), ("1780311613250", "1780311650250")]
)
def test_arrivals_are_seconds_or_milliseconds_since_1970(tmp_path, moments):
    first, second = moments
    text = f"start_epoch,wait_s,handle_time_s,outcome\n{first},5,240,answered\n"
    log = read(tmp_path, f"{text}{second},31,,abandoned\n", zone="Europe/Lisbon")
    assert log.arrival.tolist() == [1780311613, 1780311650]
    assert (log.local - log.arrival).tolist() == [3600, 3600]
    assert any("'start_epoch' read as the time since 1970 in UTC" in note for note in log.notes)


def test_the_wait_of_the_abandoned_may_have_a_column_of_its_own(tmp_path):
    text = (
        "conversationStart,queueName,tWait,tHandle,tAbandon\n"
        "2026-06-01T09:00:13.250Z,Billing,5100,240500,\n"
        "2026-06-01T09:00:50.250Z,Billing,,,31200\n"
    )
    log = read(tmp_path, text, aht_unit="ms")
    assert log.abandoned.tolist() == [False, True]
    assert known(log.wait) == pytest.approx([5.1, 31.2])
    assert known(log.handle_time) == [240.5, None]
    with for_command_line(), pytest.raises(wfm.DataError, match="--aht-unit ms"):
        read(tmp_path, text.replace("240500", "940500"))


def test_outbound_contacts_are_noted_and_can_be_left_out(tmp_path):
    text = (
        "Call Time,Direction,Disposition,Handle Time,Wait\n"
        f"{ROW},Inbound,Answered,240,5\n{ROW},Outbound,No sale,300,0\n{ROW},In,Abandoned,,40\n"
    )
    words = OutcomeWords(answered=["No sale"])
    log = read(tmp_path, text, words)
    assert len(log) == 3
    assert any("1 row with 'Outbound' in 'Direction' count" in note for note in log.notes)
    assert len(read(tmp_path, text, OutcomeWords(exclude=["outbound"]))) == 2
    without = text.replace("Disposition", "Agent")
    assert (
        len(read(tmp_path, without.replace(",,", ",9,"), OutcomeWords(exclude=["outbound"]))) == 2
    )


@pytest.mark.parametrize("missing", [1, 2, 3])
@pytest.mark.parametrize("first", [True, False])
def test_rows_too_short_for_the_arrival_are_refused_with_their_line(tmp_path, missing, first):
    whole = "billing,answered,41,2026-05-04 09:15:02\n"
    short = ",".join(["billing", "answered", "41"][: 4 - missing]) + "\n"
    path = tmp_path / "log.csv"
    rows = [short, whole] if first else [whole, short]
    path.write_text("queue,outcome,wait_s,call_start\n" + "".join(rows))
    with pytest.raises(wfm.DataError) as refused:
        read_contact_log(str(path), ReadOptions(interval=1800))
    line, cells = 2 if first else 3, 4 - missing
    assert f"log.csv:{line}: has {cells} cells, but there are 4 headings" in str(refused.value)
