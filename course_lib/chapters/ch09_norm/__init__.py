"""Chapter 09, norm: all that only this chapter needs."""

PRESUPPOSES = ("00", "01", "02", "03", "07", "08")  # the chapters that come before this one on every path
