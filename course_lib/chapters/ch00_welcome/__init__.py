"""Chapter 00, welcome: all that only this chapter needs."""

PRESUPPOSES: tuple[str, ...] = ()  # it comes first
