import { useEffect, useMemo, useState } from 'react';
import type { PlanRule } from '../../../shared/capacity/capacity-plan.ts';
import type { PlanPreferences } from '../../../shared/capacity/plan-preferences.ts';
import { placesOf, rulesNow } from '../../../shared/capacity/rules-now.ts';
import { call } from '../../state/actions/call.ts';
import { useApp, useAppState } from '../../state/app-context.ts';

const noPlaces: ReturnType<typeof placesOf> = new Map();

/** What plans are made with: kept with the settings, so that it is there the next time. */
export function usePreferences(): {
  preferences: PlanPreferences;
  /** The kept rules, on the site as it is. */
  rules: PlanRule[];
  change: (changes: Partial<PlanPreferences>) => void;
} {
  const services = useApp();
  const kept = useAppState((state) => state.site.settings.capacity);
  // What was just chosen shows at once, and not when the core has told of it.
  const [chosen, setChosen] = useState<PlanPreferences | null>(null);
  const preferences = chosen ?? kept;
  useEffect(() => {
    if (JSON.stringify(kept) === JSON.stringify(chosen)) setChosen(null);
  }, [kept, chosen]);
  const hosts = useAppState((state) => state.site.hosts);
  const has = preferences.rules.length > 0;
  // Only rules ask where VMs are; without them, no change of the site wakes the page.
  const vms = useAppState((state) => (has ? state.site.vms : null));
  const places = useMemo(() => (vms ? placesOf(vms) : noPlaces), [vms]);
  return {
    preferences,
    rules: rulesNow(preferences.rules, places, hosts),
    change: (changes) => {
      const next = { ...preferences, ...changes };
      setChosen(next);
      const asked = call(services, 'Could not keep this', 'settings.update', { capacity: next });
      void asked.then((done) => {
        if (done === null) setChosen(null);
      });
    },
  };
}
