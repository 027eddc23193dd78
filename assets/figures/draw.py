"""Draws the course's diagrams as SVG, each once a language: `python assets/figures/draw.py`."""

from pathlib import Path

from diagrams import attention, bleu, encoder, forcing, house, norms, pictures, seq2seq, tasks, transformer

HERE = Path(__file__).resolve().parent
DIAGRAMS = (
    seq2seq.seq2seq_at_a_glance,
    seq2seq.everything_is_a_sequence,
    seq2seq.one_size_of_context,
    encoder.one_gate,
    encoder.padding_and_packing,
    seq2seq.one_decoder_step,
    seq2seq.greedy_trap,
    forcing.two_ways_to_feed,
    forcing.two_rates,
    forcing.one_wrong_character,
    bleu.two_translations,
    bleu.runs_of_four,
    attention.look_back,
    attention.attention_by_hand,
    transformer.transformer_at_a_glance,
    transformer.two_heads,
    transformer.transformer_layer,
    transformer.decoder_layer,
    attention.where_the_norm_goes,
    norms.which_numbers,
    attention.picture_as_sequence,
    pictures.picture_to_caption,
    tasks.one_machine_many_tasks,
    house.plan_of_the_house,
)


def drawings() -> dict[str, str]:
    """File name -> SVG text of every diagram in both languages."""
    return {f"{d.__name__}.{language}.svg": d(language).svg() for d in DIAGRAMS for language in ("en", "zh")}


if __name__ == "__main__":
    for name, svg in drawings().items():
        (HERE / name).write_text(svg, encoding="utf-8", newline="\n")
        print(name)
