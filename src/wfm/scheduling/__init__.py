"""From a plan to people on shift: requirements, shifts that cover them, people who work them."""
