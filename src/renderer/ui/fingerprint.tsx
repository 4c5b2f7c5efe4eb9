import type { HostKey } from '../../shared/model/connection.ts';
import './fingerprint.css';

const groupSize = 4;

function groups(text: string): string[] {
  return text.match(new RegExp(`.{1,${groupSize}}`, 'gs')) ?? [];
}

/**
 * A host key's fingerprint, in groups that an eye can compare. Copied, it is one word, as
 * ssh-keygen prints it. `differsFrom`: groups unlike that other fingerprint's are marked.
 */
export function Fingerprint(props: { hostKey: HostKey; size?: 's' | 'l'; differsFrom?: HostKey }) {
  const { type, fingerprint } = props.hostKey;
  const [, algorithm = '', digest = fingerprint] = /^([A-Z0-9]+:)(.*)$/s.exec(fingerprint) ?? [];
  const others = props.differsFrom
    ? groups(props.differsFrom.fingerprint.slice(algorithm.length))
    : null;
  return (
    <div className="fingerprint" data-size={props.size ?? 'l'}>
      <span className="fingerprint-type">{type}</span>
      <code>
        <span className="fingerprint-algorithm">{algorithm}</span>
        {groups(digest).map((group, at) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: a group is its place in the text
            key={at}
            className="fingerprint-group"
            data-differs={(others && others[at] !== group) || undefined}
          >
            {group}
          </span>
        ))}
      </code>
    </div>
  );
}
