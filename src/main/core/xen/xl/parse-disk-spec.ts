import type { Disk } from '../../../../shared/model/vm.ts';

const formats = new Set(['raw', 'qcow', 'qcow2', 'vhd', 'vhdx', 'qed', 'empty']);
const formatPrefix = /^(raw|qcow2?|vhd):/;
const scriptPrefix = /^(iscsi|e?nbd|drbd):/;
const ignoredPrefix = /^(?:tapdisk|tap2?|aio|ioemu|file|phy):/;

interface Spec {
  target: string | null;
  format: string | null;
  vdev: string | null;
  access: string | null;
  backend: string | null;
  script: boolean;
  cdrom: boolean;
  /** A prefix of xend's times: the format is then not among the positional parameters. */
  oldForm: boolean;
}

function takePrefixes(text: string, spec: Spec): string {
  let rest = text;
  while (true) {
    const format = formatPrefix.exec(rest);
    const script = scriptPrefix.exec(rest);
    const prefix = format ?? script ?? ignoredPrefix.exec(rest);
    if (!prefix) return rest;
    if (format) spec.format = format[1] ?? null;
    if (script) spec.script = true;
    spec.oldForm = true;
    rest = rest.slice(prefix[0].length);
  }
}

function takeVdev(text: string, spec: Spec): void {
  const colon = text.lastIndexOf(':');
  spec.vdev = colon < 0 ? text : text.slice(0, colon);
  if (colon >= 0 && text.slice(colon + 1) === 'cdrom') spec.cdrom = true;
}

function takePositional(text: string, spec: Spec): void {
  if (spec.target === null) {
    spec.target = takePrefixes(text, spec);
  } else if (spec.format === null && !spec.oldForm) {
    // xend's empty drive: `,hdc:cdrom,r`
    if (spec.target === '' && text.includes(':')) {
      spec.format = 'empty';
      takeVdev(text, spec);
    } else spec.format = text || 'raw';
  } else if (spec.vdev === null) takeVdev(text, spec);
  else if (spec.access === null) spec.access = text;
}

/** A parameter by name. False: it is none of those. */
function takeNamed(key: string, value: string, spec: Spec): boolean {
  if (key === 'format') spec.format = value || 'raw';
  else if (key === 'vdev') takeVdev(value, spec);
  else if (key === 'access') spec.access = value;
  else if (key === 'backendtype') spec.backend = value;
  else if (key === 'script') spec.script = true;
  else if (key === 'devtype') spec.cdrom = value === 'cdrom';
  else return /^[a-z][a-z0-9_-]*$/.test(key);
  return true;
}

const flags = new Set(['direct-io-safe', 'discard', 'no-discard', 'colo', 'no-colo']);

/**
 * A disk of a configuration file: `target, format, vdev, access` by position, by name, or in
 * xend's form with prefixes (`phy:`, `file:`, `tap:aio:`…). `target=` takes all that follows it.
 * Null when no device can be made out. Source: xl-disk-configuration(5).
 */
export function parseDiskSpec(source: string): Disk | null {
  const spec: Spec = {
    target: null,
    format: null,
    vdev: null,
    access: null,
    backend: null,
    script: false,
    cdrom: false,
    oldForm: false,
  };
  let rest = source;
  while (rest !== '') {
    rest = rest.replace(/^[ \t\n]+/, '');
    if (rest.startsWith('target=')) {
      spec.target = rest.slice('target='.length);
      break;
    }
    const comma = rest.indexOf(',');
    const part = comma < 0 ? rest : rest.slice(0, comma);
    rest = comma < 0 ? '' : rest.slice(comma + 1);
    const equals = part.indexOf('=');
    const named = equals > 0 && takeNamed(part.slice(0, equals), part.slice(equals + 1), spec);
    if (named || flags.has(part)) continue;
    if (part === 'cdrom') spec.cdrom = true;
    else takePositional(part, spec);
  }
  if (!spec.vdev) return null;
  const format = spec.format ?? 'raw';
  return {
    vdev: spec.vdev,
    path: diskPath(spec),
    format: formats.has(format) ? format : 'unknown',
    backend: spec.backend || 'auto',
    readonly: spec.cdrom || spec.access === 'r' || spec.access === 'ro',
  };
}

/** A name without a slash at its start lies under /dev, unless a script makes sense of it. */
function diskPath(spec: Spec): string | null {
  if (!spec.target || spec.format === 'empty') return null;
  return spec.script || spec.target.startsWith('/') ? spec.target : `/dev/${spec.target}`;
}
