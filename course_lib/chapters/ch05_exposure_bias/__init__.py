"""Chapter 05, exposure bias: all that only this chapter needs."""
