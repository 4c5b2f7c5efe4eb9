/** The fonts in which names are cut to fit; the same as in card.css and chips.css. */
const fonts = {
  chip: '400 11.5px "Inter Variable", system-ui, sans-serif',
  largeChip: '550 13px "Inter Variable", system-ui, sans-serif',
  largeDetail: '450 11px "Inter Variable", system-ui, sans-serif',
  head: '620 13px "Inter Variable", system-ui, sans-serif',
  largeHead: '620 15px "Inter Variable", system-ui, sans-serif',
  smallHead: '620 11px "Inter Variable", system-ui, sans-serif',
} as const;
export type FitFont = keyof typeof fonts;

/** Width of one character in a font, in px. */
export type Measure = (character: string, font: FitFont) => number;

const widths = new Map<string, number>();
let canvas: CanvasRenderingContext2D | null | undefined;

/** Asks the browser once for each character; no layout is touched. */
const measured: Measure = (character, font) => {
  const key = font + character;
  const known = widths.get(key);
  if (known !== undefined) return known;
  canvas ??= document.createElement('canvas').getContext('2d');
  if (!canvas) return 7;
  canvas.font = fonts[font];
  const { width } = canvas.measureText(character);
  widths.set(key, width);
  return width;
};

/** How many characters at the end are kept: names of VMs differ there. */
const tail = 4;

/**
 * Shortens a name in the middle until it fits into `room` px: `web-pr…-017`.
 * Splits no surrogate pair. Names without end are not measured to their end.
 */
export function fitText(name: string, room: number, font: FitFont, measure = measured): string {
  const characters = [...name.slice(0, 200)];
  let width = 0;
  for (const character of characters) width += measure(character, font);
  if (width <= room && name.length <= 200) return name;
  const end = characters.slice(-tail);
  let left = room - measure('…', font);
  for (const character of end) left -= measure(character, font);
  let start = '';
  for (const character of characters.slice(0, -tail)) {
    left -= measure(character, font);
    if (left < 0) break;
    start += character;
  }
  return `${start || (characters[0] ?? '')}…${end.join('')}`;
}

/** The first of these texts that fits into `room` px, or the last one, shortened. */
export function firstFit(
  texts: readonly [string, ...string[]],
  room: number,
  font: FitFont,
  measure = measured,
): string {
  for (const text of texts) if (fitText(text, room, font, measure) === text) return text;
  return fitText(texts.at(-1) ?? '', room, font, measure);
}

/** The fonts load late: what was measured before that is forgotten. */
export function forgetWidths(): void {
  widths.clear();
}
