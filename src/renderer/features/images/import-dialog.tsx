import { useEffect, useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { ImportPreview } from '../../../shared/images/import.ts';
import { digestSchema, nameSchema } from '../../../shared/images/names.ts';
import type { ImagesOverview } from '../../../shared/images/overview.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { formatBytes } from '../../ui/format/memory.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { Picker } from '../../ui/picker.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { TextInput } from '../../ui/text-input.tsx';

const places = [
  { value: 'server', label: 'On the image server' },
  { value: 'here', label: 'On this computer' },
] as const;
const newRole = ' new';
const settleMs = 300;

/** Takes an image in: which files, as what, and what they turn out to be before anything is written. */
export function ImportDialog(props: {
  serverId: string;
  overview: ImagesOverview;
  onClose: () => void;
  onStarted: () => void;
}) {
  const { serverId, overview } = props;
  const services = useApp();
  const server = useAppState(({ site }) => site.imageServers[serverId]?.label ?? 'the server');
  const [from, setFrom] = useState<'server' | 'here'>('server');
  const [folder, setFolder] = useState('');
  const [names, setNames] = useState({
    rootfs: 'rootfs.squashfs',
    kernel: 'vmlinuz',
    initrd: 'initrd.img',
  });
  const [chosen, setChosen] = useState(overview.roles[0]?.name ?? newRole);
  const [typed, setTyped] = useState('');
  const [title, setTitle] = useState('');
  const [healthCommand, setHealth] = useState('');
  const [origin, setOrigin] = useState('');
  const [digest, setDigest] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const isNew = chosen === newRole;
  const role = isNew ? typed.trim() : chosen;
  const whole = (name: string) =>
    name.startsWith('/') ? name : `${folder.trim().replace(/\/+$/, '')}/${name.trim()}`;
  const files = {
    from,
    initrd: whole(names.initrd),
    rootfs: whole(names.rootfs),
    kernel: whole(names.kernel),
  };
  const preview = usePreview(serverId, folder.trim().startsWith('/') ? files : null);
  const roleProblem =
    role !== '' && !nameSchema.safeParse(role).success
      ? 'Small letters, digits, dot, dash and underscore.'
      : isNew && overview.roles.some(({ name }) => name === role)
        ? 'This role is there already: choose it above.'
        : null;
  const digestProblem =
    digest.trim() === '' || digestSchema.safeParse(digest.trim()).success
      ? null
      : 'A digest has 64 of 0–9 and a–f.';

  async function start(): Promise<void> {
    setBusy(true);
    setError(null);
    const answer = await services.transport.invoke('imports.start', {
      serverId,
      request: {
        ...{ role, files, healthCommand, title: title.trim() || role },
        digest: digest.trim() || null,
        origin: origin.trim() || `imported from ${folder.trim()}`,
      },
    });
    setBusy(false);
    if (!answer.ok) {
      setError(answer.error);
      return;
    }
    props.onStarted();
    props.onClose();
  }
  const why =
    role === ''
      ? 'Say which role it is of.'
      : (roleProblem ?? digestProblem ?? whyNotYet(preview.found));
  return (
    <ModalDialog
      title="Import an image"
      width="l"
      onClose={props.onClose}
      actions={
        <>
          <Button onPress={props.onClose}>Cancel</Button>
          <Button look="primary" busy={busy} blocked={why} onPress={() => void start()}>
            Import
          </Button>
        </>
      }
    >
      <div className="images-import">
        <Segmented label="Where its files lie" value={from} options={places} onChange={setFrom} />
        <div className="images-form">
          <TextInput
            label="Folder"
            value={folder}
            onChange={setFolder}
            autoFocus
            placeholder={from === 'server' ? '/srv/incoming/web-24' : '/home/me/build'}
            description={
              from === 'server'
                ? `A whole path on ${server}.`
                : 'A whole path on the machine that this console runs on; sent over SSH.'
            }
          />
          <TextInput
            label="Root file system"
            value={names.rootfs}
            onChange={(rootfs) => setNames({ ...names, rootfs })}
          />
          <TextInput
            label="Kernel"
            value={names.kernel}
            onChange={(kernel) => setNames({ ...names, kernel })}
          />
          <TextInput
            label="Initramfs"
            value={names.initrd}
            onChange={(initrd) => setNames({ ...names, initrd })}
          />
          <Picker
            label="Role"
            value={chosen}
            options={[
              ...overview.roles.map((one) => ({
                value: one.name,
                label: one.title,
                description: one.name,
              })),
              { value: newRole, label: 'A new role…' },
            ]}
            onChange={setChosen}
          />
          {isNew ? (
            <>
              <TextInput
                label="Name of the role"
                value={typed}
                onChange={setTyped}
                error={roleProblem}
                description="It names folders, and stays."
              />
              <TextInput
                label="Title"
                value={title}
                onChange={setTitle}
                placeholder="Web servers"
              />
              <TextInput
                label="Health command"
                value={healthCommand}
                onChange={setHealth}
                description="Run by a client once it is up; status 0 is health. Empty: being up is enough."
              />
            </>
          ) : null}
          <TextInput
            label="Where it comes from"
            value={origin}
            onChange={setOrigin}
            placeholder="build 24 of the web recipe"
          />
          <TextInput
            label="Digest, if you know it"
            value={digest}
            onChange={setDigest}
            error={digestProblem}
          />
        </div>
        {error ? <ErrorBox error={error} title="Nothing was imported" /> : null}
        {preview.error ? (
          <ErrorBox error={preview.error} title="They could not be looked at" />
        ) : null}
        {preview.found ? <Preview found={preview.found} server={server} role={role} /> : null}
      </div>
    </ModalDialog>
  );
}

function whyNotYet(found: ImportPreview | null): string | null {
  if (!found) return 'Say where its files lie.';
  if (found.files.some(({ verdict }) => verdict === 'unusable')) {
    return 'These files are no image that a machine could boot.';
  }
  return found.freeBytes !== null && found.bytes >= found.freeBytes ? 'There is no room.' : null;
}

/** What the files are, shortly after the last key. */
function usePreview(
  serverId: string,
  files: Parameters<typeof previewKey>[0] | null,
): { found: ImportPreview | null; error: AppError | null } {
  const { transport } = useApp();
  const [state, setState] = useState<{ found: ImportPreview | null; error: AppError | null }>({
    found: null,
    error: null,
  });
  const key = files ? previewKey(files) : null;
  useEffect(() => {
    if (key === null) {
      setState({ found: null, error: null });
      return;
    }
    let stopped = false;
    const timer = setTimeout(async () => {
      const answer = await transport.invoke('imports.look', { serverId, files: JSON.parse(key) });
      if (stopped) return;
      setState(
        answer.ok ? { found: answer.value, error: null } : { found: null, error: answer.error },
      );
    }, settleMs);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [transport, serverId, key]);
  return state;
}

/** By value: the wish is put together anew with every render. */
function previewKey(files: {
  from: 'server' | 'here';
  initrd: string;
  rootfs: string;
  kernel: string;
}): string {
  return JSON.stringify(files);
}

function Preview(props: { found: ImportPreview; server: string; role: string }) {
  const { files, bytes, freeBytes } = props.found;
  return (
    <section aria-label="What would be taken in">
      <table className="images-table">
        <tbody>
          {files.map(({ name, path, bytes: size, verdict, text }) => (
            <tr key={name} data-verdict={verdict}>
              <td>
                {name}
                <div className="images-sub">{path}</div>
              </td>
              <td>{size === null ? '—' : formatBytes(size)}</td>
              <td className="images-verdict">{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="images-sub">
        {formatBytes(bytes)} go to <code>images/{props.role || '…'}/</code> on {props.server}
        {freeBytes === null ? '' : `, where ${formatBytes(freeBytes)} are free`}. No client is
        touched: nobody runs a version before it is rolled out.
      </p>
    </section>
  );
}
