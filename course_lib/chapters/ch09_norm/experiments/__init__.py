"""The longer trainings whose results chapter 09 shows."""
