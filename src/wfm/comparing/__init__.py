"""Two plans or two schedules side by side: what differs, and what that changes."""
