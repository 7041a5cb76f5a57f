"""From a plan to people on shift: what must be covered, who covers it, and what that gives."""

from __future__ import annotations

from wfm.rota.ground import besides_breaks, between
from wfm.rota.make import make_rota
from wfm.rota.records import Break, Coverage, Order, Rota, ShiftRow, Total

__all__ = [
    "Break",
    "Coverage",
    "Order",
    "Rota",
    "ShiftRow",
    "Total",
    "besides_breaks",
    "between",
    "make_rota",
]
