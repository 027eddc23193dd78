// The lesson of the ratio lab: a coin above every token decides what the decoder reads, and so what it learns.
// `given`: labels, sentences with all states of their model, and bars (HTML) for each recorded ratio.

function lessonPanel(given, withBars, start) {
  const words = given.labels;
  let tossed = 0; // which of the recorded tosses
  let byHand = {}; // place -> gold, for coins that were clicked
  const options = given.sentences.map((one, i) => [one.text, i]);
  const sentence = menu(options, 0, () => { byHand = {}; build(); });
  const ratio = make("input", { type: "range", min: 0, max: 1, step: 0.05, value: start, oninput: show });
  const readout = make("output", {});
  const again = button(words.again, () => { tossed += 1; byHand = {}; show(); });
  const undo = button(words.undo, () => { byHand = {}; show(); });
  const table = make("table", { class: "live-places" });
  const meaning = make("p", {}), lessons = spoken(), bars = make("div", { class: "live-bars" });
  let coins = [];

  function chosen() {
    return given.sentences[Number(sentence.value)];
  }

  function thrown() {
    const all = chosen().tosses;
    return all[tossed % all.length];
  }

  // Whether each place is fed the gold token; BOS always is.
  function gold() {
    const share = Number(ratio.value) + 1e-9;
    return [true, ...thrown().map((u, i) => byHand[i + 1] ?? u < share)];
  }

  // Walk through the recorded states: [said, after the gold token, after its own].
  function walk(lie) {
    const asked = chosen().asked, fed = ["BOS"], says = [];
    let state = chosen().states;
    asked.forEach((token, place) => {
      says.push(state[0]);
      if (place + 1 === asked.length) return;
      const right = lie[place + 1] || state[0] === token;
      fed.push(right ? token : state[0]);
      state = state[right ? 1 : 2];
    });
    return { fed, asked, says, wrong: fed.map((token, t) => t > 0 && token !== asked[t - 1]) };
  }

  // A new sentence has other places: make its coins and rows anew.
  function build() {
    coins = thrown().map((_, i) => button("", () => { byHand[i + 1] = !gold()[i + 1]; show(); }));
    const { text, meaning: other } = chosen();
    meaning.replaceChildren(text, ...(other && other !== text ? [" ", make("small", {}, `(${other})`)] : []));
    table.classList.toggle("live-words", chosen().unit === "word");
    show();
  }

  function cell(kind, token, place, shown) {
    const framed = shown.wrong[place] && kind !== "says" ? " live-off" : "";
    const slip = kind === "says" && token !== shown.asked[place];
    const parts = slip ? [make("span", { class: "live-wrong" }, token, make("sup", {}, "✗"))] : [token];
    if (chosen().glosses[token]) parts.push(make("small", {}, chosen().glosses[token]));
    if (kind === "fed" && place) parts.push(make("small", {}, `u=${thrown()[place - 1].toFixed(2)}`));
    return make("td", { class: `live-${kind}${framed}` }, ...parts);
  }

  // Every framed pair in words, and what to think about.
  function lessonsOf(shown) {
    if (!shown.wrong.some((one) => one)) return [words.all_right];
    const pairs = shown.wrong.flatMap((one, place) => {
      if (!one) return [];
      const last = shown.fed.slice(1, place + 1).slice(-2).join(chosen().unit === "word" ? " " : "");
      return [make("span", { class: "live-frame" }, fill(words.pair, { before: last, then: shown.asked[place] })), " "];
    });
    return [...pairs, make("b", {}, words.ask)];
  }

  function show() {
    const lie = gold(), shown = walk(lie);
    readout.textContent = Number(ratio.value).toFixed(2);
    undo.disabled = !Object.keys(byHand).length;
    coins.forEach((coin, i) => {
      coin.textContent = (i + 1 in byHand ? "✎" : "") + (lie[i + 1] ? words.gold : words.own);
      coin.setAttribute("aria-pressed", String(lie[i + 1]));
      coin.setAttribute("aria-label", `${fill(words.at_place, { place: i + 2 })}: ${coin.textContent}`);
    });
    const tosses = [make("th", { scope: "row" }, words.coin), make("td", {}, "–")];
    const focused = document.activeElement; // moving a button would take its focus away
    const rows = ["fed", "asked", "says"].map((kind) =>
      make("tr", {}, make("th", { scope: "row" }, words[kind]),
        ...shown[kind].map((token, place) => cell(kind, token, place, shown))));
    const top = make("tr", { class: "live-coins" }, ...tosses, ...coins.map((coin) => make("td", {}, coin)));
    table.replaceChildren(make("tbody", {}, top, ...rows));
    if (coins.includes(focused)) focused.focus();
    lessons.replaceChildren(...lessonsOf(shown));
    if (withBars) bars.innerHTML = given.bars[chosen().language][nearest(Number(ratio.value))]; // ours, from the build
  }

  // The recorded ratio that is nearest; the higher of two equally near.
  function nearest(value) {
    const distance = (one) => Math.abs(one - value) - 1e-9 * one;
    return given.ratios.reduce((best, one) => (distance(one) < distance(best) ? one : best));
  }

  build();
  return make("div", { class: "live-lesson" },
    make("h4", {}, withBars ? words.title_bars : words.title), make("p", {}, words.hint),
    make("div", { class: "live-row" }, named(words.ratio, ratio), readout),
    make("div", { class: "live-scroll" }, table),
    lessons, bars, meaning,
    make("div", { class: "live-row" }, named(words.sentence, sentence), again, undo),
    make("p", { class: "live-note" }, words.about));
}
