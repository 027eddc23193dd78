// The ratio lab of chapter 04, as much of it as its place asks for: lesson, bars, race.
function ratioLab(place, given) {
  const parts = place.dataset.parts.split(" ");
  const start = { lesson: 1, bars: 0.5, front: 0 }; // ratio, at first; without bars no frame is seen yet
  const made = [lessonPanel(given, parts.includes("bars"), start[parts.findLast((part) => part in start)])];
  if (parts.includes("race")) made.push(racePanel(given.race));
  settle(place, made);
}
