// Typed input: what a visitor may type, tidied as the course's labs do it.

// "42" -> {text: "forty two", answer: "42"}; words stay words, and their answer may be null: we do not know it.
// `language` is that of the words that the model reads. Otherwise {problem}: nothing, long, digits or words.
function readNumber(typed, language) {
  const tidy = typed.trim().toLowerCase();
  if (!tidy) return { problem: "nothing" };
  if (tidy.length > 120) return { problem: "long" };
  const narrow = (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0); // ４ is as good as 4
  const digits = tidy.replace(/[ ,_，]/g, "").replace(/[０-９]/g, narrow);
  if (/^[0-9]+$/.test(digits)) {
    if (Number(digits) >= 10 ** MOST_DIGITS) return { problem: "digits" };
    const number = Number(digits);
    return { text: language === "zh" ? chinese(number) : english(number), answer: String(number) };
  }
  if (language === "zh") {
    if (!/^[\u4e00-\u9fff]+$/.test(digits)) return { problem: "words" };
    return { text: digits, answer: asText(readChinese(digits)) };
  }
  if (!/^[a-z][a-z ,'-]*$/.test(tidy)) return { problem: "words" };
  const words = tidy.replace(/[-,]/g, " ").split(SPACES).filter((word) => word).join(" ");
  return { text: words, answer: asText(readEnglish(words)) };
}

function asText(number) {
  return number === null ? null : String(number);
}

// A date in English as its model reads it: one spelling of every character, single spaces.
function readDate(typed) {
  return typed.normalize("NFKC").replaceAll("’", "'").split(SPACES).filter((part) => part).join(" ");
}
