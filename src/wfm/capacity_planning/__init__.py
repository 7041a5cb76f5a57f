"""Months and years ahead: people to hire, overtime, temps and an outsourcer, and what they cost."""
