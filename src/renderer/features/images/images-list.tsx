import { Upload } from 'lucide-react';
import { useState } from 'react';
import type { ImagesOverview } from '../../../shared/images/overview.ts';
import { call } from '../../state/actions/call.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { pastText } from '../../state/travel.ts';
import { Button } from '../../ui/button.tsx';
import { formatAgo } from '../../ui/format/ago.ts';
import { formatBytes } from '../../ui/format/memory.ts';
import { plural } from '../../ui/format/plural.ts';
import { ActButton } from './act-button.tsx';
import { BuildsBar } from './builds-bar.tsx';
import { DeleteImageDialog } from './delete-image-dialog.tsx';
import { DiffDialog } from './diff-dialog.tsx';
import { shortDigest } from './image-text.ts';
import { ImportDialog } from './import-dialog.tsx';
import { ImportsUnderWay } from './imports-under-way.tsx';
import { PackDialog } from './pack-dialog.tsx';
import { PackedRows } from './packed-rows.tsx';
import { RoleDialog } from './role-dialog.tsx';
import { RolloutDialog } from './rollout-dialog.tsx';
import { useImports } from './use-imports.ts';
import './role.css';

type Image = ImagesOverview['images'][number];
type Role = ImagesOverview['roles'][number];
type Asked = { kind: 'diff' | 'delete' | 'roll-out' | 'pack'; image: Image };

