"""Chapter 08, transformer: all that only this chapter needs."""
