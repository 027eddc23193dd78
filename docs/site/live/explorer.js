// The BLEU explorer of chapter 06: a candidate beside one to three references, its n-grams, counts and scores.
// `given`: words, presets, legends; see its Python side.

// Every n-gram of the candidate, and of each reference those that were counted, from left to right:
// {start, kind, number}. The first of equal n-grams count, in the first reference that has them most often.
function matchGrams(candidate, references, n) {
  const key = (tokens, start) => JSON.stringify(tokens.slice(start, start + n));
  const left = clipped(candidate, references, n), allowed = new Map(left);
  const counts = references.map((reference) => ngrams(reference, n));
  const used = new Map(), said = [], counted = references.map(() => []);
  let number = 0;
  for (let start = 0; start + n <= candidate.length; start++) {
    const gram = key(candidate, start);
    if (!left.get(gram)) {
      said.push({ start, kind: allowed.has(gram) ? "clipped" : "missed", number: 0 });
      continue;
    }
    left.set(gram, left.get(gram) - 1);
    number += 1;
    said.push({ start, kind: "matched", number });
    const many = counts.map((count) => count.get(gram) ?? 0), home = many.indexOf(Math.max(...many));
    let at = used.has(gram) ? used.get(gram) + 1 : 0; // where the next of them begins
    while (key(references[home], at) !== gram) at += 1;
    used.set(gram, at);
    counted[home].push({ start: at, kind: "matched", number });
  }
  return { said, counted: counted.map((grams) => grams.sort((a, b) => a.start - b.start)) };
}

