"""Chapter 07, attention preview: all that only this chapter needs."""

PRESUPPOSES = ("00", "01", "02", "03")  # the chapters that come before this one on every path
