"""Chapter 00, welcome: three guesses, a quiz, a tool to build, a question in words; are you ready?"""

from .guesses import option_of, planted, too_long, unknown
from .mistakes import first_mistakes
from .questions import mend, quiz
from .ready import ready
