"""The longer trainings whose results chapter 05 shows."""
