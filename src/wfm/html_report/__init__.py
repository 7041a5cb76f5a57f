"""Plans, schedules, forecasts, reviews and capacity plans as one page for a browser."""
