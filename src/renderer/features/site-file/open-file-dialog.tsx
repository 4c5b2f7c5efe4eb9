import { useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import { openDialog, resetView } from '../../state/actions/view-actions.ts';
import { useApp } from '../../state/app-context.ts';
import { formatBytes } from '../../ui/format/memory.ts';
import { momentText } from '../../ui/format/moment.ts';
import { TextInput } from '../../ui/text-input.tsx';
import { FileDialog } from './file-dialog.tsx';
import { PathField, type Places, usePlaces } from './path-field.tsx';

/** Opens a site file read-only. The passphrase lives in its field and goes with it. */
export function OpenFileDialog() {
  const { store, transport } = useApp();
  const places = usePlaces();
  const [path, setPath] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [missing, setMissing] = useState(false);
  const [refusal, setRefusal] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const pathProblem = missing && path.trim() === '' ? 'Say which file.' : null;
  const passphraseProblem = missing && passphrase === '' ? 'It cannot be empty.' : null;

  async function open(): Promise<void> {
    setMissing(true);
    if (busy || path.trim() === '' || passphrase === '') return;
    setBusy(true);
    setRefusal(null);
    const answer = await transport.invoke('siteFile.open', { path, passphrase });
    setBusy(false);
    if (!answer.ok) {
      setRefusal(answer.error);
      return;
    }
    resetView(store);
    openDialog(store, null);
  }

  return (
    <FileDialog
      title="Open a site file"
      action="Open"
      busy={busy}
      refusal={refusal}
      onSubmit={open}
    >
      <p className="lead">
        It is shown in the place of the site that is open now, read-only: nothing can be done to any
        host, and none is connected to. Your own site stays as it is and comes back when the file is
        closed.
      </p>
      <Offered places={places} path={path} onChoose={setPath} />
      <PathField
        purpose="open"
        path={path}
        onChange={setPath}
        places={places}
        error={pathProblem}
        description="On the machine that this console runs on: a whole path, or one that begins with ~/."
        autoFocus={path === ''}
      />
      <TextInput
        label="Passphrase"
        type="password"
        value={passphrase}
        onChange={setPassphrase}
        error={passphraseProblem}
        autoFocus={path !== ''}
      />
    </FileDialog>
  );
}

/** What lies in the user's usual folders: one press instead of a path. */
function Offered(props: { places: Places | null; path: string; onChoose: (path: string) => void }) {
  const found = props.places?.found ?? [];
  if (found.length === 0) return null;
  return (
    <ul className="site-file-offered" aria-label="Files that may be site files">
      {found.map(({ path, bytes, modifiedAt }) => (
        <li key={path}>
          <button
            type="button"
            aria-pressed={path === props.path}
            onClick={() => props.onChoose(path)}
          >
            <bdi>{path}</bdi>
            <small>
              {momentText(modifiedAt)}, {formatBytes(bytes)}
            </small>
          </button>
        </li>
      ))}
    </ul>
  );
}
