import type { Hunk } from '../../../shared/history/hunk.ts';

const signs: Readonly<Record<string, { mark: string; change: string; spoken: string }>> = {
  '-': { mark: '−', change: 'removed', spoken: 'removed: ' },
  '+': { mark: '+', change: 'added', spoken: 'added: ' },
};

/** The lines of a file that differ, with a few around them; signs, not colours alone. */
export function LineChanges({ hunks }: { hunks: readonly Hunk[] }) {
  return hunks.map((hunk) => (
    <div key={`${hunk.beforeLine} ${hunk.afterLine}`} className="line-changes">
      <p>From line {Math.max(hunk.afterLine, 1)}</p>
      <pre>
        {numbered(hunk.lines).map(({ line, number }) => {
          const sign = signs[line.charAt(0)];
          return (
            <code key={number} data-change={sign?.change}>
              <span aria-hidden="true">{sign?.mark ?? ' '} </span>
              <span className="visually-hidden">{sign?.spoken}</span>
              <bdi>{line.slice(1)}</bdi>
            </code>
          );
        })}
      </pre>
    </div>
  ));
}

/** A hunk is never reordered: a line's place in it is what tells it from the others. */
function numbered(lines: readonly string[]): { line: string; number: number }[] {
  return lines.map((line, number) => ({ line, number }));
}
