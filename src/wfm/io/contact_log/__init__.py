"""Logs of single contacts: one row per call, chat or ticket."""
