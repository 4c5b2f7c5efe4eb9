import { useEffect, useState } from 'react';
import type { MethodOutput } from '../../../shared/contract/methods.ts';
import type { VmRef } from '../../../shared/model/vm.ts';
import type { Result } from '../../../shared/result.ts';
import { openDialog } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { formatLastSeen } from '../../ui/format/last-seen.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import './vm-config.css';

type Answer = Result<MethodOutput<'vms.readConfig'>>;

/** A VM's configuration file as it is on its host now; as it was last seen, where that is away. */
export function VmConfigDialog({ vm }: { vm: VmRef }) {
  const { store, transport } = useApp();
  const hostLabel = useAppState((state) => state.site.hosts[vm.hostId]?.label ?? vm.hostId);
  const lastSeen = useAppState((state) => state.site.hosts[vm.hostId]?.link.lastSeen ?? null);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const { hostId, name } = vm;
  useEffect(() => {
    let wanted = true;
    void transport.invoke('vms.readConfig', { hostId, name }).then((read) => {
      if (wanted) setAnswer(read);
    });
    return () => {
      wanted = false;
    };
  }, [transport, hostId, name]);
  const close = () => openDialog(store, null);
  return (
    <ModalDialog
      title={`Configuration of ${name}`}
      width="l"
      onClose={close}
      actions={<Button onPress={close}>Close</Button>}
    >
      {answer === null ? (
        <p className="lead" role="status">
          Reading it from {hostLabel}…
        </p>
      ) : answer.ok ? (
        <ConfigText hostLabel={hostLabel} lastSeen={lastSeen} {...answer.value} />
      ) : (
        <ErrorBox error={answer.error} />
      )}
    </ModalDialog>
  );
}

function ConfigText(props: {
  hostLabel: string;
  lastSeen: number | null;
  path: string;
  text: string;
  asLastSeen: boolean;
}) {
  const lines = props.text.replace(/\n$/, '').split('\n');
  return (
    <div className="vm-config">
      <div className="vm-config-head">
        <p>
          <code>{props.path}</code> on <bdi>{props.hostLabel}</bdi>
          {props.asLastSeen ? (
            <>
              , <b>as {formatLastSeen(props.lastSeen, Date.now())}</b>; passwords are not kept
            </>
          ) : null}
        </p>
        <CopyButton text={props.text} label="Copy all" />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region needs the keyboard */}
      <pre tabIndex={0}>
        {lines.map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place in the file
          <span key={at} className="vm-config-line" data-comment={/^\s*#/.test(line) || undefined}>
            {line}
            {'\n'}
          </span>
        ))}
      </pre>
    </div>
  );
}
