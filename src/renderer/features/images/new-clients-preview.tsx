import type { NewClientsPreview } from '../../../shared/images/new-clients.ts';
import { plural } from '../../ui/format/plural.ts';
import { OwnWords } from '../../ui/own-words.tsx';

/** Everything that is about to be made, by its name; or what is against it. */
export function NewClientsList(props: {
  preview: NewClientsPreview;
  hostLabel: (hostId: string) => string;
}) {
  const { troubles, machines } = props.preview;
  const sorted = machines.toSorted(
    (a, b) => Number(b.troubles.length > 0) - Number(a.troubles.length > 0),
  );
  const odd = machines.filter((one) => one.troubles.length > 0).length;
  const [example] = machines.filter(({ config }) => config !== null);
  return (
    <section aria-label="What is made">
      <h3>What is made</h3>
      {troubles.map((why) => (
        <p key={why} className="images-trouble">
          {why}
        </p>
      ))}
      {odd > 0 ? (
        <p role="status" className="images-trouble">
          {plural(odd, 'client')} of {machines.length} cannot be made, so none is.
        </p>
      ) : null}
      {machines.length > 0 ? (
        <div className="images-made">
          <table className="images-table">
            <thead>
              <tr>
                <th>Client</th>
                <th>Where</th>
                <th>Card</th>
                <th>Drive</th>
              </tr>
            </thead>
            <tbody>
              {sorted.map(({ name, machine, troubles: own }) => (
                <tr key={name} data-troubled={own.length > 0 || undefined}>
                  <td>{name}</td>
                  {machine && own.length === 0 ? (
                    <>
                      <td>{machine.vm ? props.hostLabel(machine.vm.hostId) : 'of metal'}</td>
                      <td>
                        <code>{machine.client.macs.join(' ')}</code>
                      </td>
                      <td>
                        <code>
                          {machine.client.stateDrive.kind === 'nfs'
                            ? machine.client.stateDrive.folder
                            : machine.client.stateDrive.device}
                        </code>
                      </td>
                    </>
                  ) : (
                    <td colSpan={3} className="images-trouble">
                      {own.length > 0 ? own.join(' ') : 'Not looked at yet.'}
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      {example?.config && example.machine?.vm ? (
        <>
          <p className="images-sub">
            Each host is brought the image’s kernel and initrd. Each VM has its configuration beside
            the others, each client a file in <code>clients/</code> on the image server. Nothing
            that lies there is replaced.
          </p>
          <OwnWords label={`${example.configPath}`} text={example.config} open={false} />
        </>
      ) : example ? (
        <p className="images-sub">
          On the image server each has a file in <code>clients/</code> and, by its card, one in{' '}
          <code>boot/</code>: it boots the image at its next start from the network.
        </p>
      ) : null}
    </section>
  );
}
