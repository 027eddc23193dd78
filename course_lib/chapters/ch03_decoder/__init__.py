"""Chapter 03, decoder: all that only this chapter needs."""

PRESUPPOSES = ("00", "01", "02")  # the chapters that come before this one on every path
