"""Chapter 01, sequences: all that only this chapter needs."""
