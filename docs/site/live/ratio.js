// The ratio lab of chapter 04, as much of it as its place asks for: "lesson", "bars" below it, "race".
function ratioLab(place, given) {
  const parts = place.dataset.parts.split(" ");
  const bars = parts.includes("bars");
  const start = parts.includes("front") ? 0 : bars ? 0.5 : 1; // at 1, no frame is seen yet
  const made = parts.includes("lesson") ? [lessonPanel(given, bars, start)] : [];
  if (parts.includes("race")) made.push(racePanel(given.race));
  settle(place, made);
}
