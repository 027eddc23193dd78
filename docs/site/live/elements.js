// Elements: what the labs build their parts from. No framework: a tag, its attributes, what it holds.

const SVG = ["svg", "g", "rect", "text", "line", "polyline", "circle", "title"];

// make("button", {type: "button", onclick: f}, "text", otherElement). Text is always set as text.
function make(tag, attributes = {}, ...children) {
  const svg = SVG.includes(tag);
  const made = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made[name] = value;
    else if (value !== false && value !== null) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

// "✗ wrong: it should be {expected}" with the values put in.
function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

// A control after the words that name it; a click on the words moves to the control.
function named(words, control) {
  return make("label", {}, make("span", {}, words), control);
}

// A list to choose from: options are [text, value].
function menu(options, value, changed) {
  const parts = options.map(([text, one]) => make("option", { value: one, selected: one === value }, text));
  return make("select", { onchange: changed }, ...parts);
}

function button(text, pressed) {
  return make("button", { type: "button", onclick: pressed }, text);
}

// What a screen reader reads out when it changes, and nobody else needs to see apart from `seen`.
function spoken(seen = true) {
  return make("p", { "aria-live": "polite", class: seen ? "live-verdict" : "live-spoken" });
}

// Bring a lab to life in its place, and take away the picture that stood for it.
function settle(place, parts) {
  place.replaceChildren(...parts);
  const cell = place.previousElementSibling;
  if (cell && cell.matches(".cell")) for (const one of cell.querySelectorAll(".cell_output")) one.hidden = true;
  place.dataset.ready = "true";
}
