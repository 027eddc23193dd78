"""Chapter 09, transformer: all that only this chapter needs."""
