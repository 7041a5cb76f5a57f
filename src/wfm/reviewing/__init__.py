"""After the plan: what happened against what was planned, and one plan against another."""
