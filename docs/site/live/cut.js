// Cutting a line for BLEU, as sacrebleu does: words, characters, its "13a", and its "zh" for Chinese.

// The characters that "zh" sets apart. Two of the ranges are wider than was meant, in sacrebleu too: a score is
// only the same where the cuts are.
const CHINESE = /[\u3400-\u4db5\u4e00-\u9fbb\uf900-\ufa2d\ufa30-\ufa6a\ufa70-\ufad9\u2001-\u2a6d\u2f81-\u2fa1\uff00-\uffef\u2e80-\u2eff\u3000-\u303f\u31c0-\u31ef\u2f00-\u2fdf\u2ff0-\u2fff\u3100-\u312f\u31a0-\u31bf\ufe10-\ufe1f\ufe30-\ufe4f\u2600-\u26ff\u2700-\u27bf\u3200-\u32ff\u3300-\u33ff]/gu;

// Punctuation apart; full stops and commas stay within numbers, a dash goes after one.
function western(line) {
  return line
    .replace(/([{-~[-` -&(-+:-@/])/gu, " $1 ")
    .replace(/([^0-9])([.,])/gu, "$1 $2 ")
    .replace(/([.,])([^0-9])/gu, " $1 $2")
    .replace(/([0-9])(-)/gu, "$1 $2 ");
}

const CUTS = {
  words: (line) => line,
  characters: (line) => [...line].join(" "),
  "13a": (line) => {
    const plain = line.replaceAll("<skipped>", "").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
    return western(` ${plain.replaceAll("&lt;", "<").replaceAll("&gt;", ">")} `);
  },
  zh: (line) => western(line.replace(CHINESE, " $& ")),
};

// A line -> its tokens, by the name of one of CUTS.
function cutLine(line, cut) {
  return CUTS[cut](trimmed(line)).split(SPACES).filter((token) => token);
}

// Without white space at both ends, by Python's idea of it.
function trimmed(line) {
  return line.replace(new RegExp(`^${SPACES.source}|${SPACES.source}$`, "g"), "");
}
