"""From a forecast to shifts with breaks, without a file in between."""

import wfm

plan = wfm.plan("examples/forecast.csv", "85/60")
schedule = wfm.make_schedule(plan, first_day="1999-02-05", days=1)

summary = schedule.summary()
print(f"status: {summary.status}")
print(f"shifts: {summary.shifts}")
print(f"paid hours: {summary.paid_hours:.1f}")
print(f"lower bound of the cost: {summary.lower_bound:.1f}")
print(f"service level: {summary.service_level:.1%}")

print(schedule.to_frame()[["shift", "start", "end"]].head(3))
print(schedule.coverage()[["start", "required", "net"]].head(3))

# With contracts and people by name:
# wfm.make_schedule(plan, rules="rules.toml", agents="agents.csv").save("schedule.xlsx")

# Output:
# status: optimal
# shifts: 15
# paid hours: 69.0
# lower bound of the cost: 84.0
# service level: 96.5%
#        shift               start                 end
# 0  part-time 1999-02-05 07:00:00 1999-02-05 12:00:00
# 1  part-time 1999-02-05 07:00:00 1999-02-05 12:00:00
# 2  part-time 1999-02-05 07:00:00 1999-02-05 12:00:00
#                 start  required  net
# 0 1999-02-05 07:00:00         3    4
# 1 1999-02-05 07:15:00         3    4
# 2 1999-02-05 07:30:00         8    8