function explorerLab(place, given) {
  const words = given.words;
  const line = (text) => make("input", { type: "text", class: "live-long", value: text, oninput: show, maxlength: given.longest });
  const candidate = line(""), references = given.references.map(() => line(""));
  const cut = menu(given.cuts, "words", show), order = menu([1, 2, 3, 4].map((n) => [String(n), n]), 1, show);
  const smooth = menu(given.smoothings, "none", show);
  const effective = make("input", { type: "checkbox", onchange: show });
  let chosen = given.presets[given.start];
  const presets = Object.values(given.presets).map((one) => button(one.name, () => put(one)));
  const advice = make("p", { class: "live-look", "aria-live": "polite" });
  const lines = make("div", {}), legend = make("p", { class: "live-note" });
  const formula = spoken(), orders = make("table", { class: "live-orders" }), scores = make("table", { class: "live-orders" });

  // Type and set what a preset has.
  function put(one) {
    chosen = one;
    candidate.value = one.candidate;
    references.forEach((box, i) => (box.value = one.references[i] ?? ""));
    [cut.value, order.value, smooth.value, effective.checked] = [one.cut, String(one.order), one.smooth, one.effective];
    show();
  }

  function show() {
    const typed = references.map((box) => box.value).filter((text) => trimmed(text));
    const n = Number(order.value), untouched = candidate.value === chosen.candidate
      && JSON.stringify(typed) === JSON.stringify(chosen.references);
    advice.textContent = untouched ? chosen.look : "";
    advice.hidden = !untouched;
    for (const part of [lines, orders, scores]) part.replaceChildren();
    legend.textContent = "";
    if (!typed.length) {
      formula.textContent = words.none;
      return;
    }
    const said = cutLine(candidate.value, cut.value), expected = typed.map((text) => cutLine(text, cut.value));
    const found = bleu([said], [expected], { smooth: smooth.value, effectiveOrder: effective.checked });
    const marks = matchGrams(said, expected, n);
    lines.append(drawn(words.candidate, said, marks.said, n));
    expected.forEach((tokens, i) => lines.append(drawn(given.references[i], tokens, marks.counted[i], n)));
    legend.textContent = given.legends[cut.value][n - 1];
    formula.textContent = product(found, expected);
    orders.append(...counts(said, expected, found, n));
    scores.append(...results(said, expected, found));
  }

  // Tokens as chips that wrap; under them n lanes, so that n-grams that overlap lie in different ones.
  function drawn(name, tokens, grams, n) {
    const chips = tokens.map((token, at) => {
      const here = grams.filter((gram) => gram.start <= at && at < gram.start + n);
      const has = (kind) => here.some((gram) => gram.kind === kind);
      const look = has("matched") ? " live-in" : n === 1 && has("clipped") ? " live-cut" : "";
      const lanes = Array.from({ length: grams.length ? n : 0 }, (_, lane) => {
        const gram = here.find((one) => one.start % n === lane);
        if (!gram) return make("i", {});
        const note = gram.start !== at ? "" : gram.kind === "matched" ? String(gram.number) : gram.kind === "clipped" ? "✗" : "";
        return make("i", { class: `live-${gram.kind}` }, note);
      });
      return make("span", { class: `live-at${look}` }, make("b", {}, token), ...lanes);
    });
    return make("div", { class: "live-sentence" }, make("small", {}, `${name} (${tokens.length})`), ...chips);
  }

  // BLEU as a product, and how the reference length was chosen.
  function product(found, expected) {
    const used = found.precisions.filter((p, i) => !effective.checked || found.totals[i] || p);
    const root = used.length > 1 ? `^(1/${used.length})` : "";
    const factors = used.length ? `(${used.map((p) => p.toFixed(3)).join(" × ")})${root}` : "0";
    const { candidateLength: c, referenceLength: r, penalty } = found;
    const power = c > 0 && c < r ? `e^(1 − ${r}/${c}) = ` : "";
    const lengths = expected.length > 1 ? ` (${expected.map((tokens) => tokens.length).join(", ")})` : "";
    const whole = `BLEU = 100 × ${penalty.toFixed(3)} × ${factors} = ${found.score.toFixed(2)}`;
    return `c = ${c}, r = ${r}${lengths}; BP = ${power}${penalty.toFixed(3)}. ${whole}`;
  }

  function row(cells, here, head) {
    return make("tr", { class: here ? "live-here" : "" }, ...cells.map((one) => make(head ? "th" : "td", {}, one)));
  }

  // Matches, clipped and totals of every order, with the precision as a bar.
  function counts(said, expected, found, n) {
    const body = found.matches.map((matched, i) => {
      const surplus = matchGrams(said, expected, i + 1).said.filter((gram) => gram.kind === "clipped").length;
      const p = found.precisions[i], total = found.totals[i];
      const smoothed = Math.abs(p - (total ? matched / total : 0)) > 1e-12;
      const note = smoothed ? words.smoothed : effective.checked && !total ? words.left_out : "";
      const bar = make("span", { class: "live-scale" }, make("b", { style: `width:${Math.min(p, 1) * 100}%` }));
      const cells = [String(i + 1), String(matched), String(surplus), String(total)];
      return row([...cells, make("span", {}, bar, ` ${p.toFixed(3)}${note}`)], i + 1 === n);
    });
    return [row(given.heads, false, true), ...body];
  }

  // BLEU beside the d2l formula, which is for one reference.
  function results(said, expected, found) {
    const made = [2, 4].map((k) => row([`${words.d2l}k = ${k}`, bleuD2l(said, expected[0], k).toFixed(3), words.one]));
    return [row([words.bleu, found.score.toFixed(2), words.hundred], true), ...made];
  }

  settle(place, [
    make("div", { class: "live-row", role: "group", "aria-label": words.try }, make("span", {}, words.try), ...presets),
    make("div", { class: "live-row live-boxes" }, named(words.candidate, candidate),
      ...references.map((box, i) => named(given.references[i], box))),
    make("div", { class: "live-row" }, named(words.cut, cut), named(words.order, order), named(words.smooth, smooth),
      named(words.effective, effective)),
    advice, lines, legend, formula,
    make("div", { class: "live-scroll" }, orders), make("div", { class: "live-scroll" }, scores),
  ]);
  put(chosen);
}
