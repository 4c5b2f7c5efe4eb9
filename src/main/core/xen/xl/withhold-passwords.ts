/**
 * A configuration text without the passwords in it (vncpasswd, spicepasswd, whatever is called
 * like that in an option string): what is kept of a file for years must not hold them. A value
 * ends at its quote, or, within an option string, at the next comma or at the end of the string.
 */
export function withholdPasswords(text: string): string {
  return text.replace(
    /(\w*passw(?:or)?d\s*=\s*)(?:"[^"\n]*"|'[^'\n]*'|[^,'"\]\n]+)/gi,
    '$1(withheld)',
  );
}
