import type { HostFacts } from '../../../../shared/model/host.ts';
import { ok, type Result } from '../../../../shared/result.ts';
import { parseXlCfg } from './parse-xl-cfg.ts';

/** What of xl.conf(5) matters to the console. */
export interface XlConf {
  autoballoon: HostFacts['autoballoon'];
  /** The bridge of a NIC that names none. */
  defaultBridge: string;
}

/** What holds where the file is missing or says nothing. */
export const xlConfDefaults: XlConf = { autoballoon: 'auto', defaultBridge: 'xenbr0' };

/** Older versions of Xen know autoballoon as 0 and 1 only. */
const autoballoonWords: Record<string, XlConf['autoballoon']> = {
  on: 'on',
  '1': 'on',
  off: 'off',
  '0': 'off',
};

export function parseXlConf(source: string): Result<XlConf> {
  const parsed = parseXlCfg(source);
  if (!parsed.ok) return parsed;
  const text = (key: string) => {
    const value = parsed.value.get(key);
    return typeof value === 'string' ? value : '';
  };
  const autoballoon = text('autoballoon').toLowerCase();
  return ok({
    autoballoon: Object.hasOwn(autoballoonWords, autoballoon)
      ? (autoballoonWords[autoballoon] ?? 'auto')
      : 'auto',
    defaultBridge:
      text('vif.default.bridge') || text('defaultbridge') || xlConfDefaults.defaultBridge,
  });
}
