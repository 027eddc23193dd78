// BLEU (Papineni et al. 2002) with sacrebleu's rules, and the formula of d2l.ai.
// A corpus is a list of candidates, and for each of them a list of references; all are lists of tokens.

// n-gram -> how often it occurs. Its tokens as JSON are the key, so that no two n-grams share one.
function ngrams(tokens, n) {
  const found = new Map();
  for (let i = 0; i + n <= tokens.length; i++) {
    const key = JSON.stringify(tokens.slice(i, i + n));
    found.set(key, (found.get(key) ?? 0) + 1);
  }
  return found;
}

// n-gram -> how often it counts as matched: at most as often as one of the references has it.
function clipped(candidate, references, n) {
  const counts = references.map((reference) => ngrams(reference, n));
  const found = new Map();
  for (const [key, times] of ngrams(candidate, n)) {
    const allowed = Math.min(times, Math.max(...counts.map((count) => count.get(key) ?? 0)));
    if (allowed) found.set(key, allowed);
  }
  return found;
}

// The reference length nearest to the candidate's; of two equally near the shorter.
function closestLength(length, lengths) {
  return lengths.reduce((best, one) => {
    const [a, b] = [Math.abs(one - length), Math.abs(best - length)];
    return a < b || (a === b && one < best) ? one : best;
  });
}

function brevityPenalty(candidateLength, referenceLength) {
  if (candidateLength >= referenceLength) return 1;
  return candidateLength ? Math.exp(1 - referenceLength / candidateLength) : 0;
}

const SMOOTH_VALUES = { none: 0, floor: 0.1, "add-k": 1, exp: 0 }; // as sacrebleu has them

// p_n = matches / totals, for as many orders as there are n-grams of, smoothed.
function precisions(matches, totals, smooth) {
  if (!matches.some((match) => match)) return totals.filter((total) => total > 0).map(() => 0);
  const found = [];
  let half = 1;
  for (let n = 1; n <= matches.length; n++) {
    const added = smooth === "add-k" && n > 1 ? SMOOTH_VALUES[smooth] : 0;
    let matched = matches[n - 1] + added;
    const total = totals[n - 1] + added;
    if (!total) break;
    if (!matched && smooth === "floor") matched = SMOOTH_VALUES.floor;
    else if (!matched && smooth === "exp") matched = half = half / 2;
    found.push(matched / total);
  }
  return found;
}

// {score 0 to 100, precisions, penalty, candidateLength, referenceLength, matches, totals}
function bleu(candidates, references, { maxOrder = 4, smooth = "none", effectiveOrder = false } = {}) {
  const matches = Array(maxOrder).fill(0), totals = Array(maxOrder).fill(0);
  let candidateLength = 0, referenceLength = 0;
  candidates.forEach((candidate, i) => {
    for (let n = 1; n <= maxOrder; n++) {
      for (const times of clipped(candidate, references[i], n).values()) matches[n - 1] += times;
      totals[n - 1] += Math.max(0, candidate.length - n + 1);
    }
    candidateLength += candidate.length;
    referenceLength += closestLength(candidate.length, references[i].map((one) => one.length));
  });
  const found = precisions(matches, totals, smooth);
  const all = [...found, ...Array(maxOrder - found.length).fill(0)];
  const averaged = effectiveOrder ? found : all;
  const logs = averaged.reduce((sum, p) => sum + Math.log(p), 0);
  const mean = averaged.length && averaged.every((p) => p) ? Math.exp(logs / averaged.length) : 0;
  const penalty = brevityPenalty(candidateLength, referenceLength);
  const score = 100 * penalty * mean;
  return { score, precisions: all, penalty, candidateLength, referenceLength, matches, totals };
}

// d2l's formula, 0 to 1: the penalty times the product of p_n^(1/2^n), n = 1 to k; one sentence, one reference.
function bleuD2l(candidate, reference, k) {
  if (!candidate.length) return 0;
  let product = brevityPenalty(candidate.length, reference.length);
  for (let n = 1; n <= Math.min(k, candidate.length); n++) {
    const matched = [...clipped(candidate, [reference], n).values()].reduce((a, b) => a + b, 0);
    product *= (matched / (candidate.length - n + 1)) ** (1 / 2 ** n);
  }
  return product;
}
