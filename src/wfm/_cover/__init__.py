"""The room under `wfm.schedule` and `wfm.roster`: programs, their bounds, and the search."""
