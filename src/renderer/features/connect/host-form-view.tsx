import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, Disclosure, DisclosurePanel } from 'react-aria-components';
import { ErrorBox } from '../../ui/error-box.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { TextInput } from '../../ui/text-input.tsx';
import type { HostFields } from './host-fields.ts';
import { SuggestionList } from './suggestion-list.tsx';
import type { HostForm } from './use-host-form.ts';
import type { Suggestions } from './use-suggestions.ts';
import './host-form.css';

export interface HostFormViewProps {
  form: HostForm;
  /** Offered above the fields; null: none. */
  suggestions: Suggestions | null;
  autoFocus?: boolean;
  /** The buttons, where the form has them itself. */
  children?: ReactNode;
}

/** Three fields are enough; the rest is folded away. */
export function HostFormView({ form, suggestions, autoFocus, children }: HostFormViewProps) {
  const input = (name: keyof HostFields, label: string) => ({
    label,
    value: form.fields[name],
    onChange: (value: string) => form.set({ [name]: value }),
    onBlur: () => form.leave(name),
    error: form.errors[name] ?? null,
  });
  return (
    <form
      ref={form.element}
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        form.send();
      }}
    >
      {form.refusal ? <ErrorBox error={form.refusal} /> : null}
      {suggestions ? (
        <SuggestionList
          suggestions={suggestions}
          chosen={form.fields.address}
          onChoose={({ alias, user, port }) =>
            form.set({ address: alias, user, port: String(port) })
          }
        />
      ) : null}
      <TextInput
        {...input('address', 'Address')}
        name="address"
        placeholder="xen-a.example.org or 192.0.2.10"
        autoFocus={autoFocus ?? false}
        isRequired
      />
      <div className="host-form-login">
        <TextInput {...input('user', 'User')} name="user" isRequired />
        <TextInput {...input('port', 'SSH port')} name="port" inputMode="numeric" isRequired />
      </div>
      <Disclosure
        className="host-form-more"
        isExpanded={form.moreOpen}
        onExpandedChange={form.setMoreOpen}
      >
        <Button slot="trigger" className="host-form-toggle">
          <ChevronRight size={14} aria-hidden />
          More: name, keys, jump hosts, address for migrations
        </Button>
        <DisclosurePanel className="host-form-fields">
          <div className="form">
            <TextInput
              {...input('label', 'Name on the board')}
              placeholder={form.fields.address.trim() || 'As the address'}
            />
            <TextArea
              {...input('identityFiles', 'Key files')}
              placeholder="~/.ssh/id_ed25519"
              description="One per line; these and no others are tried. None: the agent’s keys, ~/.ssh/config, and the usual files."
            />
            <TextArea
              {...input('proxyJump', 'Jump hosts')}
              placeholder="admin@gate.example.org:22"
              description="One per line, the first to go through first. None: as ~/.ssh/config says."
            />
            <div className="host-form-login">
              <TextInput
                {...input('migrationAddress', 'Address for migrations')}
                placeholder="Found by itself"
              />
              <TextInput {...input('migrationPort', 'Port')} placeholder="22" inputMode="numeric" />
            </div>
            <p className="field-description">
              How the other hosts reach this one, for example over a network of its own.
            </p>
          </div>
        </DisclosurePanel>
      </Disclosure>
      {children ?? <button type="submit" hidden />}
    </form>
  );
}
