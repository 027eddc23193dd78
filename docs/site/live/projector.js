// A chapter for the projector: one figure, guess or lab a screen; what was measured is hidden until asked for.
// The page's own parts are shown, moved here and put back, so that a lab goes on where it stood.

// The screens of a page in its order: {heading, parts, asked}; `asked`: behind "Show the result".
function screensOf(article) {
  const found = [], seen = new Set();
  const add = (element, parts, asked) => {
    if (parts.some((part) => seen.has(part))) return;
    parts.forEach((part) => seen.add(part));
    found.push({ heading: headingOf(element), parts, asked });
  };
  for (const one of article.querySelectorAll("[data-guess], .live-lab[data-ready], img, .cell_output")) {
    const cell = one.closest(".cell");
    if (one.matches("[data-guess]")) add(one, [...(one.previousElementSibling?.querySelectorAll(".cell_output") ?? []), one], false);
    else if (one.matches(".live-lab")) add(one, [one], false);
    else if (one.matches("img") && !cell) add(one, [one], false);
    else if (one.matches(".cell_output") && !labBelow(cell) && (one.querySelector("img") || cell.textContent.includes(".result(")))
      add(one, [one], true);
  }
  return found;
}

function labBelow(cell) {
  return Boolean(cell.nextElementSibling?.matches("[data-lab]"));
}

function headingOf(element) {
  const heading = element.closest("section")?.querySelector("h1, h2, h3");
  return heading ? [...heading.childNodes].filter((node) => node.nodeName !== "A").map((node) => node.textContent).join("") : "";
}

function projector(article, words) {
  const heading = make("h2", {}), stage = make("div", { class: "live-stage" }), at = make("span", { role: "status" });
  const back = button(words.back, () => move(-1)), next = button(words.next, () => move(1));
  const show = button(words.show, () => { stage.hidden = false; show.hidden = true; stage.focus(); });
  const bar = make("div", { class: "live-row" }, back, next, at, button(words.close, close), make("small", {}, words.keys));
  const view = make("div", { class: "live-lab live-projector", role: "dialog", "aria-modal": "true", "aria-label": words.open, tabindex: -1 },
    heading, show, stage, bar);
  stage.tabIndex = -1;
  const opener = button(words.projector, open);
  opener.title = words.open;
  opener.className = "live-opener";
  let screens = [], place = 0, homes = [], x = null;

  function putBack() {
    for (const [mark, part, hidden] of homes) {
      mark.replaceWith(part);
      if (hidden) part.hidden = part.matches(".cell_output") && stillHidden(part);
    }
    homes = [];
  }

  // A guess made on a screen has opened its result on the page, too.
  function stillHidden(part) {
    const veil = part.closest(".cell")?.querySelector(".live-veil");
    return Boolean(veil && !veil.hidden);
  }

  function move(by) {
    const to = place + by;
    if (to < 0 || to >= screens.length) return;
    place = to;
    putBack();
    const one = screens[place];
    heading.textContent = one.heading;
    for (const part of one.parts) {
      const mark = document.createComment("");
      part.replaceWith(mark);
      homes.push([mark, part, part.hidden]);
      part.hidden = false;
      stage.append(part);
    }
    stage.hidden = one.asked;
    show.hidden = !one.asked;
    back.disabled = place === 0;
    next.disabled = place === screens.length - 1;
    at.textContent = fill(words.place, { at: place + 1, all: screens.length });
    stage.scrollTop = 0;
    if (by) (one.asked ? show : view).focus();
  }

  function open() {
    screens = screensOf(article);
    if (!screens.length) return;
    document.body.append(view);
    document.addEventListener("keydown", keys, true);
    document.documentElement.classList.add("live-projecting");
    place = Math.min(place, screens.length - 1);
    move(0);
    view.focus();
  }

  function close() {
    putBack();
    view.remove();
    document.removeEventListener("keydown", keys, true);
    document.documentElement.classList.remove("live-projecting");
    opener.focus();
  }

  // On the whole document: a button that is switched off by its own press loses the focus to the body.
  function keys(event) {
    if (event.key === "Escape") close();
    else if (event.target.matches("input, select, textarea, .live-lab .live-lab *")) return; // these use the arrows themselves
    else if (event.key === "ArrowRight" || event.key === "PageDown") move(1);
    else if (event.key === "ArrowLeft" || event.key === "PageUp") move(-1);
    else return;
    event.preventDefault();
    event.stopPropagation(); // the theme turns pages with arrows
  }
  // A finger that wipes over the heading turns the screen; over a figure or a lab it may scroll.
  heading.ontouchstart = (event) => (x = event.touches[0].clientX);
  heading.ontouchend = (event) => {
    const far = event.changedTouches[0].clientX - x;
    if (Math.abs(far) > 50) move(far < 0 ? 1 : -1);
  };
  document.querySelector(".header-article-items__end")?.prepend(make("div", { class: "header-article-item" }, opener));
  if (location.hash === "#projector") open();
}
