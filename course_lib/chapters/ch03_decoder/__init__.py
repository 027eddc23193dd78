"""Chapter 03, decoder: all that only this chapter needs."""
