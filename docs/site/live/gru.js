// GRU (Cho et al. 2014), one step, with PyTorch's order of the gates in each weight: reset, update, new.
//
//   r = sigmoid(W_r x + U_r h)            how much of the old state the candidate sees
//   z = sigmoid(W_z x + U_z h)            how much of the old state stays
//   n = tanh(W_n x + r * (U_n h))         the candidate
//   h' = (1 - z) * n + z * h              each W and each U has a bias

function sigmoid(x) {
  return 1 / (1 + Math.exp(-x));
}

// x (E), state (H) -> the next state (H). `weights` are the tensors of one nn.GRU, under PyTorch's names.
function gruStep(weights, x, state) {
  const size = state.length;
  const fromInput = linear(weights.weight_ih_l0, x, weights.bias_ih_l0); // (3H)
  const fromState = linear(weights.weight_hh_l0, state, weights.bias_hh_l0); // (3H)
  const next = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const reset = sigmoid(fromInput[i] + fromState[i]);
    const update = sigmoid(fromInput[size + i] + fromState[size + i]);
    const candidate = Math.tanh(fromInput[2 * size + i] + reset * fromState[2 * size + i]);
    next[i] = (1 - update) * candidate + update * state[i];
  }
  return next;
}
