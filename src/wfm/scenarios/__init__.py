"""What if: a forecast planned again with other volumes, handle times, shrinkage or targets."""
