import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';

const keys = { interrupt: '\x03', endOfInput: '\x04', backspace: '\b', delete: '\x7f' } as const;

/**
 * A login shell for somebody who comes by hand: one line after the other. `terminal`: the client
 * has one and leaves echo and line editing to us, else it is lines from a pipe.
 * Resolves with the last command's status at `exit`, at the end of the input or when `signal` aborts.
 */
export function serveLines(options: {
  input: Readable;
  output: Writable;
  terminal: boolean;
  welcome: string;
  prompt: string;
  signal: AbortSignal;
  run(line: string, write: (text: string) => void, signal: AbortSignal): Promise<number>;
}): Promise<number> {
  const { input, output, terminal, prompt, signal } = options;
  const decoder = new StringDecoder('utf8');
  const { promise, resolve } = Promise.withResolvers<number>();
  const waiting: string[] = [];
  let line = '';
  let running: AbortController | null = null;
  let status = 0;
  let isOver = false;

  const write = (text: string) => {
    if (output.writable) output.write(terminal ? text.replaceAll('\n', '\r\n') : text);
  };
  const ask = () => {
    if (terminal) write(prompt);
  };

  async function runWaiting(): Promise<void> {
    if (running) return;
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const word = next.trim();
      if (word === 'exit' || word === 'logout') return resolve(status);
      running = new AbortController();
      const stop = AbortSignal.any([running.signal, signal]);
      if (word !== '') status = await options.run(next, write, stop);
      running = null;
      if (!isOver) ask();
    }
    if (isOver) resolve(status);
  }

  function press(key: string): void {
    if (key === '\r' || key === '\n') {
      if (terminal) write('\n');
      waiting.push(line);
      line = '';
      void runWaiting();
    } else if (!terminal) {
      line += key;
    } else if (key === keys.interrupt) {
      write('^C\n');
      line = '';
      if (running) running.abort();
      else ask();
    } else if (key === keys.endOfInput) {
      if (line === '' && !running) resolve(status);
    } else if (key === keys.delete || key === keys.backspace) {
      if (line !== '') write('\b \b');
      line = [...line].slice(0, -1).join('');
    } else if (key >= ' ') {
      line += key;
      write(key);
    }
  }

  input.on('data', (chunk: Buffer) => {
    // Cursor keys and the like are whole sequences: nothing of them is text.
    for (const key of stripVTControlCharacters(decoder.write(chunk))) press(key);
  });
  input.on('end', () => {
    isOver = true;
    if (line !== '') waiting.push(line);
    void runWaiting();
  });
  signal.addEventListener('abort', () => resolve(status), { once: true });
  if (terminal) write(options.welcome);
  ask();
  return promise;
}
