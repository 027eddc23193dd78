"""Chapter 09, norm: all that only this chapter needs."""
