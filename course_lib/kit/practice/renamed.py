"""Renamed: what entries of the progress file were called before, and are called now.

Two things had numbers once. Release 1 put the number of the chapter into an id; and until the questions of a
quiz had names, they had numbers: 08.quiz.2, then norm.quiz.2, now norm.quiz.layer-norm-looks-at-the-batch.
Here stand only questions that ask the same as then, with the same options and the same right one (one names a
chapter whose number has changed). This is history: it grows no more. A question that changes later gets a new
name, and the old name goes on counting as an earlier edition.
"""

CHAPTERS = (  # in the order of release 1
    "welcome sequences encoder decoder teacher_forcing exposure_bias bleu attention_preview norm transformer "
    "vision_transformer"
).split()

QUESTIONS = {  # in the order of their numbers, from 1
    "welcome.ready": (
        "the-axes-of-a-batch",
        "softmax-picks-the-largest",
        "cross-entropy-is-one-minus-the-probability",
        "the-gradient-points-to-the-minimum",
        "a-good-training-score-is-enough",
        "recurrent-means-trained-repeatedly",
    ),
    "sequences.quiz": (
        "ids-are-sizes",
        "padding-is-harmless-without-a-mask",
        "every-language-splits-at-spaces",
        "more-merges-are-always-better",
    ),
    "encoder.quiz": (
        "the-first-letter-is-what-a-trained-encoder-forgets",
        "h-0-is-a-parameter-initialised-with-the-weights",
        "padding-with-zeros-changes-nothing",
        "reversing-the-source-makes-the-average-distance-shorter",
    ),
    "decoder.quiz": (
        "softmax-before-cross-entropy-is-right-or-harmless",
        "eos-is-decoration-a-length-limit-would-do",
        "temperature-changes-which-token-is-likeliest-a-low-one-is-more-creative",
        "greedy-finds-the-most-probable-sentence",
    ),
    "teacher_forcing.quiz": (
        "teacher-forcing-is-a-trick-that-gives-up-on-the-right-objective",
        "without-teacher-forcing-training-cannot-converge",
        "ratio-0-5-is-always-a-good-compromise",
        "losses-under-different-ratios-are-comparable",
    ),
    "exposure_bias.quiz": (
        "every-error-cascades",
        "ratio-0-equals-test-conditions",
        "lower-forced-loss-means-better-output",
        "forcing-happens-at-test-time",
    ),
    "bleu.quiz": (
        "bleu-30-means-that-30-is-right",
        "scores-from-different-tokenisations-can-be-compared",
        "longer-n-grams-weigh-more-in-the-notes-formula",
        "higher-bleu-means-closer-in-meaning",
    ),
    "attention_preview.quiz": (
        "attention-weights-explain-the-decision",
        "attention-makes-decoding-parallel",
        "attention-removes-the-need-for-positions",
        "self-attention-is-always-cheaper-than-an-rnn",
    ),
    "transformer.quiz": (
        "more-heads-cost-more",
        "the-causal-mask-is-only-for-decoding",
        "keeping-keys-and-values-changes-the-result",
        "sinusoids-let-the-model-read-any-length",
    ),
    "norm.quiz": (
        "post-ln-fails-because-gradients-vanish",
        "layer-norm-looks-at-the-batch",
        "pre-ln-needs-no-norm-at-the-end",
        "batch-norm-in-a-decoder-only-costs-speed",
    ),
    "vision_transformer.quiz": (
        "a-vision-transformer-needs-new-machinery",
        "without-positions-order-still-counts",
        "the-cnn-wins-because-it-is-bigger",
        "four-digits-learned-five-follow",
    ),
}


def by_chapter(name: str) -> str:
    """08.layer_norm -> norm.layer_norm; other names stay."""
    number, _, rest = name.partition(".")
    known = number.isdecimal() and int(number) < len(CHAPTERS)
    return f"{CHAPTERS[int(number)]}.{rest}" if known else name


NAMES = {
    f"{quiz}.{number}": f"{quiz}.{question}"
    for quiz, questions in QUESTIONS.items()
    for number, question in enumerate(questions, 1)
}
