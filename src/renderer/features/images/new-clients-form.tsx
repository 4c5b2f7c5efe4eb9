import type { ImagesOverview } from '../../../shared/images/overview.ts';
import { useAppState } from '../../state/app-context.ts';
import { Check } from '../../ui/check.tsx';
import { Picker } from '../../ui/picker.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { TextInput } from '../../ui/text-input.tsx';
import { HostChoice } from './host-choice.tsx';
import { imageSources } from './image-sources.ts';
import type { NewClientsForm } from './new-clients-wish.ts';

const kinds = [
  { value: 'xen-vm', label: 'New Xen VMs' },
  { value: 'bare-metal', label: 'Machines of metal' },
] as const;

const types = [
  { value: 'pvh', label: 'PVH' },
  { value: 'pv', label: 'PV' },
] as const;

const drives = [
  { value: 'nfs', label: 'A folder of the image server' },
  { value: 'block', label: 'A device of its own' },
] as const;

/** What new clients are to be like. */
export function NewClientsFields(props: {
  form: NewClientsForm;
  overview: ImagesOverview;
  onChange: (changes: Partial<NewClientsForm>) => void;
}) {
  const { form, overview, onChange } = props;
  const isVm = form.kind === 'xen-vm';
  return (
    <>
      <Segmented
        label="What they are"
        value={form.kind}
        options={kinds}
        onChange={(kind) => onChange({ kind })}
      />
      <div className="images-form images-new">
        <TextInput
          label="Names"
          value={form.names}
          placeholder="web-[01-20]"
          description={
            isVm
              ? 'A range in brackets, or names with commas between.'
              : 'For those that the list does not name.'
          }
          onChange={(names) => onChange({ names })}
        />
        <TextInput
          label="How many"
          value={form.count}
          inputMode="numeric"
          description="With one plain name; else leave it empty."
          onChange={(count) => onChange({ count })}
        />
        <Picker
          label="Image"
          value={form.source}
          options={imageSources(overview)}
          onChange={(source) => onChange({ source })}
        />
        <TextInput label="Group" value={form.group} onChange={(group) => onChange({ group })} />
      </div>
      {isVm ? (
        <VmFields form={form} onChange={onChange} />
      ) : (
        <>
          <TextArea
            label="Machines"
            rows={6}
            value={form.list}
            placeholder={'52:54:00:12:34:56\nrack-7, 52:54:00:12:34:57'}
            description="A MAC address on each line, with a name beside it where it has one. A CSV file can be pasted."
            onChange={(list) => onChange({ list })}
          />
          <div className="images-form">
            <Picker
              label="Writable drive"
              value={form.drive}
              options={drives}
              onChange={(drive) => onChange({ drive })}
            />
            {form.drive === 'block' ? (
              <TextInput
                label="Device"
                value={form.device}
                placeholder="/dev/sda2"
                onChange={(device) => onChange({ device })}
              />
            ) : null}
          </div>
        </>
      )}
    </>
  );
}

function VmFields(props: {
  form: NewClientsForm;
  onChange: (changes: Partial<NewClientsForm>) => void;
}) {
  const { form, onChange } = props;
  const hosts = useAppState((state) => state.site.hosts);
  const bridges = new Set(
    [...form.hosts].flatMap((id) => hosts[id]?.facts?.bridges ?? []).toSorted(),
  );
  return (
    <>
      <div className="images-form images-new">
        <Picker
          label="Kind of VM"
          value={form.type}
          options={types}
          onChange={(type) => onChange({ type })}
        />
        <TextInput
          label="Memory, MiB"
          value={form.memoryMiB}
          inputMode="numeric"
          onChange={(memoryMiB) => onChange({ memoryMiB })}
        />
        <TextInput
          label="vCPUs"
          value={form.vcpus}
          inputMode="numeric"
          onChange={(vcpus) => onChange({ vcpus })}
        />
        <TextInput
          label="Bridge"
          value={form.bridge}
          description={bridges.size > 0 ? `There: ${[...bridges].join(', ')}` : undefined}
          onChange={(bridge) => onChange({ bridge })}
        />
      </div>
      <HostChoice picked={form.hosts} onPick={(chosen) => onChange({ hosts: chosen })} />
      <div className="images-choices images-ticks">
        <Check checked={form.start} onChange={(start) => onChange({ start })}>
          Start them
        </Check>
        <Check checked={form.autostart} onChange={(autostart) => onChange({ autostart })}>
          Start them with their hosts
        </Check>
      </div>
    </>
  );
}
