import { useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import { longestPassphrase, shortestPassphrase } from '../../../shared/model/site-file.ts';
import { notify } from '../../state/actions/notify.ts';
import { openDialog } from '../../state/actions/view-actions.ts';
import { useApp } from '../../state/app-context.ts';
import { Check } from '../../ui/check.tsx';
import { formatBytes } from '../../ui/format/memory.ts';
import { TextInput } from '../../ui/text-input.tsx';
import { FileDialog } from './file-dialog.tsx';
import { PathField, usePlaces } from './path-field.tsx';

interface Problems {
  path: string | null;
  passphrase: string | null;
  again: string | null;
}

const noProblems: Problems = { path: null, passphrase: null, again: null };

function problemsOf(path: string, passphrase: string, again: string): Problems {
  const { length } = passphrase;
  return {
    path: path.trim() === '' ? 'Say where it goes.' : null,
    passphrase:
      length < shortestPassphrase
        ? `At least ${shortestPassphrase} characters: whoever has the file can try as long as they like.`
        : length > longestPassphrase
          ? `At most ${longestPassphrase} characters.`
          : null,
    again: again === passphrase ? null : 'The two are not the same.',
  };
}

/** Writes the site into one encrypted file. The passphrase lives in these fields and goes with them. */
export function SaveFileDialog() {
  const { store, transport } = useApp();
  const places = usePlaces();
  const [typed, setTyped] = useState<string | null>(null);
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [replace, setReplace] = useState(false);
  const [problems, setProblems] = useState(noProblems);
  const [refusal, setRefusal] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const path = typed ?? places?.saveTo ?? '';

  async function save(): Promise<void> {
    const found = problemsOf(path, passphrase, again);
    setProblems(found);
    if (busy || Object.values(found).some((problem) => problem !== null)) return;
    setBusy(true);
    setRefusal(null);
    const answer = await transport.invoke('siteFile.save', { path, passphrase, replace });
    setBusy(false);
    if (!answer.ok) {
      setRefusal(answer.error);
      return;
    }
    const { bytes, samplesProblem } = answer.value;
    notify(store, {
      tone: samplesProblem ? 'warning' : 'success',
      title: `The site was saved into ${answer.value.path} (${formatBytes(bytes)}).`,
      text: samplesProblem
        ? `Usage is not in it: ${samplesProblem.message}`
        : 'Whoever has this file and its passphrase can look at the site, but reach no host by it.',
      staysMs: null,
    });
    openDialog(store, null);
  }

  return (
    <FileDialog
      title="Save into a site file"
      action="Save"
      busy={busy}
      refusal={refusal}
      onSubmit={save}
    >
      <p className="lead">
        One encrypted file with everything that is kept of this site: hosts, VMs, their
        configuration files, the history and usage. On another machine it opens read-only. Not in
        it: passwords, passphrases, where private keys lie, and which host keys you trust.
      </p>
      <PathField
        purpose="save"
        path={path}
        onChange={setTyped}
        places={places}
        error={problems.path}
        description="On the machine that this console runs on. Also age, zstd and tar can open it."
      />
      <TextInput
        label="Passphrase"
        type="password"
        value={passphrase}
        onChange={setPassphrase}
        error={problems.passphrase}
        description="There is no way in without it, for you neither: keep it where it is not lost."
        autoFocus
      />
      <TextInput
        label="Passphrase once more"
        type="password"
        value={again}
        onChange={setAgain}
        error={problems.again}
      />
      <Check checked={replace} onChange={setReplace}>
        Replace a file of this name
      </Check>
    </FileDialog>
  );
}
