// Model: the course's recurrent Seq2Seq behind its four verbs: encode, start, advance, project.

const PAD = 0, BOS = 1, EOS = 2, UNK = 3;

class Seq2Seq {
  // `about` is a model.json (what the build has let through), `tensors` what readSafetensors gives.
  constructor(about, tensors) {
    this.attention = about.config.attention;
    this.hidden = about.config.hidden;
    this.tensors = tensors;
    this.parts = {};
    for (const part of ["encoder.rnn", "decoder.rnn", "decoder.attention"]) {
      this.parts[part] = {};
      for (const name of Object.keys(tensors))
        if (name.startsWith(part + ".")) this.parts[part][name.slice(part.length + 1)] = tensors[name];
    }
  }

  // Source ids, padding among them only at the end -> the memory; its final state follows the last real token.
  encode(source) {
    let state = new Float64Array(this.hidden);
    const mask = source.map((id) => id !== PAD);
    const outputs = source.map((id) => {
      if (id === PAD) return new Float64Array(this.hidden);
      state = gruStep(this.parts["encoder.rnn"], embed(this.tensors["encoder.embedding.weight"], id), state);
      return state;
    });
    const keys = this.attention && attentionKeys(this.parts["decoder.attention"], this.attention, outputs);
    return { outputs, mask, final: state, keys };
  }

  // The decoder's state before it has read a token: the context.
  start(memory) {
    return memory.final;
  }

  // Read one token -> {hidden, state, weights}; weights are those of the attention, or null.
  advance(token, state, memory) {
    const x = embed(this.tensors["decoder.embedding.weight"], token);
    const next = gruStep(this.parts["decoder.rnn"], x, state);
    if (!this.attention) return { hidden: next, state: next, weights: null };
    const { keys, outputs, mask } = memory;
    const looked = attend(this.parts["decoder.attention"], this.attention, next, keys, outputs, mask);
    const both = [...looked.context, ...next];
    const hidden = linear(this.tensors["decoder.combine.weight"], both).map(Math.tanh);
    return { hidden, state: next, weights: looked.weights };
  }

  // hidden (H) -> a score for each token of the vocabulary.
  project(hidden) {
    return linear(this.tensors["output.weight"], hidden, this.tensors["output.bias"]);
  }
}
