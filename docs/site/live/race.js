// The race of the ratio lab: guess first, then the recorded trainings. Nothing trains in the page.
// `given`: words, tasks; a task has curves and dots by ratio, what was measured, and words for every moment.

const LOOKS = ["", "8 4", "2 3", "10 3 2 3", "5 2"]; // a dash for each ratio, beside its colour
const KEPT = "seq2seq-course-race"; // in localStorage, where a browser has one

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? {};
  } catch {
    return {}; // no storage, or a page that may not use it
  }
}

function keep(guesses) {
  try {
    localStorage.setItem(KEPT, JSON.stringify(guesses));
  } catch {
    // then the guess is for this visit alone
  }
}

function racePanel(given) {
  const words = given.words;
  const guesses = kept(); // task -> {early, end}: the first guess counts
  const task = menu(Object.entries(given.tasks).map(([key, one]) => [one.name, key]), "copy", other);
  const early = menu([["–", ""], ...given.choices], "", null), end = menu([["–", ""], ...given.choices], "", null);
  const commit = button(words.commit, () => {
    if (early.value && end.value) {
      guesses[task.value] = { early: early.value, end: end.value };
      keep(guesses);
      other();
    } else told.textContent = words.both;
  });
  const guessing = make("div", { class: "live-row" }, named(words.early, early), named(words.end, end), commit);
  const told = spoken();
  const falling = menu(given.regimes, "curves", show);
  const place = make("input", { type: "range", min: 0, step: 1, oninput: show });
  const moment = make("output", {});
  const boxes = make("div", { class: "live-row" }), drawing = make("div", { class: "live-drawing" });
  const conclusion = make("p", { "aria-live": "polite" }), hint = make("p", { class: "live-note" });
  const walk = make("div", { class: "live-row" }, named(words.moment, place), moment);
  const revealed = make("div", {}, make("div", { class: "live-row" }, named(words.rate, falling)),
    boxes, walk, drawing, conclusion, hint);
  let chosen = [];

  // Another task: its own guess, its own ratios, the scrubber at the end.
  function other() {
    const now = given.tasks[task.value], guess = guesses[task.value];
    guessing.hidden = Boolean(guess);
    revealed.hidden = !guess;
    told.replaceChildren();
    if (!guess) return;
    early.value = end.value = "";
    for (const [i, when] of ["early", "end"].entries()) {
      const { name, key, fact } = now.measured[i], said = given.choices.find(([, value]) => value === guess[when])?.[0];
      const mark = guess[when] === key ? "✓" : "✗";
      told.append(make("span", { class: "live-judged" }, make("b", {}, name), `${mark} ${words.yours}${said}${words.then}${fact}`));
    }
    place.max = now.at.length - 1;
    place.value = place.max;
    chosen = [1, 0];
    boxes.replaceChildren(...now.curves.map((one, i) => {
      const box = make("input", { type: "checkbox", checked: chosen.includes(one.ratio), onchange: () => {
        chosen = chosen.filter((ratio) => ratio !== one.ratio);
        if (box.checked) chosen.push(one.ratio);
        show();
      } });
      const line = make("line", { x1: 0, x2: 34, y1: 6, y2: 6, class: `live-curve live-look${i}`, "stroke-dasharray": LOOKS[i] });
      return make("label", {}, box, make("svg", { width: 34, height: 12, "aria-hidden": "true" }, line), one.name);
    }));
    show();
  }

  function show() {
    const now = given.tasks[task.value], dots = falling.value === "dots", k = Number(place.value);
    walk.hidden = dots;
    moment.textContent = now.moments[k];
    drawing.replaceChildren(dots ? finished(now) : curves(now, k));
    conclusion.textContent = dots ? now.finished : now.leaders[k];
    hint.textContent = dots ? words.dots : "";
  }

  // The frame of a chart over the steps of training: y is the share of right answers, 0 to 1.
  function chart(alt, last, ticks, parts) {
    const wide = matchMedia("(max-width: 600px)").matches ? 330 : 560; // so that its letters stay large
    const high = 250, left = 46, top = 12, x = (step) => left + ((wide - left - 24) * step) / last;
    const y = (share) => top + (high - top - 42) * (1 - share);
    const frame = [0, 0.5, 1].flatMap((share) => [
      make("line", { x1: left, x2: wide - 24, y1: y(share), y2: y(share), class: "live-grid" }),
      make("text", { x: left - 7, y: y(share) + 4, "text-anchor": "end" }, String(share)),
    ]);
    for (const tick of ticks) frame.push(make("text", { x: x(tick), y: high - 24, "text-anchor": "middle" }, String(tick)));
    frame.push(make("text", { x: (left + wide) / 2, y: high - 5, "text-anchor": "middle" }, words.step));
    frame.push(make("text", { transform: `translate(12 ${y(0.5)}) rotate(-90)`, "text-anchor": "middle" }, words.share));
    const style = "width:100%;max-width:680px;min-width:300px";
    return make("svg", { role: "img", "aria-label": alt, viewBox: `0 0 ${wide} ${high}`, style }, ...frame, ...parts(x, y));
  }

  function shown(now) {
    return now.curves.map((one, i) => ({ ...one, i })).filter((one) => chosen.includes(one.ratio));
  }

  // Means, with the range over seeds as a band; pale after the chosen moment.
  function curves(now, k) {
    const last = now.at[now.at.length - 1];
    const alt = shown(now).map((one) => `${one.name}: ${one.mean[k].toFixed(2)}`).join("; ");
    return chart(`${words.share}, ${now.moments[k]}. ${alt}`, last, [0, last / 2, last], (x, y) => {
      const made = shown(now).flatMap((one) => {
        const along = (values, to = values.length) => values.slice(0, to).map((v, j) => `${x(now.at[j])},${y(v)}`);
        const band = [...along(one.high), ...along(one.low).reverse()].join(" ");
        const look = `live-curve live-look${one.i}`;
        return [
          make("polyline", { points: band, class: `live-band live-look${one.i}` }),
          make("polyline", { points: along(one.mean).join(" "), class: `${look} live-pale` }),
          make("polyline", { points: along(one.mean, k + 1).join(" "), class: look, "stroke-dasharray": LOOKS[one.i] }),
        ];
      });
      return [...made, make("line", { x1: x(now.at[k]), x2: x(now.at[k]), y1: y(0), y2: y(1), class: "live-moment" })];
    });
  }

  // A dot is a training that was run to its end; nothing joins them.
  function finished(now) {
    const lengths = now.dots[0].at, last = lengths[lengths.length - 1] * 1.1;
    const some = now.dots.filter((one) => chosen.includes(one.ratio));
    const alt = some.map((one) => `${one.name}: ${one.values.map((v) => v.join(", ")).join("; ")}`).join(". ");
    return chart(`${words.share}. ${alt}`, last, lengths, (x, y) => some.flatMap((one, i) => {
      const look = now.curves.findIndex((other) => other.ratio === one.ratio);
      return one.values.flatMap((seeds, j) => seeds.map((value, s) =>
        make("circle", { cx: x(lengths[j]) + 11 * (i - (some.length - 1) / 2) + s - 2, cy: y(value), r: 4, class: `live-dot live-look${look}` },
          make("title", {}, `${one.name}: ${value}`))));
    }));
  }

  other();
  return make("div", { class: "live-race" }, make("h4", {}, words.title), make("p", {}, words.hint),
    make("div", { class: "live-row" }, named(words.task, task)), guessing, told, revealed);
}
