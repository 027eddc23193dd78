"""Chapter 10, vision transformer: all that only this chapter needs."""
