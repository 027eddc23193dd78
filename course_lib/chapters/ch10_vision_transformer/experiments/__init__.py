"""The longer trainings whose results chapter 10 shows."""
