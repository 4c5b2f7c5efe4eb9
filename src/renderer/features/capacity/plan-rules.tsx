import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import type { KeptRule } from '../../../shared/capacity/plan-preferences.ts';
import { byNaturalName } from '../../../shared/natural-key.ts';
import { useApp, useAppState } from '../../state/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { Picker } from '../../ui/picker.tsx';
import { TextInput } from '../../ui/text-input.tsx';
import { findVms, ruleText } from './rules-now.ts';

const kinds: readonly { value: KeptRule['kind']; label: string }[] = [
  { value: 'apart', label: 'Keep apart' },
  { value: 'together', label: 'Keep together' },
  { value: 'pinned', label: 'Only on one host' },
  { value: 'stay', label: 'Never move' },
];

/** The rules that every plan keeps, and a line to add one. */
export function PlanRules(props: {
  rules: readonly KeptRule[];
  onChange: (rules: KeptRule[]) => void;
}) {
  const { rules, onChange } = props;
  const hosts = useAppState((state) => state.site.hosts);
  const labelOf = (id: string) => hosts[id]?.label ?? 'a host that is gone';
  return (
    <section className="plan-rules" aria-label="Rules">
      <h3>Rules that every plan keeps</h3>
      {rules.length === 0 ? (
        <p className="plan-none">
          None yet. Keep two VMs of one service apart, a pair that talks a lot together, or a VM
          where its licence wants it.
        </p>
      ) : (
        <ul>
          {rules.map((rule) => {
            const text = ruleText(rule, labelOf);
            return (
              <li className="plan-row plan-rule" key={JSON.stringify(rule)}>
                {text}
                <Button
                  size="s"
                  look="quiet"
                  className="icon-only"
                  label={`Remove the rule: ${text}`}
                  tip="Remove this rule"
                  onPress={() => onChange(rules.filter((one) => one !== rule))}
                >
                  <X size={14} aria-hidden />
                </Button>
              </li>
            );
          })}
        </ul>
      )}
      <AddRule onAdd={(rule) => onChange([...rules, rule])} />
    </section>
  );
}

function AddRule({ onAdd }: { onAdd: (rule: KeptRule) => void }) {
  const { store } = useApp();
  const hosts = useAppState((state) => state.site.hosts);
  const byName = Object.values(hosts).toSorted((a, b) => byNaturalName(a.label, b.label));
  const [kind, setKind] = useState<KeptRule['kind']>('apart');
  const [typed, setTyped] = useState('');
  const [chosenHost, setHost] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const hostId = chosenHost ?? byName[0]?.id ?? '';

  function add() {
    const labelOf = (id: string) => hosts[id]?.label ?? '';
    const found = findVms(typed, store.getState().site.vms, labelOf);
    if (found.problem !== null) return setProblem(found.problem);
    const many = kind === 'together' || kind === 'apart';
    if (found.vms.length < (many ? 2 : 1)) {
      return setProblem(many ? 'Name at least two VMs, with commas between.' : 'Name a VM.');
    }
    if (many) onAdd({ kind, vms: found.vms });
    else {
      for (const vm of found.vms) {
        onAdd(kind === 'stay' ? { kind, vm } : { kind: 'pinned', vm, hostIds: [hostId] });
      }
    }
    setTyped('');
    setProblem(null);
  }

  return (
    <form
      className="plan-rule-form"
      aria-label="Add a rule"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <Picker label="Rule" value={kind} options={kinds} onChange={setKind} />
      <TextInput
        label={kind === 'together' || kind === 'apart' ? 'VMs' : 'VM'}
        value={typed}
        onChange={(text) => {
          setTyped(text);
          setProblem(null);
        }}
        placeholder={kind === 'together' || kind === 'apart' ? 'web-01, web-02' : 'db-01'}
        error={problem}
      />
      {kind === 'pinned' ? (
        <Picker
          label="Host"
          value={hostId}
          options={byName.map(({ id, label }) => ({ value: id, label }))}
          onChange={setHost}
        />
      ) : null}
      <Button type="submit">
        <Plus size={15} aria-hidden />
        Add rule
      </Button>
    </form>
  );
}
