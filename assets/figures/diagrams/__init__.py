"""Diagrams: the course's drawings, a function each, called with a language."""

from .attention import look_back, picture_as_sequence, transformer_at_a_glance, where_the_norm_goes
from .forcing import one_wrong_character, two_translations, two_ways_to_feed
from .house import plan_of_the_house
from .seq2seq import everything_is_a_sequence, one_decoder_step, one_size_of_context, seq2seq_at_a_glance

DIAGRAMS = (
    seq2seq_at_a_glance,
    everything_is_a_sequence,
    one_size_of_context,
    one_decoder_step,
    two_ways_to_feed,
    one_wrong_character,
    two_translations,
    look_back,
    where_the_norm_goes,
    transformer_at_a_glance,
    picture_as_sequence,
    plan_of_the_house,
)
