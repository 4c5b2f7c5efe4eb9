import type { Conversion } from '../../../shared/images/conversion.ts';
import { OwnWords } from '../../ui/own-words.tsx';

/** What is written where for each VM that becomes a client, or why it cannot become one. */
export function ConversionPreview(props: {
  vms: readonly Conversion[];
  hostLabel: (hostId: string) => string;
}) {
  return (
    <section aria-label="What is written where">
      <h3>What is written where</h3>
      <ul className="images-conversions">
        {props.vms.map((one) => (
          <li key={`${one.hostId}/${one.vm}`} data-troubled={one.troubles.length > 0 || undefined}>
            <strong>{one.vm}</strong>
            {one.troubles.map((why) => (
              <p key={why} className="images-trouble">
                {why}
              </p>
            ))}
            {one.client && one.after !== null ? (
              <>
                <p className="images-sub">
                  On the image server: <code>clients/{one.client.id}.json</code>, with the drive{' '}
                  <code>state/{one.client.id}</code>. On {props.hostLabel(one.hostId)}: the image’s
                  kernel and initrd, and <code>{one.configPath}</code>; the present one stays as{' '}
                  <code>{one.keptAs}</code>.
                </p>
                <OwnWords label="The new configuration" text={one.after} open={false} />
              </>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
