"""The longer trainings whose results chapter 03 shows."""
