/** One output of a command. */
export interface CommandOutput {
  write(text: string): void;
  /** Sends what waits, now. */
  flush(): void;
}

/**
 * Gathers what a command writes in one turn of the event loop and sends it at once, as the pipe
 * between a command and a real sshd does: a packet for each small write would cost both sides.
 */
export function gatherOutput(stream: NodeJS.WritableStream): CommandOutput {
  let waiting = '';
  let isDue = false;
  const flush = () => {
    isDue = false;
    const text = waiting;
    waiting = '';
    if (text !== '' && stream.writable) stream.write(text);
  };
  return {
    write(text) {
      waiting += text;
      if (isDue) return;
      isDue = true;
      setImmediate(flush);
    },
    flush,
  };
}
