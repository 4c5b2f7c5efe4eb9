import { useEffect, useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { ImageDiff } from '../../../shared/images/image-diff.ts';
import type { ImagesOverview } from '../../../shared/images/overview.ts';
import { useApp } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { formatBytes } from '../../ui/format/memory.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { Picker } from '../../ui/picker.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { shortDigest } from './image-text.ts';
import { PackCostText } from './pack-cost.tsx';

type Image = ImagesOverview['images'][number];

/** What makes an older version of a role into this one. */
export function DiffDialog(props: {
  serverId: string;
  image: Image;
  /** All of the role, newest first. */
  versions: readonly Image[];
  onClose: () => void;
}) {
  const { serverId, image, versions } = props;
  const { transport } = useApp();
  const { role, digest } = image.manifest;
  const others = versions.filter((one) => one !== image);
  const [from, setFrom] = useState(
    (versions[versions.indexOf(image) + 1] ?? others[0] ?? image).manifest.digest,
  );
  const [diff, setDiff] = useState<ImageDiff | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  useEffect(() => {
    let stopped = false;
    setDiff(null);
    setError(null);
    void transport.invoke('images.diff', { serverId, role, from, to: digest }).then((answer) => {
      if (stopped) return;
      if (answer.ok) setDiff(answer.value);
      else setError(answer.error);
    });
    return () => {
      stopped = true;
    };
  }, [transport, serverId, role, from, digest]);
  return (
    <ModalDialog
      title={`What ${shortDigest(digest)} changes`}
      width="l"
      onClose={props.onClose}
      actions={<Button onPress={props.onClose}>Close</Button>}
    >
      <Picker
        label="Compared with"
        value={from}
        options={others.map(({ manifest }) => ({
          value: manifest.digest,
          label: `${shortDigest(manifest.digest)}, ${manifest.origin}`,
        }))}
        onChange={setFrom}
      />
      {error ? <ErrorBox error={error} /> : null}
      {diff === null && !error ? (
        <p role="status">
          <Spinner /> Comparing…
        </p>
      ) : null}
      {diff ? <Changes diff={diff} /> : null}
      <CostOnRequest key={from} {...{ serverId, role, digest, from }} />
    </ModalDialog>
  );
}

/** It keeps the server busy for seconds: nobody needs it each time. */
function CostOnRequest(props: Parameters<typeof PackCostText>[0]) {
  const [isAsked, setAsked] = useState(false);
  return isAsked ? (
    <PackCostText {...props} />
  ) : (
    <Button size="s" onPress={() => setAsked(true)}>
      Measure what it adds on disk
    </Button>
  );
}

function Changes({ diff }: { diff: ImageDiff }) {
  const { packages, kernel, files } = diff;
  return (
    <>
      <table className="images-table" aria-label="Files">
        <tbody>
          {files.map(({ name, from, to }) => (
            <tr key={name}>
              <td>{name}</td>
              <td>{from === to ? formatBytes(to) : `${formatBytes(from)} → ${formatBytes(to)}`}</td>
            </tr>
          ))}
          <tr>
            <td>Kernel</td>
            <td>
              {kernel.from === kernel.to
                ? (kernel.to ?? 'not known')
                : `${kernel.from ?? 'not known'} → ${kernel.to ?? 'not known'}`}
            </td>
          </tr>
        </tbody>
      </table>
      {packages === null ? (
        <p>The packages of one of them were never listed: unsquashfs was missing at its import.</p>
      ) : packages.length === 0 ? (
        <p>The same packages in the same versions.</p>
      ) : (
        <table className="images-table" aria-label="Packages">
          <thead>
            <tr>
              <th>Package</th>
              <th>Before</th>
              <th>After</th>
            </tr>
          </thead>
          <tbody>
            {packages.map(({ name, from, to }) => (
              <tr key={name}>
                <td>{name}</td>
                <td>{from ?? 'not installed'}</td>
                <td>{to ?? 'removed'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
