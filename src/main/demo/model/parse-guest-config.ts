import type { GuestConfig, GuestDisk, GuestNic } from './guest-config.ts';

type Value = string | readonly string[];
type Parsed = { ok: true; config: GuestConfig } | { ok: false; line: number; problem: string };

/**
 * Reads an xl.cfg: `key = value` lines with numbers, strings in either quote (no escapes) and
 * lists of strings. What the demo has no use for is read and left out.
 */
export function parseGuestConfig(text: string): Parsed {
  const values = new Map<string, Value>();
  const reader = new Reader(text);
  while (reader.skipBlank(true)) {
    const key = reader.take(/[A-Za-z_][A-Za-z0-9_]*/y);
    if (key === null) return reader.problem('a name was expected');
    reader.skipBlank(false);
    if (reader.take(/\+?=/y) === null) return reader.problem("'=' was expected");
    reader.skipBlank(false);
    const value = reader.value();
    if (value === null) return reader.problem('a value was expected');
    values.set(key, value);
    reader.skipBlank(false);
    if (!reader.atEnd() && reader.take(/[;\n]/y) === null) {
      return reader.problem('a new line was expected');
    }
  }
  const name = textOf(values, 'name');
  if (name === null || name === '') return { ok: false, line: 0, problem: "'name' is missing" };
  return { ok: true, config: build(name, values) };
}

class Reader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  atEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** Blanks and comments, with new lines or without; false at the end. */
  skipBlank(lines: boolean): boolean {
    this.take(lines ? /(?:[\s;]|#[^\n]*)*/y : /(?:[ \t\r]|#[^\n]*)*/y);
    return !this.atEnd();
  }

  take(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined) return null;
    this.at += found.length;
    return found;
  }

  value(): Value | null {
    if (this.take(/\[/y) === null) return this.scalar();
    const items: string[] = [];
    for (;;) {
      this.skipBlank(true);
      if (this.take(/\]/y) !== null) return items;
      const item = this.value();
      if (item === null) return null;
      items.push(...(typeof item === 'string' ? [item] : item));
      this.skipBlank(true);
      this.take(/,/y);
    }
  }

  private scalar(): string | null {
    const quoted = this.take(/'[^'\n]*'|"[^"\n]*"/y);
    return quoted === null ? this.take(/[-A-Za-z0-9_.]+/y) : quoted.slice(1, -1);
  }

  problem(problem: string): { ok: false; line: number; problem: string } {
    const line = this.text.slice(0, this.at).split('\n').length;
    return { ok: false, line, problem };
  }
}

function textOf(values: ReadonlyMap<string, Value>, key: string): string | null {
  const value = values.get(key);
  return value === undefined ? null : typeof value === 'string' ? value : (value[0] ?? null);
}

function numberOf(values: ReadonlyMap<string, Value>, key: string, fallback: number): number {
  const value = Number.parseInt(textOf(values, key) ?? '', 10);
  return Number.isFinite(value) ? value : fallback;
}

function listOf(values: ReadonlyMap<string, Value>, key: string): readonly string[] {
  const value = values.get(key) ?? [];
  return typeof value === 'string' ? [value] : value;
}

function build(name: string, values: ReadonlyMap<string, Value>): GuestConfig {
  const type = textOf(values, 'type') ?? (textOf(values, 'builder') === 'hvm' ? 'hvm' : 'pv');
  const memoryMiB = numberOf(values, 'memory', 32);
  const vcpus = numberOf(values, 'vcpus', 1);
  return {
    name,
    uuid: textOf(values, 'uuid'),
    type: type === 'hvm' || type === 'pvh' ? type : 'pv',
    memoryMiB,
    maxMemoryMiB: numberOf(values, 'maxmem', memoryMiB),
    vcpus,
    maxVcpus: numberOf(values, 'maxvcpus', vcpus),
    weight: numberOf(values, 'cpu_weight', 256),
    cap: numberOf(values, 'cap', 0),
    pool: textOf(values, 'pool'),
    kernel: textOf(values, 'kernel'),
    ramdisk: textOf(values, 'ramdisk'),
    cmdline: textOf(values, 'cmdline') ?? textOf(values, 'extra'),
    bootloader: textOf(values, 'bootloader'),
    disks: listOf(values, 'disk').map(parseDisk),
    nics: listOf(values, 'vif').map(parseNic),
    pci: listOf(values, 'pci'),
    noMigrate: numberOf(values, 'nomigrate', 0) === 1,
    nestedHvm: numberOf(values, 'nestedhvm', 0) === 1,
    viridian: numberOf(values, 'viridian', 0) === 1,
  };
}

/** xl's positional form: target,format,vdev,access[,cdrom]; `phy:` and `file:` are dropped. */
function parseDisk(spec: string): GuestDisk {
  const [target = '', format = 'raw', vdev = 'xvda', access = 'w', ...rest] = spec.split(',');
  const path = target.replace(/^(?:phy|file|tap:aio):/, '');
  return {
    target: path === '' ? null : path,
    format: format === 'qcow2' ? 'qcow2' : 'raw',
    vdev: vdev.split(':')[0] ?? vdev,
    readonly: access === 'r' || access === 'ro',
    cdrom: rest.includes('cdrom') || vdev.endsWith(':cdrom'),
  };
}

function parseNic(spec: string): GuestNic {
  const fields = new Map(
    spec.split(',').map((field) => {
      const at = field.indexOf('=');
      return [field.slice(0, at).trim(), field.slice(at + 1).trim()] as const;
    }),
  );
  return {
    mac: fields.get('mac') ?? '00:16:3e:00:00:00',
    bridge: fields.get('bridge') ?? 'xenbr0',
    model: fields.get('model') ?? null,
  };
}
