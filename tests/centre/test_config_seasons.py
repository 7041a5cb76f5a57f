"""Seasons, figures by date, opening hours and response times in centre.toml."""

from datetime import date

import pytest

from support.centres import centre_file, centre_of
from wfm.centre.describe import describe
from wfm.centre.records import Ramp
from wfm.errors import DataError

VOICE = '[[queue]]\nname = "voice"\nmodel = "erlang_a"\npatience = "2m"\ntarget = "80/30"\n'
MAIL = '[[queue]]\nname = "mail"\nmodel = "deferred"\n'
SEASON = "[[queue.season]]\nfirst = 2026-06-01\nlast = 2026-08-31\n"
JUNE = date(2026, 6, 15)
OFFICE = '[opening]\nMon-Fri = "08:00-17:00"\n'


def problems_of(tmp_path, text):
    with pytest.raises(DataError) as caught:
        centre_of(tmp_path, text)
    return [(problem.line, problem.text) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("contingency", '"12%"', 0.12),
        ("deflection", '"40%"', 0.4),
        ("automation", "0.15", 0.15),
        ("aht_change", '"-8%"', -0.08),
        ("redial", '"30%"', 0.3),
        ("resolution", '"70%"', 0.7),
        ("aht", '"4m"', 240.0),
        ("min_agents", "3", 3),
    ],
)
def test_a_season_of_a_queue_has_every_figure_of_the_queue(tmp_path, key, text, value):
    queue = centre_of(tmp_path, VOICE + SEASON + f"{key} = {text}\n").queues[0]
    assert queue.figure_on(key, JUNE) == value
    assert queue.figure_on(key, date(2026, 9, 1)) != value


def test_a_season_of_the_centre_changes_all_queues(tmp_path):
    season = '[[season]]\nfirst = 2026-06-01\nlast = 2026-08-31\ndeflection = "35%"\n'
    centre = centre_of(tmp_path, season + VOICE + VOICE.replace("voice", "sales"))
    assert [queue.figure_on("deflection", JUNE) for queue in centre.queues] == [0.35, 0.35]


@pytest.mark.parametrize("key", ["deflection", "automation", "aht_change", "redial", "contingency"])
def test_a_figure_may_have_values_by_date(tmp_path, key):
    text = f"{key} = {{2026-05-01 = '10%', 2026-03-02 = 0.04}}\n"
    queue = centre_of(tmp_path, VOICE + text).queues[0]
    assert getattr(queue, key) == Ramp(((date(2026, 3, 2), 0.04), (date(2026, 5, 1), 0.1)))
    lines = {
        line.split("  ")[0]: line
        for line in describe(centre_file(tmp_path, VOICE + text)).split("\n")
    }
    assert "4 % on 2026-03-02, 10 % on 2026-05-01" in lines[f"queue[1].{key}"]


def test_values_by_date_may_be_a_table_of_their_own_and_those_of_a_season(tmp_path):
    table = "[queue.deflection]\n2026-03-02 = '20%'\n2026-12-01 = '30%'\n"
    queue = centre_of(tmp_path, VOICE + table).queues[0]
    assert queue.figure_on("deflection", date(2026, 12, 1)) == pytest.approx(0.3)
    season = SEASON + "uplift = {2026-06-01 = '0%', 2026-08-31 = '-20%'}\n"
    (found,) = centre_of(tmp_path, VOICE + season).queues[0].seasons
    assert found.uplift == Ramp(((date(2026, 6, 1), 0.0), (date(2026, 8, 31), -0.2)))


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("deflection = {start = '20%'}\n", 6, "must be a value, or values by date"),
        ("deflection = {}\n", 6, "must be a value, or values by date"),
        ("deflection = {2026-03-02 = '120%'}\n", 6, "'120%' on 2026-03-02 must be less than 1"),
        ("resolution = {2026-03-02 = '0%'}\n", 6, "must be greater than 0 and at most 1"),
        ("redial = {2026-03-02 = 'some'}\n", 6, "must be a fraction or a percentage"),
        (SEASON + "escalation = '3%'\n", 9, "needs escalates_to, a key of the queue"),
        (SEASON + "overhead = '3%'\n", 9, "unknown key"),
        (SEASON + "deflexion = '3%'\n", 9, "unknown key; did you mean 'deflection'?"),
        (SEASON + "deflection = 0.1\n" + SEASON + "deflection = 0.2\n", 13, "let only one of them"),
        (SEASON + "[queue.season.opening]\nMo = '08:00-20:00'\n", 10, "unknown weekday 'Mo'"),
        ("[queue.opening]\nMon-Son = '08:00-20:00'\n", 7, "unknown weekday 'Mon-Son'"),
        ("[queue.exceptions]\n2026-12-25 = 'shut'\n", 7, "must be opening hours"),
    ],
)
def test_a_mistake_in_a_figure_by_date_is_named_with_its_line(tmp_path, text, line, words):
    ((found, message),) = problems_of(tmp_path, VOICE + text)
    assert (found, words in message) == (line, True), message


