"""Practice: exercises, quizzes and questions, their checks, and what a learner has done so far."""
