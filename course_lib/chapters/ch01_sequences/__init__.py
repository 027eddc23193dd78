"""Chapter 01, sequences: all that only this chapter needs."""

PRESUPPOSES = ("00",)  # the chapters that a learner has seen
