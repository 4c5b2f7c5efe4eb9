import { KeyRound } from 'lucide-react';
import type { Prompt } from '../../../shared/model/connection.ts';
import { useAppState } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { plural } from '../../ui/format/plural.ts';
import { Strip } from '../../ui/strip.tsx';
import { ChangedKeyPrompt } from './changed-key-prompt.tsx';
import { NewKeyPrompt } from './new-key-prompt.tsx';
import type { PromptProps } from './prompt-dialog.tsx';
import { SecretPrompt } from './secret-prompt.tsx';
import { TakenBack } from './taken-back.tsx';
import { usePromptTurn } from './use-prompt-turn.ts';

const subjects: Record<Prompt['kind'], string> = {
  'host-key-new': 'shows a host key that is new here',
  'host-key-changed': 'shows another host key than before',
  password: 'wants a password',
  passphrase: 'needs a key’s passphrase',
  'keyboard-interactive': 'asks something to log you in',
};

/** The hosts' questions to the user: the one on screen, and a line for those that wait. */
export function Prompts() {
  const turn = usePromptTurn();
  // A modal dialog is over the line anyway.
  const busy = useAppState((state) => state.view.dialog !== null);
  const { current, waiting } = turn;
  if (current) {
    const props = {
      moreWaiting: waiting.length,
      onLater: turn.putAside,
      onAnswered: turn.finish,
    };
    if (turn.takenBack) return <TakenBack prompt={current} {...props} />;
    return <OpenPrompt key={current.id} prompt={current} {...props} />;
  }
  const [first] = waiting;
  if (!first) return null;
  return (
    <Strip
      tone="warning"
      role="status"
      icon={<KeyRound size={16} aria-hidden />}
      actions={
        busy ? null : (
          <Button size="s" onPress={turn.show}>
            Answer
          </Button>
        )
      }
    >
      <b>
        <bdi>{first.hostLabel}</bdi>
      </b>{' '}
      {subjects[first.kind]}
      {waiting.length > 1 ? `; ${plural(waiting.length - 1, 'more question')} waiting` : null}.
    </Strip>
  );
}

function OpenPrompt({ prompt, ...props }: PromptProps<Prompt>) {
  switch (prompt.kind) {
    case 'host-key-new':
      return <NewKeyPrompt prompt={prompt} {...props} />;
    case 'host-key-changed':
      return <ChangedKeyPrompt prompt={prompt} {...props} />;
    case 'password':
    case 'passphrase':
    case 'keyboard-interactive':
      return <SecretPrompt prompt={prompt} {...props} />;
  }
}
