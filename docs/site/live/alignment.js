// The alignment lab of chapter 07: type a date, press a character of the answer, see where the model looked.
// `given`: labels, a note, the models by their attention, examples.

function alignmentLab(place, given) {
  const words = given.labels, models = {};
  for (const [name, one] of Object.entries(given.models))
    models[name] = new Seq2Seq(one.about, readSafetensors(one.weights));
  const { about } = Object.values(given.models)[0]; // all read and write the same characters
  const sources = new Vocab(about.source_vocab), targets = new Vocab(about.target_vocab);

  const typed = make("input", { type: "text", value: given.examples[0], autocomplete: "off", spellcheck: "false", oninput: show });
  const score = menu(Object.keys(models).map((name) => [given.names[name], name]), given.first, show);
  const another = button(words.another, () => {
    typed.value = given.examples[(given.examples.indexOf(typed.value) + 1) % given.examples.length];
    show();
  });
  const reads = make("div", { class: "live-line" });
  const writes = make("div", { class: "live-line live-written", role: "group", "aria-label": words.output });
  const verdict = spoken(), looked = spoken();
  const drawing = make("div", { class: "live-drawing" });
  let at = 0; // the step that is looked at

  // Answer what the controls say.
  function show() {
    const text = readDate(typed.value);
    const problem = !text ? given.problems.nothing : text.length > given.longest ? given.problems.long : strange(text);
    for (const part of problem ? [reads, writes, drawing] : []) part.replaceChildren();
    verdict.textContent = problem;
    looked.textContent = "";
    if (problem) return;
    const steps = trace(models[score.value], sources.encode(text));
    const tokens = [...[...text].map(visible), words.end];
    at = Math.min(at, steps.length - 1);
    const said = targets.decode(steps.map((step) => step.token)), answer = isoDate(text);
    verdict.textContent = judge(said, answer);
    const output = steps.map((step) => (step.token === EOS ? words.end : targets.names[step.token]));
    writes.replaceChildren(words.output, ...output.map((name, t) => press(name, t, steps, tokens, output)));
    look(steps, tokens, output);
  }

  function strange(text) {
    const unknown = [...new Set([...text].filter((one) => !sources.has(one)))].sort();
    return unknown.length ? fill(words.strange, { shown: unknown.join(" ") }) : "";
  }

  function visible(token) {
    return token === " " ? "␣" : token;
  }

  function judge(said, answer) {
    const line = fill(words.said, { said: said || "∅" });
    if (answer === null) return line + words.unknown_answer;
    return line + (said === answer ? words.right : fill(words.wrong, { answer }));
  }

  // A token of the answer: press it, or walk with Tab and the arrow keys.
  function press(name, t, steps, tokens, output) {
    const made = button(name, () => choose(t));
    made.className = "live-token";
    made.onkeydown = (event) => {
      const next = t + { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (next >= 0 && next < output.length) choose(next);
    };
    function choose(next) {
      at = next;
      look(steps, tokens, output);
      writes.querySelectorAll("button")[next].focus();
    }
    return made;
  }

  // The source shaded by the weights of the chosen step, in words, and the grid of all steps.
  function look(steps, tokens, output) {
    [...writes.querySelectorAll("button")].forEach((one, t) => one.setAttribute("aria-pressed", String(t === at)));
    const { weights } = steps[at];
    reads.replaceChildren(words.source, ...tokens.map((token, s) => chip(token, weights && weights[s])));
    if (!weights) {
      looked.textContent = words.no_look;
      drawing.replaceChildren();
      return;
    }
    const most = argmax(weights);
    looked.textContent = fill(words.looks, { word: output[at], most: tokens[most], share: share(weights[most]) });
    drawing.replaceChildren(grid(steps, tokens, output));
  }

  function share(value) {
    return value.toFixed(2).replace(/^0(?=\.)/, given.language === "zh" ? "0" : "");
  }

  function chip(token, weight) {
    const made = make("span", { class: "live-chip live-looked" }, token);
    if (weight === null) return made;
    made.style.setProperty("--live-share", `${Math.round(100 * weight)}%`);
    if (weight > 0.5) made.classList.add("live-strong");
    made.append(make("small", {}, share(weight)));
    return made;
  }

  // A row for each token written, a column for each that was read: the darker, the larger the weight.
  function grid(steps, tokens, output) {
    const left = 34, top = 22, wide = 21, high = 19;
    const width = left + wide * tokens.length + 4, height = top + high * output.length + 4;
    const parts = tokens.map((token, s) =>
      make("text", { x: left + wide * (s + 0.5), y: top - 6, "text-anchor": "middle" }, token));
    steps.forEach((step, t) => {
      const y = top + high * t;
      parts.push(make("text", { x: left - 6, y: y + 14, "text-anchor": "end" }, output[t]));
      step.weights.forEach((weight, s) => {
        const size = { x: left + wide * s, y, width: wide - 1, height: high - 1 };
        parts.push(make("rect", { class: "live-back", ...size }));
        const told = `${output[t]} ← ${tokens[s]}: ${share(weight)}`;
        const shade = { class: "live-cell", "fill-opacity": weight.toFixed(4), ...size };
        parts.push(make("rect", shade, make("title", {}, told)));
      });
    });
    const frame = { class: "live-chosen", x: left - 1, y: top + high * at - 1, width: wide * tokens.length + 1, height: high + 1 };
    parts.push(make("rect", frame));
    const best = steps.map((step, t) => `${output[t]} < ${tokens[argmax(step.weights)]}`).join("; ");
    const style = `width:100%;max-width:${width * 1.2}px;min-width:${Math.min(width, 420)}px`;
    return make("svg", { role: "img", "aria-label": fill(words.alt, { best }), viewBox: `0 0 ${width} ${height}`, style }, ...parts);
  }

  settle(place, [
    make("div", { class: "live-row" }, named(words.date, typed), another, named(words.attention, score)),
    verdict, writes, looked, reads, drawing, make("p", { class: "live-note" }, given.note),
  ]);
  show();
}
