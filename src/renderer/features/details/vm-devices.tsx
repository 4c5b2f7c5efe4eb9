import type { Vm } from '../../../shared/model/vm.ts';
import { FactGroup } from './facts.tsx';

/** Disks, networks and passed-through devices, each with what the toolstack says of it. */
export function VmDevices({ vm }: { vm: Vm }) {
  return (
    <>
      <FactGroup title="Disks">
        {vm.disks.length === 0 ? <p className="fact-quiet">None.</p> : null}
        <ul className="devices">
          {vm.disks.map((disk) => (
            <li key={disk.vdev}>
              <b>{disk.vdev}</b>
              <code>{disk.path ?? 'empty drive'}</code>
              <span>
                {[disk.format, disk.backend, disk.readonly ? 'read only' : 'read and write']
                  .filter(Boolean)
                  .join(', ')}
              </span>
            </li>
          ))}
        </ul>
      </FactGroup>
      <FactGroup title="Networks">
        {vm.nics.length === 0 ? <p className="fact-quiet">None.</p> : null}
        <ul className="devices">
          {vm.nics.map((nic, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two NICs can be the same in every part
            <li key={at}>
              <b>{nic.bridge || 'no bridge'}</b>
              <code>{nic.mac || 'address made up at each start'}</code>
              {nic.model ? <span>{nic.model}</span> : null}
            </li>
          ))}
        </ul>
      </FactGroup>
      {vm.pciDevices.length > 0 ? (
        <FactGroup title="Passed-through PCI devices">
          <ul className="devices">
            {vm.pciDevices.map((device) => (
              <li key={device}>
                <code>{device}</code>
              </li>
            ))}
          </ul>
        </FactGroup>
      ) : null}
    </>
  );
}
