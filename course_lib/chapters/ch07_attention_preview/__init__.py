"""Chapter 07, attention preview: all that only this chapter needs."""
