// The cascade lab of chapter 05: a sentence copied twice, after the right prefix and after the model's own.
// Press a token of the own row, and plant a wrong one: the rest is decoded anew.
// `given`: labels, a note, the models by name, the sentences, the longest sentence.

function cascadeLab(place, given) {
  const words = given.labels, models = {};
  for (const [name, one] of Object.entries(given.models))
    models[name] = new Seq2Seq(one.about, readSafetensors(one.weights));
  const { about } = Object.values(given.models)[0]; // all know the same characters
  const vocab = new Vocab(about.source_vocab);
  let plants = {}, open = null; // place of the own row -> token; the place that is open for a plant

  const kind = menu(Object.keys(models).map((name) => [given.names[name], name]), Object.keys(models)[0], show);
  const typed = make("input", { type: "text", value: given.sentences[0], autocomplete: "off", oninput: anew });
  const sentence = menu([...given.sentences.map((one) => [one, one]), [words.own_sentence, ""]], given.sentences[0], () => {
    if (sentence.value) typed.value = sentence.value;
    anew();
  });
  const note = make("p", { class: "live-note" });
  const verdict = spoken();
  const table = make("table", { class: "live-places live-cascade" });
  const choices = make("div", { class: "live-row", role: "group", "aria-label": words.choices });
  const remove = button(words.remove, anew);

  function anew() {
    plants = {};
    open = null;
    sentence.value = given.sentences.includes(typed.value) ? typed.value : "";
    show();
  }

  // Answer what the controls say.
  function show() {
    note.textContent = given.notes[kind.value];
    const text = typed.value.normalize("NFKC").split(SPACES).join("");
    const strange = [...new Set([...text].filter((one) => !vocab.has(one)))].join("");
    const long = [...text].length > given.longest;
    const problem = !text ? words.nothing : strange ? fill(words.strange, { strange }) : long ? words.long : "";
    remove.disabled = !Object.keys(plants).length;
    if (problem) {
      for (const part of [table, choices]) part.replaceChildren();
      verdict.textContent = problem;
      return;
    }
    const model = models[kind.value], gold = vocab.encode(text);
    const own = trace(model, gold, plants), forced = afterGold(model, gold);
    const said = own.filter((step) => step.token !== EOS).map((step) => step.token);
    const ended = own[own.length - 1].token === EOS;
    const columns = [...align(said, gold), [said.length, gold.length]];
    const marks = columns.map(([i, j]) => mark(i, j, [...said, ended ? EOS : null], [...gold, EOS]));
    draw(columns, marks, gold, forced, own, ended);
    offer(own, columns, gold);
    verdict.textContent = judge(columns, marks, said.length);
  }

  // What the model says at each place when every token before it is the right one.
  function afterGold(model, gold) {
    const memory = model.encode([...gold, EOS]);
    let state = model.start(memory);
    return [BOS, ...gold].map((token) => {
      const next = nextToken(model, token, state, memory);
      state = next.state;
      return argmax(next.probabilities);
    });
  }

  function mark(i, j, said, gold) {
    if (i === null) return "missing";
    if (j === null) return "extra";
    return said[i] === gold[j] ? "right" : "wrong";
  }

  function name(token) {
    return token === EOS ? "∎" : vocab.names[token];
  }

  function draw(columns, marks, gold, forced, own, ended) {
    const rows = [words.reference, words.after_gold, words.after_own].map((one) => [make("th", { scope: "row" }, one)]);
    columns.forEach(([i, j], k) => {
      const due = j === null ? null : j < gold.length ? gold[j] : EOS;
      rows[0].push(make("td", {}, due === null ? "" : name(due)));
      const fine = due !== null && forced[j] === due;
      rows[1].push(j === null ? make("td") : cell(name(forced[j]), fine ? "right" : "wrong"));
      rows[2].push(i === null ? cell("–", "missing") : ownCell(i, marks[k], own, ended));
    });
    table.replaceChildren(...rows.map((cells) => make("tr", {}, ...cells)));
  }

  function cell(inner, looks, more = "") {
    return make("td", { class: `live-${looks} ${more}` }, inner, make("sup", {}, looks === "right" ? "✓" : "✗"));
  }

  // A token that the model wrote alone: press it to open its place.
  function ownCell(i, looks, own, ended) {
    const step = own[i], written = step ? name(step.token) : "…";
    if (!step || (!ended && i === own.length)) return cell("…", looks);
    const press = button(written, () => {
      open = open === i ? null : i;
      show();
      table.querySelectorAll("button")[i]?.focus();
    });
    press.setAttribute("aria-pressed", String(open === i));
    press.setAttribute("aria-label", fill(words.place, { place: i + 1, token: written }));
    return cell(press, looks, step.planted ? "live-planted" : "");
  }

  // What can be planted at the open place: the right token where another was said, the likeliest wrong ones.
  function offer(own, columns, gold) {
    choices.replaceChildren(make("span", {}, open === null ? words.lead : fill(words.open, { place: open + 1 })));
    if (open === null || !own[open]) return;
    const beside = columns.find(([i]) => i === open)[1];
    const due = beside === null ? null : beside < gold.length ? gold[beside] : EOS;
    const { token, probabilities } = own[open];
    const ranked = probabilities.map((p, id) => [p, id]).filter(([, id]) => id > UNK || id === EOS).sort((a, b) => b[0] - a[0]);
    const wrong = ranked.filter(([, id]) => id !== due && id !== token && id !== EOS).slice(0, 3);
    const right = ranked.filter(([, id]) => id === due && id !== token && id !== EOS);
    for (const [p, id] of [...right, ...wrong])
      choices.append(button(`${name(id)}${id === due ? " ✓" : ""} ${share(p)}`, () => {
        plants = Object.fromEntries(Object.entries(plants).filter(([at]) => Number(at) < open));
        plants[open] = id;
        show();
        table.querySelectorAll("button")[open]?.focus();
      }));
  }

  function share(p) {
    return p < 0.0005 ? "< 0.001" : p.toFixed(3);
  }

  // The first error, and what became of the rest.
  function judge(columns, marks, length) {
    const first = marks.findIndex((one) => one !== "right");
    if (first < 0) return words.all_right;
    const at = columns[first][0];
    const planted = at !== null && at in plants;
    const start = fill(planted ? words.first_planted : words.first_error, { place: (at ?? length) + 1 });
    const rest = marks.slice(first + 1, -1);
    const wrong = rest.filter((one) => one !== "right").length;
    if (!rest.length) return start;
    return start + (wrong ? fill(words.rest_wrong, { wrong, count: rest.length }) : words.rest_right);
  }

  settle(place, [
    make("div", { class: "live-row" }, named(words.model, kind), named(words.sentence, sentence), named(words.to_copy, typed)),
    note, make("div", { class: "live-scroll", tabindex: "0" }, table), choices,
    make("div", { class: "live-row" }, remove), verdict, make("p", { class: "live-note" }, given.note),
  ]);
  show();
}
