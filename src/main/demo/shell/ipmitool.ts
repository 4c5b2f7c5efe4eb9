import type { Program } from './call.ts';

/** The management controller of a host, by its name on the demo's network. */
export const controllerOf = (host: string): string => `${host}-bmc`;

/** `ipmitool … -H CONTROLLER … chassis power on|off|status`, as of a host's own controller. */
export const ipmitool: Program = async ({ world, args, out, err }) => {
  const name = args[args.indexOf('-H') + 1] ?? '';
  const host = world.hosts.find(({ sim }) => controllerOf(sim.plan.name) === name);
  const what = args.slice(-3).join(' ');
  if (!host || !args.includes('-H')) {
    err(`Address lookup for ${name} failed\nError: Unable to establish IPMI v2 / RMCP+ session\n`);
    return 1;
  }
  switch (what) {
    case 'chassis power status':
      out(`Chassis Power is ${host.up ? 'on' : 'off'}\n`);
      return 0;
    case 'chassis power off':
      await world.power?.(host, false);
      out('Chassis Power Control: Down/Off\n');
      return 0;
    case 'chassis power on':
      await world.power?.(host, true);
      out('Chassis Power Control: Up/On\n');
      return 0;
    default:
      err(`Invalid command: ${what}\n`);
      return 1;
  }
};
