// The translator lab of chapter 00: type a number, plant a digit, watch what follows.
// `given`: labels, a note, the model, what it reads ("en" or "zh"), an example, presets, positions.

function translatorLab(place, given) {
  const model = new Seq2Seq(given.model.about, readSafetensors(given.model.weights));
  const sources = new Vocab(given.model.about.source_vocab), targets = new Vocab(given.model.about.target_vocab);
  const words = given.labels;

  const typed = make("input", { type: "text", value: given.example, autocomplete: "off", oninput: show });
  const places = [[words.no_plant, -1]];
  for (let i = 0; i < given.positions; i++) places.push([String(i + 1), i]);
  const position = menu(places, -1, show);
  const digit = menu([..."0123456789"].map((one) => [one, one]), "9", show);
  const presets = Object.entries(given.presets).map(([key, [text, where]]) =>
    button(words[key], () => {
      typed.value = text;
      position.value = String(where);
      digit.value = "9";
      show();
    }));
  const reads = make("div", { class: "live-line" });
  const writes = make("div", { class: "live-line live-written" });
  const verdict = spoken();
  const drawing = make("div", { class: "live-drawing" });

  // Answer what the controls say.
  function show() {
    const plant = position.value === "-1" ? null : [Number(position.value), digit.value];
    digit.disabled = !plant;
    const read = readNumber(typed.value, given.reads);
    if (read.problem) {
      for (const part of [reads, writes, drawing]) part.replaceChildren();
      verdict.textContent = given.problems[read.problem];
      return;
    }
    const ids = sources.encode(read.text);
    const alone = trace(model, ids);
    const steps = plant ? trace(model, ids, { [plant[0]]: targets.encode(plant[1])[0] }) : alone;
    const text = targets.decode(steps.map((step) => step.token));
    reads.replaceChildren(words.reads, ...tokenize(read.text, sources.unit).map(chip));
    writes.replaceChildren(words.writes, ...steps.filter((step) => step.token !== EOS).map(written));
    const aloneText = targets.decode(alone.map((step) => step.token));
    verdict.textContent = judge(text, read.answer, plant, steps, aloneText);
    drawing.replaceChildren(draw(steps, text));
  }

  // A word that was read, marked where the model does not know it.
  function chip(word) {
    const known = sources.has(word);
    const note = known ? [] : [" ", make("small", {}, words.unknown)];
    return make("span", { class: known ? "live-chip" : "live-chip live-unknown" }, word, ...note);
  }

  function written(step) {
    return make("span", { class: step.planted ? "live-digit live-planted" : "live-digit" }, targets.names[step.token]);
  }

  // A planted digit is not the model's fault: what follows it is judged, against the right answer.
  function judge(text, answer, plant, steps, alone) {
    if (!plant) {
      if (answer === null) return words.judge;
      return text === answer ? words.right : fill(words.wrong, { expected: answer });
    }
    const [at, planted] = plant;
    if (at >= steps.length) return fill(words.ended, { place: at + 1 });
    const said = fill(words.planted_at, { digit: planted, place: at + 1 });
    if (answer === null) return said + fill(words.alone, { alone });
    if (answer[at] === planted) return said + words.right_anyway;
    if (text.slice(at + 1) === answer.slice(at + 1)) return said + words.rest_right;
    return said + fill(words.rest_wrong, { rest: answer.slice(at + 1) || words.the_end, alone });
  }

  // A column for each step, a row for each token: the darker, the more probable; what was said has a frame.
  function draw(steps, text) {
    const ids = targets.names.map((_, id) => id).filter((id) => id > UNK);
    const rows = [...ids.sort((a, b) => (targets.names[a] < targets.names[b] ? -1 : 1)), EOS];
    const left = 58, top = 24, wide = 34, high = 21;
    const width = left + wide * steps.length + 6, height = top + high * rows.length + 40;
    const parts = rows.map((id, row) =>
      make("text", { x: left - 8, y: top + high * row + 15, "text-anchor": "end" },
        id === EOS ? words.end : targets.names[id]));
    steps.forEach((step, t) => {
      const x = left + wide * t;
      rows.forEach((id, row) => {
        const y = top + high * row, share = step.probabilities[id], said = id === step.token;
        const told = `${id === EOS ? words.end : targets.names[id]}: ${share.toFixed(2)}`;
        const look = said ? (step.planted ? "live-cell live-planted" : "live-cell live-said") : "live-cell";
        parts.push(make("rect", { class: "live-back", x, y, width: wide - 2, height: high - 2 }));
        const size = { x, y, width: wide - 2, height: high - 2, "fill-opacity": share.toFixed(4) };
        parts.push(make("rect", { class: look, ...size }, make("title", {}, told)));
        if (share < 0.1 && !said) return;
        const ink = share > 0.5 ? "live-on-dark" : "";
        parts.push(make("text", { x: x + wide / 2 - 1, y: y + 14, "text-anchor": "middle", class: `live-share ${ink}` },
          share.toFixed(2).replace(/^0/, given.reads === "zh" ? "0" : "")));
      });
      const below = top + high * rows.length + 14;
      parts.push(make("text", { x: x + wide / 2 - 1, y: below, "text-anchor": "middle" }, String(t + 1)));
      if (step.planted)
        parts.push(make("text", { x: x + wide / 2 - 1, y: 14, "text-anchor": "middle", class: "live-red" }, words.planted));
    });
    const name = { x: left + (wide * steps.length) / 2, y: height - 6, "text-anchor": "middle" };
    parts.push(make("text", name, `${words.output_position} · ${words.probability}`));
    const alt = fill(words.steps_alt, { said: text });
    const look = `width:100%;max-width:${width * 1.15}px;min-width:${Math.min(width, 300)}px`;
    return make("svg", { role: "img", "aria-label": alt, viewBox: `0 0 ${width} ${height}`, style: look }, ...parts);
  }

  settle(place, [
    make("div", { class: "live-row" }, named(words.number, typed)),
    make("div", { class: "live-row" }, named(words.plant_at, position), named(words.digit, digit)),
    make("div", { class: "live-row", role: "group", "aria-label": words.break }, make("span", {}, words.break), ...presets),
    reads, writes, verdict, drawing, make("p", { class: "live-note" }, given.note),
  ]);
  show();
}
