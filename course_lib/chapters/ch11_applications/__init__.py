"""Chapter 11, applications: all that only this chapter needs."""

PRESUPPOSES = ("00", "01", "02", "03", "07")  # the chapters that come before this one on every path
