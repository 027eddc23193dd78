// A chapter's page: its guesses, the line for the group's chat, and the view for the projector.
function page(given) {
  const known = stored(GUESSED) ?? {}, who = person();
  const share = () => sharePanels(given, known, who);
  for (const place of document.querySelectorAll("[data-guess]")) guessPanel(place, given, known, share);
  share();
  const article = document.querySelector("article");
  if (article) projector(article, given.words);
}
