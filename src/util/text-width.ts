const SIZE = 13;

/** About how many pixels a text takes in a sans-serif font of 13 pixels times `scale`; rather too many than too few. */
export function textWidth(text: string, scale = 1): number {
  let sum = 0;
  for (const character of text) sum += widthOf(character);
  return sum * SIZE * scale;
}

/** The text, cut to `most` pixels with an ellipsis where it is longer. */
export function fitText(text: string, most: number, scale = 1): string {
  if (textWidth(text, scale) <= most) return text;
  let [kept, used] = ['', textWidth('…', scale)];
  for (const character of text) {
    used += textWidth(character, scale);
    if (used > most) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

function widthOf(character: string): number {
  if (
    /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60]|\p{Extended_Pictographic}/u.test(
      character,
    )
  )
    return 1.1;
  if (/[mwMW@%—]/.test(character)) return 0.92;
  if (/[A-Z…]/.test(character)) return 0.74;
  if (/[iljt.,:;'|! ·()[\]-]/.test(character)) return 0.38;
  return 0.6;
}
