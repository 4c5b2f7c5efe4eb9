import { Ban, CircleCheck, RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { Reasons } from './reasons.tsx';
import type { Preflight } from './use-preflights.ts';
import './hosts-say.css';

/** How the question to both hosts stands, in a line that a screen reader follows. */
export function HostsSay(props: {
  tone: 'asking' | 'good' | 'bad';
  children: ReactNode;
  onAgain: () => void;
}) {
  return (
    <div className="hosts-say">
      <p role="status" data-tone={props.tone}>
        {props.tone === 'asking' ? <Spinner /> : null}
        {props.tone === 'good' ? <CircleCheck size={16} aria-hidden /> : null}
        {props.tone === 'bad' ? <Ban size={16} aria-hidden /> : null}
        <span>{props.children}</span>
      </p>
      <Button look="quiet" size="s" onPress={props.onAgain} busy={props.tone === 'asking'}>
        <RotateCw size={13} aria-hidden />
        Ask again
      </Button>
    </div>
  );
}

/** What both hosts say to one move, when they have been asked; before that nothing. */
export function PreflightAnswer({ preflight }: { preflight: Preflight }) {
  switch (preflight.kind) {
    case 'asking':
      return null;
    case 'failed':
      return <ErrorBox error={preflight.error} title="The hosts could not be asked" />;
    case 'answered':
      return <Reasons reasons={preflight.verdict.reasons} />;
  }
}
