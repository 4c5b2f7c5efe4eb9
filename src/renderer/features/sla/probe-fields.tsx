import { Segmented } from '../../ui/segmented.tsx';
import { TextInput } from '../../ui/text-input.tsx';
import { type ProbeDraft, probePlaceholders } from './probe-draft.ts';

const kinds = [
  { value: 'none', label: 'None' },
  { value: 'tcp', label: 'TCP port' },
  { value: 'http', label: 'HTTP' },
  { value: 'ssh', label: 'SSH command' },
] as const;

const targetLabels = { tcp: 'Address and port', http: 'Page', ssh: 'Login' } as const;

const abouts = {
  none: 'It counts as running when its domain runs.',
  tcp: 'It has to take a connection.',
  http: 'It has to answer with 2xx or 3xx.',
  ssh: 'The command has to end with 0. You are asked once whether its host key is right.',
} as const;

/** What has to answer for a VM to count as running. */
export function ProbeFields({
  draft,
  problem,
  onChange,
}: {
  draft: ProbeDraft;
  problem: string | null;
  onChange: (changes: Partial<ProbeDraft>) => void;
}) {
  const { kind } = draft;
  return (
    <>
      <div className="field">
        <span className="field-label">Has to answer</span>
        <Segmented
          label="Has to answer"
          value={kind}
          options={kinds}
          onChange={(next) => onChange({ kind: next, target: '' })}
        />
        <span className="field-description" role="status">
          {abouts[kind]}
          {kind === 'none'
            ? ''
            : ' Asked from this computer; {name} stands for the VM’s name. Two times without an answer break the promise.'}
        </span>
      </div>
      {kind === 'none' ? null : (
        <TextInput
          label={targetLabels[kind]}
          value={draft.target}
          onChange={(target) => onChange({ target })}
          placeholder={probePlaceholders[kind]}
          error={draft.target === '' ? null : problem}
        />
      )}
      {kind === 'ssh' ? (
        <TextInput
          label="Command"
          value={draft.command}
          onChange={(command) => onChange({ command })}
          placeholder="systemctl is-active nginx"
        />
      ) : null}
    </>
  );
}
