"""The longer trainings whose results chapter 02 shows."""
