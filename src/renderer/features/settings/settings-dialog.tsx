import { useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import { defaultSettings, type Settings } from '../../../shared/model/settings.ts';
import { openDialog } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBox } from '../../ui/error-box.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { NumberInput } from '../../ui/number-input.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { TextInput } from '../../ui/text-input.tsx';
import './settings.css';

const themes = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

/** What goes back to its default: plans' rules are the capacity page's, the schedule is the reports', a name is nobody's default. */
const {
  siteName: _name,
  capacity: _rules,
  reportSchedule: _schedule,
  reportRun: _run,
  ...defaults
} = defaultSettings;

/** Every setting, each with what it does. A change counts at once. */
export function SettingsDialog() {
  const { store, transport } = useApp();
  const settings = useAppState((state) => state.site.settings);
  const [refusal, setRefusal] = useState<AppError | null>(null);
  const close = () => openDialog(store, null);
  const update = async (changes: Partial<Settings>) => {
    const answer = await transport.invoke('settings.update', changes);
    setRefusal(answer.ok ? null : answer.error);
  };
  const set = (changes: Partial<Settings>) => void update(changes);
  const changed = Object.entries(defaults).some(
    ([name, value]) => settings[name as keyof typeof defaults] !== value,
  );
  return (
    <ModalDialog
      title="Settings"
      onClose={close}
      actions={
        <>
          <span className="grow settings-hint">Changes count at once.</span>
          <Button
            look="quiet"
            blocked={changed ? null : 'Everything is as it was at first.'}
            onPress={() => set(defaults)}
          >
            Restore defaults
          </Button>
          <Button look="primary" onPress={close}>
            Done
          </Button>
        </>
      }
    >
      <div className="settings">
        {refusal ? <ErrorBox error={refusal} /> : null}
        <section>
          <h3>Look</h3>
          <div className="settings-row">
            <span className="field-label">Theme</span>
            <Segmented
              label="Theme"
              value={settings.theme}
              options={themes}
              onChange={(theme) => set({ theme })}
            />
          </div>
        </section>
        <section>
          <h3>Paper</h3>
          <SiteName kept={settings.siteName} onKeep={(siteName) => set({ siteName })} />
        </section>
        <section>
          <h3>Moves</h3>
          <NumberInput
            label="Moves at once"
            description="Over the whole site; the others wait in the queue."
            min={1}
            max={16}
            value={settings.moveConcurrency}
            onChange={(moveConcurrency) => set({ moveConcurrency })}
          />
          <NumberInput
            label="Memory ceiling"
            description="No move may fill a host’s memory above this."
            unit="percent"
            min={0.1}
            max={1}
            step={0.01}
            value={settings.memoryCeiling}
            onChange={(memoryCeiling) => set({ memoryCeiling })}
          />
          <NumberInput
            label="CPU ceiling"
            description="A host that a move would make busier than this says no."
            unit="percent"
            min={0.1}
            max={1}
            step={0.01}
            value={settings.cpuCeiling}
            onChange={(cpuCeiling) => set({ cpuCeiling })}
          />
        </section>
        <section>
          <h3>Watching the hosts</h3>
          <p className="lead">
            Starts and stops are told by the hosts themselves, within a second. These are for the
            rest.
          </p>
          <NumberInput
            label="Look at CPU use every"
            description="Less often costs dom0 less."
            unit="second"
            min={2}
            max={300}
            value={settings.usageIntervalSeconds}
            onChange={(usageIntervalSeconds) => set({ usageIntervalSeconds })}
          />
          <NumberInput
            label="Read everything anew every"
            description="For what no host tells by itself: edited files, new bridges, fuller disks."
            unit="second"
            min={10}
            max={3600}
            step={10}
            value={settings.sweepIntervalSeconds}
            onChange={(sweepIntervalSeconds) => set({ sweepIntervalSeconds })}
          />
        </section>
      </div>
    </ModalDialog>
  );
}

/** Kept when the field is left: each key would be a change of its own. */
function SiteName({ kept, onKeep }: { kept: string; onKeep: (name: string) => void }) {
  const [name, setName] = useState(kept);
  return (
    <TextInput
      label="Name of the site"
      description="Stands on every page of your own site’s reports."
      placeholder="Own site"
      value={name}
      onChange={(typed) => setName(typed.slice(0, 80))}
      onBlur={() => {
        if (name.trim() !== kept) onKeep(name.trim());
      }}
    />
  );
}
