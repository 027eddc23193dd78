"""Labs: small instruments for a notebook. Each has a pure `compute`, a `plot`, and a thin shell of widgets.

from course_lib.labs.watch import watch
from course_lib.labs.translator import TranslatorLab
from course_lib.labs.tokens import TokensLab
"""
