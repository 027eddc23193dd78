"""Group: the page on which a study group sees its guesses and first answers, made from lines of a chat."""
