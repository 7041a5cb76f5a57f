"""Tests of report pages in Chromium: `make browser`."""
