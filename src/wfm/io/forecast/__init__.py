"""The forecast reader: files and streams become a checked `Demand`."""
