"""Kit: what chapters are made of: figures, labs, exercises, quizzes, records."""
