"""The longer trainings whose results chapter 11 shows."""
