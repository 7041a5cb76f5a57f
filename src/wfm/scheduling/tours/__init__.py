"""Weekly work patterns (tours) of anonymous people under contracts."""
