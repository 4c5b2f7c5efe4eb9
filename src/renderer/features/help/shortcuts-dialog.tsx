import { openDialog } from '../../state/actions/view-actions.ts';
import { type AppServices, useApp } from '../../state/app-context.ts';
import { keysText } from '../../state/commands/keys.ts';
import { windowCommands } from '../../state/commands/window-commands.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import './shortcuts.css';

/** Keys that are pressed together are one string; alternatives are several. */
type Shortcut = readonly [keys: readonly string[], does: string];

const boardGroups: readonly { title: string; shortcuts: readonly Shortcut[] }[] = [
  {
    title: 'On the board',
    shortcuts: [
      [['←', '→', '↑', '↓'], 'From VM to VM, from host to host'],
      [['Page Up', 'Page Down'], 'From host to host'],
      [['Home', 'End'], 'To the first, to the last'],
      [['Enter'], 'Details of the VM or host'],
      [['M'], 'Move the VM, or all that are selected'],
      [['Shift F10', 'Menu'], 'Everything that can be done'],
      [['E'], 'Show all VMs of a host, or fold them'],
    ],
  },
  {
    title: 'Selecting VMs',
    shortcuts: [
      [['Space'], 'Select the VM, or take it out'],
      [['Shift ←', 'Shift →'], 'Select all on the way'],
      [['Ctrl A'], 'Select all that are shown'],
      [['Esc'], 'Select none'],
    ],
  },
];

function Keys({ keys }: { keys: readonly string[] }) {
  return (
    <span className="shortcut-keys">
      {keys.map((together) => (
        <span key={together}>
          {together.split(/(?<=Ctrl|⌘|Shift) /).map((key) => (
            <kbd key={key}>{key}</kbd>
          ))}
        </span>
      ))}
    </span>
  );
}

/** The keys of the registry, and the one that closes whatever is open. */
function anywhere(services: AppServices): readonly Shortcut[] {
  const keyed = windowCommands(services).flatMap(({ keys, label, about }): Shortcut[] =>
    keys ? [[[keysText(keys)], about ? `${label}: ${about}` : label]] : [],
  );
  return [...keyed, [['Esc'], 'Close what is open: a dialog, a menu, the details']];
}

/** What the keyboard does. The board's part is answered in features/board/gestures. */
export function ShortcutsDialog() {
  const services = useApp();
  const { store } = services;
  const groups = [{ title: 'Anywhere', shortcuts: anywhere(services) }, ...boardGroups];
  const close = () => openDialog(store, null);
  return (
    <ModalDialog
      title="Keyboard shortcuts"
      onClose={close}
      actions={<Button onPress={close}>Close</Button>}
    >
      <div className="shortcuts">
        {groups.map((group) => (
          <section key={group.title}>
            <h3>{group.title}</h3>
            <dl>
              {group.shortcuts.map(([keys, does]) => (
                <div key={does}>
                  <dt>
                    <Keys keys={keys} />
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </ModalDialog>
  );
}
