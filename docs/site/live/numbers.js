// Numbers: how English and Chinese say them, from 0 to 999,999,999,999, as the course's corpora do.

const MOST_DIGITS = 12;
const SMALL = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
  + "sixteen seventeen eighteen nineteen").split(" ");
const TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const SIZES = [[10 ** 9, "billion"], [10 ** 6, "million"], [1000, "thousand"], [100, "hundred"]];

// 305 -> "three hundred and five", without commas and hyphens.
function english(number) {
  for (const [size, name] of SIZES) {
    if (number < size) continue;
    const rest = number % size;
    const link = rest ? (rest < 100 ? " and " : " ") + english(rest) : "";
    return `${english(Math.floor(number / size))} ${name}${link}`;
  }
  if (number < 20) return SMALL[number];
  return TENS[Math.floor(number / 10) - 2] + (number % 10 ? " " + SMALL[number % 10] : "");
}

// "three hundred five" -> 305, with or without "and"; null for what is no such number.
function readEnglish(text) {
  const words = text.split(" ").filter((word) => word !== "and");
  let total = 0, group = 0;
  for (const word of words) {
    if (SMALL.includes(word)) group += SMALL.indexOf(word);
    else if (TENS.includes(word)) group += 10 * (TENS.indexOf(word) + 2);
    else if (word === "hundred") group *= 100;
    else if (word === "thousand" || word === "million") {
      total += group * (word === "thousand" ? 1000 : 10 ** 6);
      group = 0;
    }
  }
  const said = english(total + group).split(" ").filter((word) => word !== "and");
  return said.join(" ") === words.join(" ") ? total + group : null;
}

const DIGITS = "零一二三四五六七八九";
const PLACES = [["千", 1000], ["百", 100], ["十", 10], ["", 1]];
const GROUPS = [["亿", 10 ** 8], ["万", 10 ** 4], ["", 1]];

// 10010 -> "一万零一十": four digits make a group; zeros between two read digits are one 零.
function chinese(number) {
  let said = "", gap = false;
  for (const [name, size] of GROUPS) {
    const group = Math.floor(number / size) % 10000;
    gap = gap || group < 1000;
    if (!group) continue;
    said += (gap && said ? "零" : "") + chineseGroup(group) + name;
    gap = false;
  }
  return (said.startsWith("一十") ? said.slice(1) : said) || "零"; // 10 to 19 drop their first 一
}

function chineseGroup(group) {
  let said = "", gap = false;
  for (const [name, size] of PLACES) {
    const digit = Math.floor(group / size) % 10;
    if (digit) said += (gap && said ? "零" : "") + DIGITS[digit] + name;
    gap = !digit;
  }
  return said;
}

// "三百零五" -> 305, where 两 is as good as 二; null for what is no such number.
function readChinese(text) {
  let total = 0, group = 0, digit = 0;
  const plain = text.replaceAll("两", "二");
  const placeOf = new Map(PLACES.slice(0, 3)), groupOf = new Map(GROUPS.slice(0, 2));
  for (const character of plain) {
    if (DIGITS.includes(character)) digit = DIGITS.indexOf(character);
    else if (placeOf.has(character)) {
      group += (digit || 1) * placeOf.get(character); // a leading 十 has no digit before it
      digit = 0;
    } else if (groupOf.has(character)) {
      total += (group + digit) * groupOf.get(character);
      group = digit = 0;
    } else return null;
  }
  const number = total + group + digit;
  return number < 10 ** MOST_DIGITS && chinese(number) === plain ? number : null;
}
