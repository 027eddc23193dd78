"""Chapter 01, sequences: all that only this chapter needs."""

PRESUPPOSES = ("00",)  # the chapters that come before this one on every path
