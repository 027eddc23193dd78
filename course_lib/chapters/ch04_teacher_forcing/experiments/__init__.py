"""The longer trainings whose results chapter 04 shows."""