def test_uplifts_of_seasons_that_overlap_are_multiplied_not_refused(tmp_path):
    text = VOICE + SEASON + "uplift = '10%'\n" + SEASON + "uplift = '20%'\n"
    assert len(centre_of(tmp_path, text).queues[0].seasons) == 2


def test_a_model_refuses_a_figure_of_a_season_that_it_does_not_have(tmp_path):
    text = MAIL + "within = '4h'\n" + SEASON + "redial = '10%'\n"
    ((line, message),) = problems_of(tmp_path, text)
    assert (line, "is a key of model erlang_c or erlang_a; this queue is deferred" in message) == (
        8,
        True,
    )


# Opening hours


def test_queues_and_seasons_have_their_own_opening_hours(tmp_path):
    text = OFFICE + VOICE + SEASON + "[queue.season.opening]\nMon-Sat = '07:00-20:00'\n"
    text += MAIL + "within = '4h'\nclosed_on_holidays = false\n"
    text += "[queue.opening]\nMon-Sun = '00:00-24:00'\n[queue.exceptions]\n2026-12-25 = 'closed'\n"
    centre = centre_of(tmp_path, text)
    voice, mail = centre.queues
    assert centre.opening == (*[(480, 1020)] * 5, (0, 0), (0, 0))
    assert voice.opening is None
    assert voice.seasons[0].opening == (*[(420, 1200)] * 6, (0, 0))
    assert mail.opening == ((0, 1440),) * 7
    assert mail.exceptions == {date(2026, 12, 25): (0, 0)}
    assert not mail.closed_on_holidays


def test_deferred_queues_of_one_team_need_the_same_hours(tmp_path):
    hours = "[queue.opening]\nMon-Sun = '00:00-24:00'\n"
    mail = MAIL + "within = '4h'\nteam = 'desk'\n"
    text = mail + hours + mail.replace('"mail"', '"social"')
    ((line, message),) = problems_of(tmp_path, text)
    assert line == 12
    assert "need the same opening hours as 'mail'" in message
    assert len(centre_of(tmp_path, text + hours).queues) == 2


# Response times


@pytest.mark.parametrize(
    ("text", "within"),
    [
        ("within = '2 business days'", 2 * 9 * 3600),
        ("within = '6 business hours'", 6 * 3600),
        ("within = '1 business day 1 hour'", 10 * 3600),
        ("within = '7d'\nhours = 'calendar'", 7 * 86400),
        ("within = '1w'\nhours = 'calendar'", 7 * 86400),
        ("within = '24h'", 86400),
    ],
)
def test_a_response_time_counts_business_or_calendar_time(tmp_path, text, within):
    (queue,) = centre_of(tmp_path, OFFICE + MAIL + text).queues
    assert queue.deferred.within == within


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("within = '7d'", 6, "counts calendar days, but the queue counts business hours"),
        ("within = '2 business days'\nhours = 'calendar'", 6, "but the queue has hours = 'calend"),
        ("within = '4h'\ndeadline = '3 business hours'", 7, "must not be less than within"),
        ("within = '1 business day'\ndeadline = '8h'", 7, "must not be less than within"),
        ("within = 'soon'", 6, "or 90s, 3m, 1h30m, 1.5d, 1w, 2 business days, 4 business hours"),
        ("within = 0", 6, "must be greater than 0"),
    ],
)
def test_a_response_time_of_another_clock_is_refused(tmp_path, text, line, words):
    ((found, message),) = problems_of(tmp_path, OFFICE + MAIL + text)
    assert (found, words in message) == (line, True), message


