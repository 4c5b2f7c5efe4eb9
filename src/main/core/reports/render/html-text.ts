const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it stands in HTML, in elements and in quoted attributes alike. */
export function html(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}

/** Text as a CSS string that ends neither itself nor the style element that it stands in. */
export function cssString(text: string): string {
  const inner = text.replace(/[^\p{L}\p{N} ,.:_-]/gu, (sign) => {
    return `\\${(sign.codePointAt(0) ?? 0xfffd).toString(16)} `;
  });
  return `"${inner}"`;
}
