"""A single queue: a forecast and a target become a plan."""
