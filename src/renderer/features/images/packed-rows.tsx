import { useState } from 'react';
import type { ImagesOverview } from '../../../shared/images/overview.ts';
import { call } from '../../state/actions/call.ts';
import { useApp } from '../../state/app-context.ts';
import { formatBytes } from '../../ui/format/memory.ts';
import { ActButton } from './act-button.tsx';
import { DeleteImageDialog } from './delete-image-dialog.tsx';
import { shortDigest } from './image-text.ts';

/** The versions of a role that are kept as patches, below those that can be booted. */
export function PackedRows(props: {
  serverId: string;
  packed: ImagesOverview['packed'];
  onChanged: () => void;
}) {
  const { serverId, packed, onChanged } = props;
  const services = useApp();
  const [busy, setBusy] = useState<string | null>(null);
  const [deleted, setDeleted] = useState<Parameters<typeof DeleteImageDialog>[0]['image'] | null>(
    null,
  );
  async function unpack(role: string, digest: string): Promise<void> {
    setBusy(digest);
    const input = { serverId, role, digest };
    const done = await call(services, 'Could not make it whole', 'images.unpack', input);
    setBusy(null);
    if (done) onChanged();
  }
  const rows = packed.map(({ role, digest, from, bytes, wholeBytes, origin }) => (
    <tr key={digest} className="images-packed">
      <td>
        <code>{shortDigest(digest)}</code>
        <div className="images-sub">{origin}</div>
      </td>
      <td colSpan={2}>kept as a patch of {shortDigest(from)}</td>
      <td>
        {formatBytes(bytes)}
        {wholeBytes === null ? null : (
          <div className="images-sub">instead of {formatBytes(wholeBytes)}</div>
        )}
      </td>
      <td>nobody</td>
      <td className="images-actions">
        <ActButton size="s" busy={busy === digest} onPress={() => void unpack(role, digest)}>
          Make whole
        </ActButton>
        <ActButton
          size="s"
          look="quiet"
          label={`Delete: ${shortDigest(digest)}`}
          onPress={() => setDeleted({ role, digest, bytes, isPacked: true })}
        >
          Delete…
        </ActButton>
      </td>
    </tr>
  ));
  return (
    <>
      {rows}
      {deleted ? (
        <DeleteImageDialog
          serverId={serverId}
          image={deleted}
          onClose={() => setDeleted(null)}
          onDeleted={onChanged}
        />
      ) : null}
    </>
  );
}
