"""Results as text for a terminal; returns strings and prints nothing."""

from __future__ import annotations

from wfm.report.one import answer_text, calc_text, explain_text
from wfm.report.plan import plan_text, summary_text
from wfm.report.rota import rota_text
from wfm.report.way import centre_walk_text

__all__ = [
    "answer_text",
    "calc_text",
    "centre_walk_text",
    "explain_text",
    "plan_text",
    "rota_text",
    "summary_text",
]
