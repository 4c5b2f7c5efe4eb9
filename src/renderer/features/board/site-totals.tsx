import { patchView } from '../../state/actions/view-actions.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { siteTotals } from '../../state/site-totals.ts';
import { formatMemoryOf } from '../../ui/format/memory.ts';
import { formatPercent } from '../../ui/format/percent.ts';
import { plural } from '../../ui/format/plural.ts';
import { useNow } from '../../ui/use-now.ts';

/**
 * The whole site in a line. Looks every other second, as nobody reads it faster, and at once when
 * another moment is shown.
 */
export function SiteTotals() {
  const { store } = useApp();
  useNow(2000);
  useAppState(({ travel }) => travel?.shown);
  const totals = siteTotals(store.getState().site);
  const away = totals.hosts - totals.online;
  return (
    <div className="site-totals">
      <span>
        <b>{plural(totals.hosts, 'host')}</b>
      </span>
      {away > 0 ? (
        <button
          type="button"
          data-tone="bad"
          onClick={() => patchView(store, { sort: 'problems' })}
        >
          <b>{away.toLocaleString('en')} not online</b>
        </button>
      ) : null}
      <span>
        <b>{plural(totals.vms, 'VM')}</b>
        {totals.running < totals.vms ? `, ${totals.running.toLocaleString('en')} running` : null}
      </span>
      {totals.pcpus > 0 ? (
        <span data-part="load">
          CPU{' '}
          <b>
            {formatPercent(totals.cpuInUse / totals.pcpus)} of {totals.pcpus.toLocaleString('en')}
          </b>
        </span>
      ) : null}
      {totals.memoryMiB > 0 ? (
        <span data-part="load">
          Memory <b>{formatMemoryOf(totals.memoryInUseMiB, totals.memoryMiB)}</b>
        </span>
      ) : null}
    </div>
  );
}
