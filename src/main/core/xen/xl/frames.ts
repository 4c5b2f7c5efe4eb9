/**
 * How the scripts on a host mark what belongs together in their output. Each piece stands between
 *
 *     <nonce> begin <kind> [<word>…]
 *     <nonce> end <exit status>
 *
 * and each of these lines has a line break of its own before it, so that the piece is kept to the
 * byte even where it does not end in one. The nonce is new for every run and goes to the script as
 * "$1": no domain's name and no configuration file can hold it, so none can forge a mark. What is
 * outside of the marks (banners, a noisy .bashrc) is nobody's.
 */
export interface Frame {
  kind: string;
  /** Words after the kind: numbers that the script itself has read, never a name. */
  args: string[];
  text: string;
  /** Exit status of the command that wrote the text; null: torn, its end never came. */
  status: number | null;
  /** What the command wrote to stderr; empty where the script does not mark that stream. */
  stderr: string;
}

/** Takes the lines of one stream as they come, and hands over each frame when it is complete. */
export function createFrameReader(
  nonce: string,
  onFrame: (frame: Frame) => void,
): { push(line: string): void; end(): void } {
  let open: { kind: string; args: string[]; lines: string[] } | null = null;

  function close(status: number | null): void {
    if (!open) return;
    const { kind, args, lines } = open;
    open = null;
    // The mark's own line break made the last of these lines; a torn frame never got one. Joined
    // with one more, because a single line alone would be a part of all that was read, and hold it.
    const text = [...lines, ''].join('\n').slice(0, -1);
    onFrame({ kind, args, text, status, stderr: '' });
  }

  return {
    push(line) {
      if (line.startsWith(nonce) && line[nonce.length] === ' ') {
        const [verb, ...words] = line.slice(nonce.length + 1).split(' ');
        if (verb === 'begin') {
          close(null);
          open = { kind: words[0] ?? '', args: words.slice(1), lines: [] };
          return;
        }
        if (verb === 'end') {
          const status = Number(words[0]);
          close(Number.isInteger(status) ? status : null);
          return;
        }
      }
      open?.lines.push(line);
    },
    end: () => close(null),
  };
}

function readStream(nonce: string, text: string): Frame[] {
  const frames: Frame[] = [];
  const reader = createFrameReader(nonce, (frame) => frames.push(frame));
  for (const line of text.split('\n')) reader.push(line);
  reader.end();
  return frames;
}

/**
 * The frames of a command that is over. The script marks both streams alike: the n-th frame of
 * stderr belongs to the n-th of stdout, as far as both tell the same kinds.
 */
export function readFrames(nonce: string, stdout: string, stderr: string): Frame[] {
  const notes = readStream(nonce, stderr);
  return readStream(nonce, stdout).map((frame, index) => {
    const note = notes[index];
    return note?.kind === frame.kind ? { ...frame, stderr: note.text.trim() } : frame;
  });
}
