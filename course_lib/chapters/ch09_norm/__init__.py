"""Chapter 08, norm: all that only this chapter needs."""
