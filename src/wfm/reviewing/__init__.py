"""After the plan: what happened in every interval against what was planned."""
