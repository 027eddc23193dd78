"""Labs: small instruments for a notebook. Each has a pure `compute`, a `plot`, and a thin shell of widgets.

from course_lib.labs.watch import watch
from course_lib.labs.translator import TranslatorLab
from course_lib.labs.tokens import TokensLab
from course_lib.labs.memory import MemoryLab
from course_lib.labs.explorer import ExplorerLab
from course_lib.labs.stepper import StepperLab
from course_lib.labs.ratio import RatioLab
from course_lib.labs.cascade import CascadeLab
from course_lib.labs.alignment import AlignmentLab
from course_lib.labs.gradients import GradientsLab
from course_lib.labs.heads import HeadsLab
from course_lib.labs.patches import PatchesLab
from course_lib.labs.index import Index          # all of them on one page
"""
