"""Results as text for a terminal; returns strings and prints nothing."""

from __future__ import annotations

from wfm.report.centre_walk_text import centre_walk_text
from wfm.report.interval_text import answer_text, calc_text, explain_text
from wfm.report.plan_text import plan_text, summary_text
from wfm.report.schedule_text import schedule_text

__all__ = [
    "answer_text",
    "calc_text",
    "centre_walk_text",
    "explain_text",
    "plan_text",
    "schedule_text",
    "summary_text",
]
