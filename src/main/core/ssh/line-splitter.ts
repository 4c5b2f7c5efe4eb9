import { StringDecoder } from 'node:string_decoder';

/** A line longer than this is cut there and its rest dropped, so that nothing grows for ever. */
const longestLine = 1024 * 1024;

export interface LineSplitter {
  push(chunk: Uint8Array): void;
  /** The stream is over: what stands there without a line end is a line too. */
  end(): void;
}

/**
 * Bytes → lines without their ends, whatever the chunks. Ends are LF, CRLF, and CR alone (a
 * progress line that is written over), told at once; invalid UTF-8 becomes U+FFFD.
 */
export function createLineSplitter(
  onLine: (line: string) => void,
  maxLength = longestLine,
): LineSplitter {
  const decoder = new StringDecoder('utf8');
  let line = '';
  let afterCr = false;

  function add(text: string): void {
    if (line.length < maxLength) line += text.slice(0, maxLength - line.length);
  }

  function split(text: string): void {
    let from = 0;
    for (const match of text.matchAll(/[\r\n]/g)) {
      const end = match.index;
      const isSecondHalf = afterCr && match[0] === '\n' && end === from;
      add(text.slice(from, end));
      from = end + 1;
      afterCr = match[0] === '\r';
      if (isSecondHalf) continue;
      const whole = line;
      line = '';
      onLine(whole);
    }
    if (from < text.length) {
      afterCr = false;
      add(text.slice(from));
    }
  }

  return {
    push: (chunk) => split(decoder.write(chunk)),
    end() {
      split(decoder.end());
      if (line !== '') onLine(line);
      line = '';
    },
  };
}
