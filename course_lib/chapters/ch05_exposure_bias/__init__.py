"""Chapter 05, exposure bias: all that only this chapter needs."""

PRESUPPOSES = ("00", "01", "02", "03", "04")  # the chapters that come before this one on every path
