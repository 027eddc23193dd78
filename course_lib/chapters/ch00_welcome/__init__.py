"""Chapter 00, welcome: all that only this chapter needs."""

PRESUPPOSES = ()  # the chapters that a learner has seen
