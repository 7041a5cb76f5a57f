"""Results as text for a terminal: each module returns text and prints nothing.

The modules are imported one by one by the command that needs them, so that a quick command does
not load the others.
"""
