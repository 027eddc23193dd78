"""The longer trainings whose results chapter 07 shows."""