/** Roles and their versions, newest first. */
export function ImagesList(props: {
  serverId: string;
  overview: ImagesOverview;
  onChanged: () => void;
}) {
  const { serverId, overview, onChanged } = props;
  const services = useApp();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [edited, setEdited] = useState<Role | null>(null);
  const [importing, setImporting] = useState(false);
  const { imports, again } = useImports(serverId, onChanged);
  const isPast = useAppState((state) => pastText(state) !== null);
  const close = () => setAsked(null);
  const versionsOf = (role: string) =>
    overview.images.filter(({ manifest }) => manifest.role === role);

  async function publish(image: Image): Promise<void> {
    const { role, digest } = image.manifest;
    const stable = overview.channels.find((one) => one.role === role && one.name === 'stable');
    const done = await call(services, 'Could not publish it', 'images.publish', {
      ...{ serverId, role, digest, channel: 'stable' },
      generation: stable?.generation ?? null,
    });
    if (done) onChanged();
  }

  return (
    <>
      {isPast ? null : (
        <>
          <BuildsBar serverId={serverId} overview={overview} onChanged={onChanged}>
            <ActButton onPress={() => setImporting(true)}>
              <Upload size={16} aria-hidden />
              Import an image…
            </ActButton>
          </BuildsBar>
          <ImportsUnderWay imports={imports} onChanged={again} />
        </>
      )}
      {overview.roles.length === 0 ? (
        <p className="images-none">
          No role yet. A role is what machines of one kind have in common: build an image, or import
          one, and its role is here.
        </p>
      ) : null}
      <div className="images-roles">
        {overview.roles.map((role) => (
          <section key={role.name} className="images-role" aria-label={role.title}>
            <h2>
              {role.title} <small>{role.name}</small>
              <ActButton
                size="s"
                look="quiet"
                label={`Edit the role ${role.name}`}
                onPress={() => setEdited(role)}
              >
                Edit…
              </ActButton>
            </h2>
            <table className="images-table images-versions">
              <thead>
                <tr>
                  <th>Version</th>
                  <th>Imported</th>
                  <th>Kernel</th>
                  <th>Size</th>
                  <th>Used by</th>
                  <th>
                    <span className="visually-hidden">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {versionsOf(role.name).map((image) => (
                  <tr key={image.manifest.digest}>
                    <td>
                      <code>{shortDigest(image.manifest.digest)}</code>
                      {image.channels.map((channel) => (
                        <span key={channel} className="images-tag">
                          {channel}
                        </span>
                      ))}
                      <div className="images-sub">{image.manifest.origin}</div>
                    </td>
                    <td className="images-fixed">
                      {formatAgo(image.manifest.importedAt * 1000, overview.at)}
                    </td>
                    <td className="images-fixed">
                      {image.manifest.kernel ?? 'not known'}
                      <div className="images-sub">
                        {image.manifest.packages === null
                          ? 'packages not listed'
                          : plural(image.manifest.packages, 'package')}
                      </div>
                    </td>
                    <td className="images-fixed">{formatBytes(image.bytes)}</td>
                    <td>{usedText(image)}</td>
                    <td className="images-actions">
                      <ActButton size="s" onPress={() => setAsked({ kind: 'roll-out', image })}>
                        Roll out…
                      </ActButton>
                      <ActButton
                        size="s"
                        look="quiet"
                        blocked={image.channels.includes('stable') ? 'It is stable already.' : null}
                        onPress={() => void publish(image)}
                      >
                        Make stable
                      </ActButton>
                      <Button
                        size="s"
                        look="quiet"
                        blocked={
                          versionsOf(role.name).at(-1) === image ? 'There is none before it.' : null
                        }
                        onPress={() => setAsked({ kind: 'diff', image })}
                      >
                        Changes…
                      </Button>
                      {isUsed(image) || versionsOf(role.name).length < 2 ? null : (
                        <ActButton
                          size="s"
                          look="quiet"
                          onPress={() => setAsked({ kind: 'pack', image })}
                        >
                          Pack…
                        </ActButton>
                      )}
                      <ActButton
                        size="s"
                        look="quiet"
                        blocked={isUsed(image) ? `It is in use: ${usedText(image)}.` : null}
                        onPress={() => setAsked({ kind: 'delete', image })}
                      >
                        Delete…
                      </ActButton>
                    </td>
                  </tr>
                ))}
                <PackedRows
                  serverId={serverId}
                  packed={overview.packed.filter((one) => one.role === role.name)}
                  onChanged={onChanged}
                />
              </tbody>
            </table>
          </section>
        ))}
      </div>
      {importing ? (
        <ImportDialog
          serverId={serverId}
          overview={overview}
          onClose={() => setImporting(false)}
          onStarted={again}
        />
      ) : null}
      {edited ? (
        <RoleDialog
          serverId={serverId}
          role={edited}
          onClose={() => setEdited(null)}
          onChanged={onChanged}
        />
      ) : null}
      {asked?.kind === 'diff' ? (
        <DiffDialog
          serverId={serverId}
          image={asked.image}
          versions={versionsOf(asked.image.manifest.role)}
          onClose={close}
        />
      ) : null}
      {asked?.kind === 'pack' ? (
        <PackDialog
          serverId={serverId}
          image={asked.image}
          versions={versionsOf(asked.image.manifest.role)}
          onClose={close}
          onPacked={onChanged}
        />
      ) : null}
      {asked?.kind === 'delete' ? (
        <DeleteImageDialog
          serverId={serverId}
          image={{ ...asked.image.manifest, bytes: asked.image.bytes, isPacked: false }}
          onClose={close}
          onDeleted={onChanged}
        />
      ) : null}
      {asked?.kind === 'roll-out' ? (
        <RolloutDialog
          serverId={serverId}
          image={asked.image}
          overview={overview}
          onClose={close}
          onStarted={onChanged}
        />
      ) : null}
    </>
  );
}

function isUsed({ desired, previous, running, channels, rollouts }: Image): boolean {
  return desired + previous + running > 0 || channels.length + rollouts.length > 0;
}

function usedText({ desired, previous, running, channels, rollouts }: Image): string {
  const parts = [
    ...(desired > 0 ? [plural(desired, 'client')] : []),
    ...(running !== desired && running > 0 ? [`${running} running it`] : []),
    ...(desired === 0 && previous > 0 ? [`kept to go back to by ${previous}`] : []),
    ...(rollouts.length > 0 ? [plural(rollouts.length, 'open rollout')] : []),
  ];
  if (parts.length > 0) return parts.join(', ');
  return channels.length > 0 ? 'its channel' : 'nobody';
}
