import { CloudOff } from 'lucide-react';
import { useApp, useAppState } from '../../state/app-context.ts';
import { offlineSince } from '../../state/offline-since.ts';
import { formatAgo } from '../../ui/format/ago.ts';
import { Strip } from '../../ui/strip.tsx';
import { useNow } from '../../ui/use-now.ts';

/** While no host answers: what is shown is what was last seen. Looks every other second. */
export function OfflineStrip() {
  const { store } = useApp();
  const now = useNow(2000);
  // The bar of moments says by itself from when the board is.
  const travelling = useAppState((state) => state.travel !== null);
  const since = offlineSince(store.getState().site);
  const { file } = store.getState().site;
  if (since === null || travelling || file) return null;
  return (
    <Strip tone="warning" role="status" icon={<CloudOff size={16} aria-hidden />}>
      <b>No host can be reached.</b> This is the site as it was last seen,{' '}
      <span aria-hidden>{formatAgo(since, now)}</span>
      <span className="visually-hidden">before</span>. Everything can be looked at and searched;
      what needs a connection says so.
    </Strip>
  );
}
