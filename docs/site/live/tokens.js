// Tokens: from text to ids and back, for the two units that the models here read: characters and words.

const SPACES = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/; // as in Python

// "char": every character. "word": cut at white space. One spelling (NFC), so that é is always one character.
function tokenize(text, unit) {
  const plain = text.normalize("NFC");
  return unit === "char" ? [...plain] : plain.split(SPACES).filter((word) => word);
}

class Vocab {
  // `about` is a vocabulary of a model.json. The ids 0 to 3 are PAD, BOS, EOS and UNK.
  constructor(about) {
    this.unit = about.unit;
    this.names = ["<pad>", "<bos>", "<eos>", "<unk>", ...about.tokens];
    this.ids = new Map(about.tokens.map((token, i) => [token, i + 4]));
  }

  has(token) {
    return this.ids.has(token);
  }

  encode(text) {
    return tokenize(text, this.unit).map((token) => this.ids.get(token) ?? UNK);
  }

  // The text of ids up to the first EOS.
  decode(ids) {
    const end = ids.indexOf(EOS);
    const said = (end < 0 ? ids : ids.slice(0, end)).filter((id) => id !== PAD && id !== BOS);
    return said.map((id) => this.names[id]).join(this.unit === "char" ? "" : " ");
  }
}
