// Alignment of two sequences: the fewest edits (Levenshtein 1966).

// Places of the output beside those of the reference: [i, j] is a token beside a token, [i, null] one too many,
// [null, j] one that was left out. From the first place on a token is set beside a token where it can be.
function align(output, reference) {
  const n = output.length, m = reference.length;
  const left = Array.from({ length: n + 1 }, (_, i) => Array.from({ length: m + 1 }, (_, j) => n - i + m - j));
  const change = (i, j) => left[i + 1][j + 1] + (output[i] === reference[j] ? 0 : 1);
  for (let i = n - 1; i >= 0; i--)
    for (let j = m - 1; j >= 0; j--) left[i][j] = Math.min(change(i, j), left[i + 1][j] + 1, left[i][j + 1] + 1);
  const found = [];
  for (let i = 0, j = 0; i < n || j < m; ) {
    if (i < n && j < m && left[i][j] === change(i, j)) found.push([i++, j++]);
    else if (i < n && left[i][j] === left[i + 1][j] + 1) found.push([i++, null]);
    else found.push([null, j++]);
  }
  return found;
}
