// Attention: a weighted mean of the encoder's outputs, the weights being the softmax of scores.
//
//   dot       q . h                (Luong et al. 2015)
//   general   q . W h              (Luong et al. 2015)
//   additive  v . tanh(W q + U h)  (Bahdanau et al. 2015)

// What a query is scored against, worked out once a sentence: outputs S x (H) -> keys S x (H).
function attentionKeys(weights, score, outputs) {
  return score === "dot" ? outputs : outputs.map((output) => linear(weights["key.weight"], output));
}

// query (H), keys and outputs S x (H), mask (S) -> {context (H), weights (S)}.
// Where the mask is false there is padding: its score is -Infinity, so its weight is exactly 0.
function attend(weights, score, query, keys, outputs, mask) {
  const asked = score === "additive" ? linear(weights["query.weight"], query) : query;
  const scores = keys.map((key, place) => {
    if (!mask[place]) return -Infinity;
    if (score !== "additive") return dot(asked, key);
    return linear(weights["vector.weight"], asked.map((value, i) => Math.tanh(value + key[i])))[0];
  });
  const shares = softmax(scores);
  const context = new Float64Array(query.length);
  outputs.forEach((output, place) => {
    for (let i = 0; i < context.length; i++) context[i] += shares[place] * output[i];
  });
  return { context, weights: shares };
}
