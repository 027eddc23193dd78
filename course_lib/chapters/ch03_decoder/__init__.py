"""Chapter 03, decoder: all that only this chapter needs."""

PRESUPPOSES = ("00", "01", "02")  # the chapters that a learner has seen
