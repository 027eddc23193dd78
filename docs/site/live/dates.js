// Dates: what a date typed in English says, as ISO 8601; the year stands last.

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

// "Fri 2 April '65" -> "1965-04-02"; null for what is no such date.
function isoDate(text) {
  const parts = text.toLowerCase().match(/[a-z]+|[0-9]+/g) ?? [];
  const words = parts.filter((part) => /[a-z]/.test(part)).map((part) => part.slice(0, 3));
  const months = words.filter((word) => !WEEKDAYS.includes(word)).map((word) => MONTHS.indexOf(word));
  const figures = parts.filter((part) => /[0-9]/.test(part)).map(Number);
  if (months.length !== 1 || months[0] < 0 || figures.length !== 2) return null;
  const [day, figure] = figures;
  const year = figure >= 100 ? figure : figure + (figure >= 50 ? 1900 : 2000);
  const date = new Date(Date.UTC(2000, months[0], day));
  date.setUTCFullYear(year, months[0], day);
  const fits = day > 0 && year <= 9999 && date.getUTCMonth() === months[0] && date.getUTCDate() === day;
  const two = (number) => String(number).padStart(2, "0");
  return fits ? `${String(year).padStart(4, "0")}-${two(months[0] + 1)}-${two(day)}` : null;
}
