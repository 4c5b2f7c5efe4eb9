/** Whether a command list goes on in the next line by itself, so that no `;` may stand between. */
function goesOn(line: string): boolean {
  if (/(?:^|[\s;])(?:do|then|else|in)$|[{(&|]$|\(\)$|;;$/.test(line)) return true;
  const isCasePattern = line.endsWith(')') && !line.includes('(');
  return isCasePattern;
}

/**
 * Makes one line of a POSIX sh program written in many: csh accepts no line break in quotes, and
 * it may be the login shell that hands the program on to sh. Lines that begin with `#` are left
 * out. A command must end with its line, and a here-document has no place in it.
 */
export function scriptText(source: string): string {
  const lines = source
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  return lines
    .map((line, index) => {
      if (index === lines.length - 1) return line;
      return goesOn(line) ? `${line} ` : `${line}; `;
    })
    .join('');
}
