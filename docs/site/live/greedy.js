// Greedy search: the likeliest token at each step is said, and is read next. PAD and BOS are never said.

// What a model says after `token`: {probabilities (V), state, weights}.
function nextToken(model, token, state, memory) {
  const read = model.advance(token, state, memory);
  const logits = model.project(read.hidden);
  logits[PAD] = logits[BOS] = -Infinity;
  return { probabilities: softmax(logits), state: read.state, weights: read.weights };
}

// Source ids, without EOS -> steps {token, probabilities, weights, planted}; EOS is the last when it comes.
// `plant` forces tokens: {2: 7} says token 7 at step 2, whatever the model would have said.
function trace(model, ids, plant = {}) {
  const source = [...ids, EOS];
  const limit = 2 * source.length + 10; // where it gives up if no EOS comes
  const memory = model.encode(source);
  const steps = [];
  let state = model.start(memory);
  let token = BOS;
  while (token !== EOS && steps.length < limit) {
    const next = nextToken(model, token, state, memory);
    state = next.state;
    const planted = steps.length in plant;
    token = planted ? plant[steps.length] : argmax(next.probabilities);
    steps.push({ token, probabilities: next.probabilities, weights: next.weights, planted });
  }
  return steps;
}
