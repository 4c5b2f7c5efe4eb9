import { type RefObject, useEffect, useRef, useState } from 'react';
import type { AppError } from '../../../shared/app-error.ts';
import type { MethodInput } from '../../../shared/contract/methods.ts';
import { useApp } from '../../state/app-context.ts';
import {
  checkHostFields,
  type HostFieldErrors,
  type HostFields,
  moreFields,
  readHostFields,
  splitAddress,
} from './host-fields.ts';

export interface HostForm {
  fields: HostFields;
  /** Errors of fields that were left, and of all once it was sent. */
  errors: HostFieldErrors;
  /** Why the core refused it. */
  refusal: AppError | null;
  busy: boolean;
  moreOpen: boolean;
  element: RefObject<HTMLFormElement | null>;
  set(changes: Partial<HostFields>): void;
  leave(field: keyof HostFields): void;
  setMoreOpen(open: boolean): void;
  send(): void;
}

/** The state of a form for a host. `submit` gives the core's refusal, or null when it was taken. */
export function useHostForm(options: {
  initial: HostFields;
  /** The host that is edited: it may keep its own address. */
  hostId: string | null;
  /** False: it is no host, and may be reached as one of them is. Default true. */
  onBoard?: boolean;
  submit: (input: MethodInput<'hosts.add'>) => Promise<AppError | null>;
}): HostForm {
  const { store } = useApp();
  const [fields, setFields] = useState(options.initial);
  const [left, setLeft] = useState<ReadonlySet<keyof HostFields>>(new Set());
  const [refusal, setRefusal] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const [attempts, setAttempts] = useState(0);
  const [moreOpen, setMoreOpen] = useState(() => moreFields.some((name) => fields[name] !== ''));
  const element = useRef<HTMLFormElement | null>(null);

  // After a vain attempt the keyboard goes to the first field that has to change.
  useEffect(() => {
    if (attempts === 0) return;
    element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [attempts]);

  function check(checked: HostFields): HostFieldErrors {
    const errors = checkHostFields(checked);
    const { site } = store.getState();
    const { access } = readHostFields(checked);
    if (options.onBoard === false) return errors;
    const twin = Object.values(site.hosts).find(
      (host) =>
        site.kind === 'own' &&
        host.id !== options.hostId &&
        host.access.address.toLowerCase() === access.address.toLowerCase() &&
        host.access.port === access.port &&
        host.access.proxyJump.join() === (access.proxyJump ?? []).join(),
    );
    if (twin && !errors.address) errors.address = `It is on the board already, as “${twin.label}”.`;
    return errors;
  }

  const shown: HostFieldErrors = {};
  for (const [name, error] of Object.entries(check(fields))) {
    const key = name as keyof HostFields;
    if (attempts > 0 || left.has(key)) shown[key] = error;
  }

  async function submit(whole: HostFields): Promise<void> {
    setBusy(true);
    const refused = await options.submit(readHostFields(whole));
    setRefusal(refused);
    setBusy(false);
  }

  function send(): void {
    if (busy) return;
    // Sent by Enter, the address was not left yet.
    const whole = { ...fields, ...splitAddress(fields.address) };
    setFields(whole);
    const wrong = Object.keys(check(whole));
    if (wrong.length === 0) {
      void submit(whole);
      return;
    }
    if (wrong.some((name) => moreFields.includes(name as keyof HostFields))) setMoreOpen(true);
    setAttempts((count) => count + 1);
  }

  return {
    fields,
    errors: shown,
    refusal,
    busy,
    moreOpen,
    element,
    set: (changes) => setFields((now) => ({ ...now, ...changes })),
    leave(field) {
      if (field === 'address') setFields((now) => ({ ...now, ...splitAddress(now.address) }));
      // A field that was only passed through is not wrong yet.
      if (fields[field].trim() !== '') setLeft((now) => new Set(now).add(field));
    },
    setMoreOpen,
    send,
  };
}
