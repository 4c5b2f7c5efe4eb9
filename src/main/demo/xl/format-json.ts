/** What libxl's JSON is made of. */
export type Json = string | number | readonly Json[] | { readonly [key: string]: Json };

/**
 * JSON as libxl's generator (yajl) prints it: four blanks, and an empty line in what is empty.
 * libxl's booleans are the strings "True" and "False".
 */
export function formatJson(value: Json, indent = ''): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return String(value);
  const inner = `${indent}    `;
  if (isList(value)) {
    const items = value.map((item) => inner + formatJson(item, inner));
    return `[\n${items.join(',\n')}\n${indent}]`;
  }
  const entries = Object.entries(value).map(
    ([key, item]) => `${inner}${JSON.stringify(key)}: ${formatJson(item, inner)}`,
  );
  return `{\n${entries.join(',\n')}\n${indent}}`;
}

function isList(
  value: readonly Json[] | { readonly [key: string]: Json },
): value is readonly Json[] {
  return Array.isArray(value);
}
