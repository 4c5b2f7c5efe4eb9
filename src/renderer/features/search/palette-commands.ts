import type { VmRef } from '../../../shared/model/vm.ts';
import type { Searchable } from '../../../shared/search/rank.ts';
import type { AppServices } from '../../state/app-context.ts';
import type { AppState } from '../../state/app-state.ts';
import type { Command } from '../../state/commands/command.ts';
import { hostCommands } from '../../state/commands/host-commands.ts';
import { vmCommands } from '../../state/commands/vm-commands.ts';
import { windowCommands } from '../../state/commands/window-commands.ts';
import { selectedRefs } from '../../state/selection.ts';
import { plural } from '../../ui/format/plural.ts';

/** A command, and what it is for where it is not for the whole window. */
export interface Offer extends Searchable {
  command: Command;
  subject: string | null;
}

type Subject = { vms: readonly VmRef[] } | { hostId: string };

/** What the user has in hand: the selection, else what the details show, else the keyboard's place. */
function subjectOf({ selection, view }: AppState): Subject | null {
  const selected = selectedRefs(selection);
  if (selected.length > 0) return { vms: selected };
  if (view.panel?.kind === 'vm') return { vms: [view.panel.vm] };
  if (view.panel) return { hostId: view.panel.hostId };
  if (!view.focus) return null;
  const { hostId, vmName } = view.focus;
  return vmName === null ? { hostId } : { vms: [{ hostId, name: vmName }] };
}

/** Every command there is now, first those for what is in hand. */
export function offersOf(services: AppServices): Offer[] {
  const state = services.store.getState();
  const subject = state.view.screen.kind === 'board' ? subjectOf(state) : null;
  const offer = (command: Command, of: string | null): Offer => ({
    command,
    subject: of,
    name: command.label,
    also: [command.words ?? '', command.about ?? '', of ?? ''].filter(Boolean),
  });
  const own = windowCommands(services)
    .filter(({ id }) => id !== 'search')
    .map((command) => offer(command, null));
  if (!subject) return own;
  if ('hostId' in subject) {
    const host = state.site.hosts[subject.hostId];
    if (!host) return own;
    const sections = hostCommands(services, host).flatMap(({ commands }) => commands);
    return [...sections.map((command) => offer(command, host.label)), ...own];
  }
  const [only] = subject.vms;
  const name = subject.vms.length === 1 && only ? only.name : plural(subject.vms.length, 'VM');
  const sections = vmCommands(services, subject.vms).flatMap(({ commands }) => commands);
  return [...sections.map((command) => offer(command, name)), ...own];
}
