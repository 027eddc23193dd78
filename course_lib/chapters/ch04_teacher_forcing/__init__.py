"""Chapter 04, teacher forcing: all that only this chapter needs."""
