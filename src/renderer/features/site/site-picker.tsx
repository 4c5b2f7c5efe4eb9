import { openSite } from '../../state/actions/open-site.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { Picker } from '../../ui/picker.tsx';

const sites = [
  { value: 'own', label: 'Your hosts', description: 'What you connected' },
  { value: 'demo', label: 'Demo', description: 'Simulated hosts, inside this console' },
] as const;

/** Which site is on the board. Nothing to choose before the first run's choice. */
export function SitePicker() {
  const services = useApp();
  const kind = useAppState((state) => state.site.kind);
  const file = useAppState((state) => state.site.file);
  if (kind === 'none') return null;
  return (
    <Picker
      inline
      label="Site"
      value={kind}
      options={
        file ? [...sites, { value: 'file', label: 'Site file', description: file.path }] : sites
      }
      onChange={(value) => {
        if (value !== kind && value !== 'file') void openSite(services, value);
      }}
    />
  );
}
