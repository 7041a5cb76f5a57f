"""Agents for one half-hour: 100 calls of 3 minutes, 80 % answered within 20 seconds."""

import wfm

load = wfm.offered_load(100, 180, interval=1800)
agents = wfm.agents_required(load, 180, service_level=0.80, within=20)
result = wfm.performance(agents, load, 180, within=20)

print(f"offered load: {load:.1f} erlangs")
print(f"agents required: {agents:.0f}")
print(f"service level: {result.service_level:.1%}")
print(f"average speed of answer: {result.asa:.1f} s")
print(f"occupancy: {result.occupancy:.1%}")
print(f"scheduled agents at 30 % shrinkage: {wfm.scheduled(agents, 0.30):.0f}")

# With callers who abandon after 3 minutes of waiting on average (Erlang A):
patient = wfm.agents_required(load, 180, service_level=0.80, within=20, patience=180)
print(f"agents required with abandonment: {patient:.0f}")

# Output:
# offered load: 10.0 erlangs
# agents required: 14
# service level: 88.8%
# average speed of answer: 7.8 s
# occupancy: 71.4%
# scheduled agents at 30 % shrinkage: 20
# agents required with abandonment: 12
