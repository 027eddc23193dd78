"""Chapter 03, decoder: guesses, a page to build in five parts, three repairs, a question, a quiz."""

from .greedy import Speller, greedy
from .guesses import better_sentences, what_it_wrote, without_state
from .loss import masked_loss
from .page_loss import loss_of
from .page_parts import Decoder, Encoder
from .page_training import train
from .questions import quiz, three_inputs
from .repairs import answer_all, token_accuracy
from .sampling import sample_token
from .shift import inputs_and_gold
