"""Lines of a summary about uncertain volumes, against the figures that they are of."""

import wfm
from wfm.report.risk_text import risk_lines

STARTS = [f"2026-05-{11 + day}T{9 + hour:02}:00" for day in range(2) for hour in range(3)]
TABLE = {"start": STARTS, "volume": [44.0, 71, 52, 40, 66, 49], "aht": [225.0] * 6}


def lines(**more):
    """The lines of a plan, with its summary."""
    plan = wfm.plan({**TABLE, **more.pop("table", {})}, "80/20", shrinkage="20%", **more)
    summary = plan.summary()
    text = "\n".join(risk_lines(plan, summary, details=True)).replace("\u00a0", " ")
    return text, summary


def test_a_point_plan_says_how_many_days_keep_the_target():
    text, summary = lines(volume_cv="15%")
    risk = summary.risk
    assert text.splitlines() == [
        f"Days that keep the target: {10 * risk.total.days_kept:.1f} in 10, as the volume of a day "
        "varies (CV 15.0 %)",
        f"Service level of a day: {100 * risk.service_level_p10:.1f} % (p10) to "
        f"{100 * risk.service_level_p90:.1f} % (p90); of all contacts "
        f"{100 * risk.total.expected_service_level:.1f} %",
    ]
    assert lines()[0] == ""


def test_a_confidence_shows_its_cost_and_both_shares_of_days():
    text, summary = lines(volume_cv=0.15, confidence="85%", hourly_cost=18)
    point = summary.risk.point_plan
    more = summary.total.paid_hours - point.paid_hours
    share = 100 * more / point.paid_hours
    assert text.startswith("Agents: 85 % confidence: volume 15.5 % above the forecast (CV 15.0 %)")
    fte = summary.total.fte - point.fte
    assert f"; +{more:.1f} paid hours, +{fte:.1f} FTE (+{share:.1f} %)" in text
    assert f"; +{18 * more:.0f} cost (+{share:.1f} %)" in text
    assert f"{10 * summary.risk.total.days_kept:.1f} in 10; point plan: " in text
    assert f"point plan: {10 * point.days_kept:.1f} in 10" in text


def test_a_confidence_below_a_half_is_below_the_forecast():
    text, _ = lines(volume_cv=0.15, confidence=0.3)
    assert "volume 8.4 % below the forecast" in text
    assert "Against the point plan (agents for the forecast): -" in text


def test_queues_have_their_own_days_and_variations():
    table = {"queue": ["sales"] * 6 + ["help"] * 6, "start": STARTS * 2}
    table |= {"volume": TABLE["volume"] * 2, "aht": [225.0] * 12}
    table |= {"volume_cv": [0.1] * 6 + [0.25] * 6}
    text, summary = lines(table=table, risk_scope="interval")
    named = ", ".join(f"{one.label} {10 * one.days_kept:.1f}" for one in summary.risk.queues)
    assert f"as the volume of each interval varies (CV 10.0 % to 25.0 %): {named}" in text
