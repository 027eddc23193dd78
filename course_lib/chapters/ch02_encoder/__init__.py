"""Chapter 02, encoder: all that only this chapter needs."""
