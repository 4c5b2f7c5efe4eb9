import type { PowerAction } from '../../../shared/model/job.ts';
import { startPower } from '../../state/actions/start-power.ts';
import { openDialog } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { findVm } from '../../state/find-vm.ts';
import { powerActionName } from '../../state/job-text.ts';
import { powerBlock, splitByBlock } from '../../state/power-rules.ts';
import type { Dialog } from '../../state/view.ts';
import { vmKey } from '../../state/vm-key.ts';
import { Button } from '../../ui/button.tsx';
import { formatMemory } from '../../ui/format/memory.ts';
import { plural } from '../../ui/format/plural.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import './confirm-power.css';

/** What an action means for the guest, in a sentence or two. */
const meanings: Record<PowerAction, { one: string; many: string }> = {
  start: {
    one: 'It is started from its configuration file.',
    many: 'Each is started from its configuration file, one after another.',
  },
  shutdown: {
    one: 'Its system is asked to shut down, as by its power button. What runs in it ends.',
    many: 'Each system is asked to shut down, as by its power button. What runs in them ends.',
  },
  reboot: {
    one: 'Its system is asked to restart. What runs in it ends and begins anew.',
    many: 'Each system is asked to restart. What runs in them ends and begins anew.',
  },
  'force-off': {
    one: 'It is cut off at once, as by pulling the plug. Data that it has not written to its disks is lost, and its file systems may need repair.',
    many: 'Each is cut off at once, as by pulling the plug. Data that they have not written to their disks is lost, and their file systems may need repair.',
  },
  pause: {
    one: 'It stands still and answers nobody until it is resumed. Its memory is kept.',
    many: 'They stand still and answer nobody until they are resumed. Their memory is kept.',
  },
  resume: { one: 'It goes on where it stood still.', many: 'They go on where they stood still.' },
};

/** Before anything that ends or stops a guest: what happens, and to which VMs. */
export function ConfirmPowerDialog({ dialog }: { dialog: Dialog & { kind: 'confirm-power' } }) {
  const services = useApp();
  const site = useAppState((state) => state.site);
  const travel = useAppState((state) => state.travel);
  const jobsByHost = useAppState((state) => state.jobsByHost);
  const { vms, action } = dialog;
  const { able, unable } = splitByBlock(vms, (vm) =>
    powerBlock({ site, jobsByHost, travel }, vm, action),
  );
  const isDanger = action === 'force-off';
  const name = powerActionName(action);
  // One of several that are selected is named, too.
  const only = vms.length === 1 ? vms[0] : able.length === 1 ? able[0] : undefined;
  const what = only?.name ?? plural(able.length, 'VM');
  const close = () => openDialog(services.store, null);
  const label = (hostId: string) => site.hosts[hostId]?.label ?? hostId;
  return (
    <ModalDialog
      title={`${name} ${what}?`}
      role="alertdialog"
      tone={isDanger ? 'danger' : 'plain'}
      width="s"
      onClose={close}
      actions={
        <>
          <Button onPress={close} autoFocus={isDanger}>
            Cancel
          </Button>
          <Button
            look={isDanger ? 'danger' : 'primary'}
            autoFocus={!isDanger}
            blocked={
              able.length === 0 ? (unable[0]?.reason ?? 'There is no VM to do it to.') : null
            }
            onPress={() => {
              close();
              void startPower(services, able, action);
            }}
          >
            {only ? name : `${name} ${plural(able.length, 'VM')}`}
          </Button>
        </>
      }
    >
      <p>{only ? meanings[action].one : meanings[action].many}</p>
      <ul className="power-vms" aria-label="VMs">
        {able.map((vm) => (
          <li key={vmKey(vm)}>
            <b>{vm.name}</b>
            <span>
              {label(vm.hostId)} · {formatMemory(findVm(site, vm)?.memoryMiB ?? 0)}
            </span>
          </li>
        ))}
      </ul>
      {unable.length > 0 ? (
        <>
          <h3 className="power-left-out">
            {vms.length === 1 ? 'Not possible now' : `${plural(unable.length, 'VM')} left out`}
          </h3>
          <ul className="power-vms" data-left-out aria-label="Left out">
            {unable.map(({ vm, reason }) => (
              <li key={vmKey(vm)}>
                <b>{vm.name}</b>
                <span>{reason}</span>
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </ModalDialog>
  );
}
