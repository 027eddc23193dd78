"""The longer trainings whose results chapter 08 shows."""
