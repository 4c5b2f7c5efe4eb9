import type { ReportKind } from '../../../shared/reports/report.ts';
import { reportSections } from '../../../shared/reports/report-question.ts';
import { Check } from '../../ui/check.tsx';
import { Picker } from '../../ui/picker.tsx';
import { type ChosenPeriod, periods } from './report-period.ts';

/** Of when a report is, and which parts it has. */
export function ReportChoice(props: {
  kind: ReportKind;
  period: ChosenPeriod;
  sections: readonly string[];
  onPeriod: (period: ChosenPeriod) => void;
  onSections: (sections: readonly string[]) => void;
}) {
  const { kind, period, sections, onPeriod, onSections } = props;
  const all = reportSections[kind];
  return (
    <aside className="reports-choice" aria-label="Period and sections">
      <section>
        <Picker
          label="Period"
          value={period.kind}
          options={periods}
          onChange={(chosen) => onPeriod({ ...period, kind: chosen })}
        />
        {period.kind === 'own' ? (
          <>
            <MomentField
              label="From"
              value={period.from}
              onChange={(from) => onPeriod({ ...period, from })}
            />
            <MomentField
              label="To"
              value={period.to}
              onChange={(to) => onPeriod({ ...period, to })}
            />
          </>
        ) : null}
        <p className="reports-hint">
          Usage and changes are of the period; hosts and VMs are shown as they were at its end.
        </p>
      </section>
      <section>
        <fieldset className="reports-sections">
          <legend>Sections</legend>
          {all.map(({ id, title, onDemand }) => (
            <Check
              key={id}
              checked={sections.includes(id)}
              onChange={(on) =>
                onSections(on ? [...sections, id] : sections.filter((one) => one !== id))
              }
            >
              {title}
              {onDemand ? <small>a row each: long on a large site</small> : null}
            </Check>
          ))}
        </fieldset>
      </section>
    </aside>
  );
}

function MomentField(props: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <label className="field reports-moment">
      <span className="field-label">{props.label}</span>
      <input
        type="datetime-local"
        step={1}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
      />
    </label>
  );
}