def test_business_days_of_different_lengths_have_no_length(tmp_path):
    opening = OFFICE + 'Sat = "09:00-13:00"\n'
    ((line, message),) = problems_of(tmp_path, opening + MAIL + "within = '2 business days'")
    assert line == 7
    assert "needs opening hours of the same length" in message
    own = MAIL + "within = '2 business days'\n[queue.opening]\nMon-Sun = '08:00-20:00'\n"
    assert centre_of(tmp_path, opening + own).queues[0].deferred.within == 24 * 3600


def test_a_check_shows_response_times_as_they_are_written(tmp_path):
    text = OFFICE + MAIL + "within = '2 business days'\ndeadline = '50 business hours'\n"
    lines = describe(centre_file(tmp_path, text)).splitlines()
    values = {line.split("  ")[0]: line for line in lines}
    assert " 2 business days " in values["queue[1].within"]
    assert " 50 h (business time) " in values["queue[1].deadline"]


# Targets


@pytest.mark.parametrize("goal", ["asa = '20s'", "abandonment = '3%'", "max_occupancy = '85%'"])
@pytest.mark.parametrize("model", ["erlang_a", "chat"])
def test_one_part_of_a_target_is_enough(tmp_path, goal, model):
    text = VOICE.replace('target = "80/30"', goal).replace("erlang_a", model)
    target = centre_of(tmp_path, text).queues[0].target
    assert target.service_level is None
    assert getattr(target, goal.split()[0]) is not None


def test_a_live_queue_without_any_target_is_told_which_it_could_have(tmp_path):
    ((_, message),) = problems_of(tmp_path, VOICE.replace('target = "80/30"', ""))
    for words in ("target = '85/60'", "asa = '20s'", "abandonment = '3%'"):
        assert words in message
    ((_, message),) = problems_of(tmp_path, '[[queue]]\nname = "a"\n')
    assert "abandonment" not in message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (VOICE.replace("erlang_a", "chat").replace('patience = "2m"\ntarget = "80/30"\n', "")
         + "abandonment = '3%'\n", "needs patience"),
        (VOICE.replace('target = "80/30"', "max_occupancy = '80%'\nredial = '30%'"),
         "alone gives no redials and repeat contacts"),
        ('[[queue]]\nname = "a"\nabandonment = "3%"\nasa = "20s"\n', "use model = 'erlang_a'"),
        (VOICE.replace('target = "80/30"', "max_occupancy = '80%'\nteam = 't'")
         + MAIL + "within = '4h'\nteam = 't'\n", "for a queue that is blended with deferred work"),
    ],
)  # fmt: skip
def test_what_a_model_cannot_honour_is_refused_by_name(tmp_path, text, words):
    ((_, message),) = problems_of(tmp_path, text)
    assert words in message


def test_the_minimum_of_queues_that_share_agents_is_that_of_the_team(tmp_path):
    pair = VOICE + "team = 't'\nmin_agents = 2\n" + VOICE.replace('"voice"', '"b"') + "team = 't'\n"
    ((line, message),) = problems_of(tmp_path, pair)
    assert line == 7
    assert "set min_agents in [[team]] 't'" in message
    team = "[[team]]\nname = 't'\nmin_agents = 2\n"
    assert centre_of(tmp_path, team + pair.replace("min_agents = 2\n", "")).teams[0].min_agents == 2


def test_a_chat_without_overhead_has_none_which_is_a_default(tmp_path):
    text = '[[queue]]\nname = "c"\nmodel = "chat"\ntarget = "80/30"\nconcurrency = 3\n'
    assert centre_of(tmp_path, text).defaults == ("overhead 0 % of 'c'",)
    assert centre_of(tmp_path, text + "overhead = 0\n").defaults == ()
    assert centre_of(tmp_path, text + "aht = ['4m', '5m', '6m']\n").defaults == ()


def test_a_check_shows_true_and_false_as_in_the_file(tmp_path):
    lines = describe(centre_file(tmp_path, VOICE)).splitlines()
    (line,) = [line for line in lines if line.startswith("queue[1].closed_on_holidays")]
    assert line.split()[1:] == ["true", "default"]
