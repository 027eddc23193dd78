// Vectors and matrices: all the arithmetic that the layers share. A vector is an array of numbers.

// The dot product of two vectors of one length.
function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

// y = W x + b, for weight (out, in) as PyTorch stores it; without a bias, y = W x.
function linear(weight, x, bias) {
  const [rows, columns] = weight.shape;
  const y = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = bias ? bias.data[row] : 0;
    const start = row * columns;
    for (let column = 0; column < columns; column++) sum += weight.data[start + column] * x[column];
    y[row] = sum;
  }
  return y;
}

// Shares that add up to 1: e to each score, divided by their sum. A score of -Infinity gets exactly 0.
// The largest score is taken away first, so that no power is too large.
function softmax(scores) {
  const most = Math.max(...scores);
  const powers = Array.from(scores, (score) => Math.exp(score - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

// The place of the largest number; the first of equally large ones.
function argmax(values) {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}
