"""Chapter 06, bleu: all that only this chapter needs."""
