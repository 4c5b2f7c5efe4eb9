import type { ReactNode } from 'react';
import type { Prompt } from '../../../shared/model/connection.ts';
import { useAppState } from '../../state/app-context.ts';
import { plural } from '../../ui/format/plural.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import './prompts.css';

export interface PromptProps<P extends Prompt> {
  prompt: P;
  moreWaiting: number;
  /** The question stays open, in the line under the top bar. */
  onLater: () => void;
  onAnswered: () => void;
}

/** What all questions have in common: whom it is about, and how many wait behind it. */
export function PromptDialog(props: {
  title: string;
  prompt: Prompt;
  moreWaiting: number;
  onLater: () => void;
  danger?: boolean;
  width?: 's' | 'm' | 'l';
  children: ReactNode;
  actions: ReactNode;
}) {
  const access = useAppState((state) => state.site.hosts[props.prompt.hostId]?.access);
  return (
    <ModalDialog
      title={props.title}
      role={props.danger ? 'alertdialog' : 'dialog'}
      tone={props.danger ? 'danger' : 'plain'}
      width={props.width ?? 'm'}
      onClose={props.onLater}
      actions={
        <>
          <span className="grow prompt-waiting" role="status">
            {props.moreWaiting > 0 ? `${plural(props.moreWaiting, 'more question')} waiting` : ''}
          </span>
          {props.actions}
        </>
      }
    >
      <div className="prompt">
        {access ? (
          <p className="prompt-place">
            <b>
              <bdi>{props.prompt.hostLabel}</bdi>
            </b>
            <code>
              {access.user}@{access.address}:{access.port}
            </code>
          </p>
        ) : null}
        {props.children}
      </div>
    </ModalDialog>
  );
}
