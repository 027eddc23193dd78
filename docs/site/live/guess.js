// A guess on a page: fields, Guess and Skip. The first guess counts, and is kept in localStorage where there is
// one. Until then the outputs of the cell that tells the result are hidden.

// What was typed as a number, as the notebook reads it; NaN if it does not fit.
function typedNumber(text, one) {
  const tidy = text.normalize("NFKC").trim().replace(/%$/, "").trim().replace("−", "-").replace("。", ".");
  const value = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(tidy) ? Number(tidy) : NaN;
  const steps = one.step ? (value - one.low) / one.step : 0;
  return value >= one.low && value <= one.high && Math.abs(steps - Math.round(steps)) < 1e-6 ? value : NaN;
}

function guessFields(id, one, words) {
  if (one.options) {
    const all = one.options.map((_, value) => make("input", { type: "radio", name: id, value }));
    const view = make("div", {}, ...all.map((box, i) => make("label", { class: "live-option" }, box, make("span", {}, one.options[i]))));
    const at = () => all.findIndex((box) => box.checked);
    return { all, view, read: () => (at() < 0 ? null : at()), put: (value) => (all[value].checked = true), missing: words.first };
  }
  const names = one.at ?? [""];
  const all = names.map((name) => make("input", { type: "text", inputmode: "decimal", size: 8, placeholder: `${one.low} … ${one.high}`,
    "aria-label": [one.axis, name].filter(Boolean).join(" ") || words.fields }));
  const boxes = all.map((box, i) => (names[i] ? named(names[i], box) : box));
  const view = make("div", { class: "live-row" }, one.axis ? `${one.axis}${words.colon}` : "", ...boxes, one.unit);
  return {
    all, view, missing: one.asked,
    read() {
      const found = all.map((box) => typedNumber(box.value, one));
      return found.some(Number.isNaN) ? null : one.at ? found : found[0];
    },
    put: (value) => [value].flat().forEach((y, i) => (all[i].value = y)),
  };
}

function inWords(guess, one, words) {
  if (one.options) return `“${one.options[guess]}”`;
  const unit = one.unit ? (/^[%°（]/.test(one.unit) ? "" : " ") + one.unit : "";
  return [guess].flat().map((y, i) => (one.at ? `${one.at[i]}: ` : "") + y + unit).join(words.joint);
}

// `known`: id -> {guess, edition} of the whole site; `changed` is called after a guess.
function guessPanel(place, given, known, changed) {
  const id = place.dataset.guess, one = given.guesses[id], words = given.words;
  const fields = guessFields(id, one, words), told = spoken();
  const cells = [...document.querySelectorAll(".cell")];
  const result = cells.find((cell) => cell.textContent.includes(`${one.call}.result(`));
  const outputs = [...(result?.querySelectorAll(".cell_output") ?? [])];
  const veil = make("p", { class: "live-veil" }, words.hidden);
  result?.append(veil);
  const go = button(words.go, () => {
    const guess = fields.read();
    if (guess === null) told.textContent = fields.missing;
    else keepIt(guess);
  });
  const skip = button(words.skip, () => keepIt(null));

  function keepIt(guess) {
    known[id] = { guess, edition: one.edition };
    store(GUESSED, known);
    show();
    changed();
  }

  function show() {
    const entry = known[id]?.edition === one.edition ? known[id] : null;
    for (const output of outputs) output.hidden = !entry;
    veil.hidden = Boolean(entry);
    if (!entry) return;
    if (entry.guess !== null) fields.put(entry.guess);
    for (const control of [...fields.all, go, skip]) control.disabled = true;
    told.textContent = entry.guess === null ? words.skipped : fill(words.yours, { guess: inWords(entry.guess, one, words) });
  }

  const listed = one.options && place.previousElementSibling?.querySelector(".cell_output ul");
  if (listed) listed.hidden = true; // the same options stand here, to be chosen
  const share = make("div", { class: "live-share-place" });
  place.replaceChildren(fields.view, make("div", { class: "live-row" }, go, skip), told, share);
  place.setAttribute("role", "group");
  place.setAttribute("aria-label", words.fields);
  show();
  place.dataset.ready = "true";
}

// Below every guess that was made, the line for the group's chat.
function sharePanels(given, known, who) {
  const words = given.words, own = Object.fromEntries(Object.entries(known).filter(([id, one]) => given.guesses[id]?.edition === one.edition));
  for (const place of document.querySelectorAll("[data-guess]")) {
    if ((own[place.dataset.guess]?.guess ?? null) === null) continue;
    const line = make("input", { type: "text", readonly: true, class: "live-long", value: shareLine(who, own) });
    const said = make("span", { role: "status" });
    const copy = button(words.copy, async () => { said.textContent = (await copied(line)) ? words.copied : words.by_hand; });
    place.querySelector(".live-share-place").replaceChildren(
      make("div", { class: "live-row" }, named(words.line, line), copy, said), make("p", { class: "live-note" }, words.about));
  }
}
