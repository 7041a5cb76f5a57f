"""The past: counts and estimates from logs."""
