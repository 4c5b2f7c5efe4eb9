/** A line of /proc/mounts, its octal escapes undone. */
export interface Mount {
  source: string;
  target: string;
  type: string;
}

function unescapeField(field: string): string {
  return field.replaceAll(/\\([0-7]{3})/g, (_all, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}

/** /proc/mounts; a line with fewer than three fields is none. */
export function parseMounts(text: string): Mount[] {
  const mounts: Mount[] = [];
  for (const line of text.split('\n')) {
    const [source, target, type] = line.split(' ', 4);
    if (!source || !target || !type) continue;
    mounts.push({ source: unescapeField(source), target: unescapeField(target), type });
  }
  return mounts;
}
