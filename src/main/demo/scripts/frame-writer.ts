import type { Call } from '../shell/call.ts';

/**
 * Marks pieces of output as core/xen/xl/frames.ts describes it, on stdout alone or on both streams.
 * `text` may be given as what a command says: its stdout, its stderr and its status.
 */
export interface FrameWriter {
  /** `kind` may carry words behind it: `domains 123.45`. */
  write(kind: string, text?: string, status?: number): void;
}

export function createFrameWriter(call: Call, streams: 'stdout' | 'both'): FrameWriter {
  const nonce = call.args[0] ?? '';
  const mark = (text: string) => {
    call.out(`\n${nonce} ${text}\n`);
    if (streams === 'both') call.err(`\n${nonce} ${text}\n`);
  };
  return {
    write(kind, text = '', status = 0) {
      mark(`begin ${kind}`);
      call.out(text);
      mark(`end ${status}`);
    },
  };
}
