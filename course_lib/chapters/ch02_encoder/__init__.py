"""Chapter 02, encoder: all that only this chapter needs."""

PRESUPPOSES = ("00", "01")  # the chapters that come before this one on every path
