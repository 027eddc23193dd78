// The line that `course.py share` prints, made in the page from the guesses that its browser keeps.
// `course.py group` reads it. JSON in zlib's format, not squeezed ("stored"), in base32; see share_line.py.

const GUESSED = "seq2seq-course-guesses", PERSON = "seq2seq-course-person"; // in localStorage

function stored(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null; // no storage, or a page that may not use it
  }
}

function store(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // then it is for this visit alone
  }
}

// 16 random hexadecimal digits, made once in a browser; no more than a number.
function person() {
  const known = stored(PERSON);
  if (/^[0-9a-f]{16}$/.test(known)) return known;
  const made = [...crypto.getRandomValues(new Uint8Array(8))].map((b) => b.toString(16).padStart(2, "0")).join("");
  store(PERSON, made);
  return made;
}

// zlib (RFC 1950) around one stored block (RFC 1951): a header, the length twice, the bytes, Adler-32.
function zlibStored(bytes) {
  const n = bytes.length;
  let a = 1, b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return [0x78, 0x01, 1, n & 255, n >> 8, ~n & 255, (~n >> 8) & 255, ...bytes, b >> 8, b & 255, a >> 8, a & 255];
}

function base32(bytes) {
  let bits = "";
  for (const byte of bytes) bits += byte.toString(2).padStart(8, "0");
  return bits.match(/.{1,5}/g).map((five) => "abcdefghijklmnopqrstuvwxyz234567"[parseInt(five.padEnd(5, "0"), 2)]).join("");
}

// `guesses`: id -> {guess, edition}; nothing was measured in this browser, so null stands for it.
function shareLine(who, guesses) {
  const told = Object.entries(guesses).filter(([, one]) => one.guess !== null).map(([id, one]) => [id, [one.guess, null, one.edition]]);
  const json = JSON.stringify({ id: who, guesses: Object.fromEntries(told), answers: [] });
  return `course-share:1:${base32(zlibStored(new TextEncoder().encode(json)))}.`;
}

async function copied(box) {
  try {
    await navigator.clipboard.writeText(box.value);
    return true;
  } catch {
    box.select();
    return document.execCommand("copy"); // older browsers, and pages that may not use the clipboard
  }
}
