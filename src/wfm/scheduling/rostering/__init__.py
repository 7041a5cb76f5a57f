"""Rosters by name: who works which shift, under contracts, availability, skills and wishes."""
