"""A fortnight of half-hours: from a forecast file to a plan, with targets and shrinkage."""

import wfm

forecast = wfm.read_forecast("examples/forecast.csv")
plan = wfm.plan(forecast, "85/60", shrinkage="breaks=10%,leave=12%,sickness=8%", patience="3m")

total = plan.summary().total
print(f"contacts: {total.contacts:,.0f}")
print(f"paid hours: {total.paid_hours:,.1f}")
print(f"FTE: {total.fte:.1f}")
print(f"service level: {total.service_level:.1%}")

print(plan.to_frame()[["start", "volume", "agents", "scheduled"]].head(3))

# Every number of an interval with its formula:
for step in plan.explain("1999-02-01 10:00").steps:
    if step.substitution:
        print(f"{step.name}: {step.substitution} = {step.value:.5g} {step.unit}")

# plan.save("plan.xlsx") writes the whole plan; .csv, .tsv and .json are the other formats.

# Output:
# contacts: 16,711
# paid hours: 1,695.5
# FTE: 21.2
# service level: 89.7%
#                 start  volume  agents  scheduled
# 0 1999-02-01 07:00:00    20.0       3          5
# 1 1999-02-01 07:30:00    30.0       4          6
# 2 1999-02-01 08:00:00    59.0       6          9
# offered load: 53 × 190.9 / 1800 = 5.6209 erlangs
# occupancy: 5.62094 × (1 − 0.07861) / 7 = 0.73987 fraction
# scheduled: ⌈7 / (1 − 0.3)⌉ = ⌈10⌉ = 10 agents
# paid hours: 10 × 1800 / 3600 = 5 h
# fte: 5 / 40 = 0.125 FTE
