"""Agents for a pandas DataFrame with a row per interval."""

import pandas as pd

import wfm

forecast = pd.DataFrame(
    {"volume": [20, 55, 80, 60], "aht": [180, 180, 200, 200]},
    index=pd.date_range("2026-01-05 08:00", periods=4, freq="30min", name="start"),
)
plan = wfm.staff(forecast, "80/20", shrinkage="30%", max_occupancy="85%")
print(plan[["volume", "agents", "scheduled", "occupancy"]].round(2))

# Output:
#                      volume  agents  scheduled  occupancy
# start
# 2026-01-05 08:00:00      20       4          6       0.50
# 2026-01-05 08:30:00      55       8         12       0.69
# 2026-01-05 09:00:00      80      12         18       0.74
# 2026-01-05 09:30:00      60      10         15       0.67
