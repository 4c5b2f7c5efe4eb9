import { TriangleAlert } from 'lucide-react';
import { openPanel, patchView } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { unsettled } from '../../state/outage-state.ts';
import { Button } from '../../ui/button.tsx';
import { plural } from '../../ui/format/plural.ts';
import { Strip } from '../../ui/strip.tsx';
import { useNow } from '../../ui/use-now.ts';

/** Hosts that came back after their VMs were started elsewhere. Looks every other second. */
export function OutageStrip() {
  const { store } = useApp();
  useNow(2000);
  const outages = useAppState((state) => state.site.outages);
  const travelling = useAppState((state) => state.travel !== null);
  if (travelling || Object.keys(outages).length === 0) return null;
  const [first, ...more] = unsettled(store.getState().site);
  if (!first) return null;
  const twice = first.left.filter(({ isTwice }) => isTwice);
  const names = (twice.length > 0 ? twice : first.left).map(({ vm }) => vm.name);
  const shown = names.slice(0, 3).join(', ');
  const rest = names.length > 3 ? ` and ${names.length - 3} more` : '';
  return (
    <Strip
      tone={twice.length > 0 ? 'error' : 'warning'}
      role="alert"
      icon={<TriangleAlert size={16} aria-hidden />}
      actions={
        <Button
          size="s"
          look={twice.length > 0 ? 'danger' : 'plain'}
          onPress={() => {
            patchView(store, { screen: { kind: 'board' } });
            openPanel(store, { kind: 'host', hostId: first.hostId });
          }}
        >
          Show {first.label}
        </Button>
      }
    >
      {twice.length > 0 ? (
        <>
          <b>
            {plural(twice.length, 'VM')} on two hosts at once: {shown}
            {rest}.
          </b>{' '}
          {first.label} came back and started what had been started elsewhere. Both write to the
          same disks.
        </>
      ) : (
        <>
          <b>{first.label} is back.</b> {shown}
          {rest} went elsewhere meanwhile, and can be started here a second time.
        </>
      )}
      {more.length > 0 ? ` So it is with ${plural(more.length, 'other host')}.` : null}
    </Strip>
  );
}
