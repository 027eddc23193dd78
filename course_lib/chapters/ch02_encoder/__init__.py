"""Chapter 02, encoder: all that only this chapter needs."""

PRESUPPOSES = ("00", "01")  # the chapters that a learner has seen
