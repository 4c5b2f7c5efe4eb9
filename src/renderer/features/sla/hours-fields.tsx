import { dayNames } from '../../../shared/sla/hours-text.ts';
import { Check } from '../../ui/check.tsx';
import { TextInput } from '../../ui/text-input.tsx';
import type { Draft } from './draft.ts';

/** Monday first, as weeks are read. */
const order = [1, 2, 3, 4, 5, 6, 0];

/** On which days and from when to when; by the clock of this machine. */
export function HoursFields(props: { draft: Draft; onChange: (changes: Partial<Draft>) => void }) {
  const { draft, onChange } = props;
  return (
    <fieldset className="sla-hours">
      <legend className="field-label">Hours, by this machine’s clock</legend>
      <div className="sla-hours-days">
        {order.map((day) => (
          <Check
            key={day}
            checked={draft.days.includes(day)}
            onChange={(checked) =>
              onChange({
                days: checked ? [...draft.days, day] : draft.days.filter((one) => one !== day),
              })
            }
          >
            {dayNames[day]}
          </Check>
        ))}
      </div>
      <div className="sla-form-pair">
        <TextInput label="From" value={draft.from} onChange={(from) => onChange({ from })} />
        <TextInput label="To" value={draft.to} onChange={(to) => onChange({ to })} />
      </div>
    </fieldset>
  );
}
