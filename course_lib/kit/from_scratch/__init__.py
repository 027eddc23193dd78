"""From scratch: the one-page models, and what a learner has made of them.

`page("1_seq2seq")` is the course's page, notebooks/from_scratch/1_seq2seq.py, as a module. `keep` writes a
page with the learner's own classes and functions in place of the course's, and the weights beside it, to
my/from_scratch/; it never overwrites. `own` loads the newest of these, or else the course's page.
"""

from .kept import folder, keep, own
from .pages import FOLDER, page, spliced, text_of
from .settled import settle

__all__ = ["FOLDER", "folder", "keep", "own", "page", "settle", "spliced", "text_of"]
