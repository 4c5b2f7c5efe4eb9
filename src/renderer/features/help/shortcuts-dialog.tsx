import { openDialog } from '../../state/actions/view-actions.ts';
import { useApp } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import './shortcuts.css';

/** Keys that are pressed together are one string; alternatives are several. */
type Shortcut = readonly [keys: readonly string[], does: string];

const groups: readonly { title: string; shortcuts: readonly Shortcut[] }[] = [
  {
    title: 'Anywhere',
    shortcuts: [
      [['/'], 'Find a host or VM'],
      [['H'], 'Back in time: the site as it was'],
      [['C'], 'Capacity: plan the way to fewer hosts or even load'],
      [['B'], 'Back to the board'],
      [['?'], 'This list'],
      [['Ctrl ,'], 'Settings'],
      [['Esc'], 'Close what is open: a dialog, a menu, the details'],
    ],
  },
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
          {together.split(/(?<=Ctrl|Shift) /).map((key) => (
            <kbd key={key}>{key}</kbd>
          ))}
        </span>
      ))}
    </span>
  );
}

/** What the keyboard does. The board's part is answered in features/board/gestures. */
export function ShortcutsDialog() {
  const { store } = useApp();
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
