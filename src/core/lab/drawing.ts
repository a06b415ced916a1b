/** A scenario as a small picture in plain ASCII. */
import { nodesOf } from './addresses.ts';
import type { Router, Scenario, Server, Tracking } from './scenario.ts';

/**
 * The nodes in one line, and under each what it does to a silent session:
 *
 *     client --- r1 ----------- r2 --- server
 *                nat
 *                forgets: 5 s
 */
export function drawScenario(scenario: Scenario): readonly string[] {
  const columns = nodesOf(scenario).map(({ name, hop }) => [name, ...notesOf(scenario, hop)]);
  const height = Math.max(...columns.map((column) => column.length));
  return Array.from({ length: height }, (_, row) => drawRow(columns, row));
}

function drawRow(columns: readonly (readonly string[])[], row: number): string {
  const [fill, joint] = row === 0 ? ['-', '---'] : [' ', '   '];
  const cells = columns.map((column, index) => {
    const text = column[row] ?? '';
    if (index === columns.length - 1) return text;
    const widthColumns = Math.max(...column.map((note) => note.length));
    return `${text} `.padEnd(widthColumns + 1, fill) + joint;
  });
  return cells.join(' ').trimEnd();
}

function notesOf(scenario: Scenario, hop: number): readonly string[] {
  if (hop === 0) return hostNotes(scenario.client.firewall);
  const { proxy } = scenario;
  const proxyNotes = proxy?.hop === hop ? [proxy.program, `forgets: ${proxy.idleSeconds} s`] : [];
  const router = scenario.routers[hop - 1];
  return [...(router === undefined ? serverNotes(scenario.server) : routerNotes(router)), ...proxyNotes];
}

function serverNotes({ firewall, sshdOptions, lifetimeSeconds, ...server }: Server): readonly string[] {
  const { dropbear, account, tcpKeepalive, incident } = server;
  const { idleSeconds, keepaliveSeconds } = dropbear ?? {};
  return [
    ...hostNotes(firewall),
    ...sshdNotes(sshdOptions),
    ...(lifetimeSeconds === undefined ? [] : [`ends sessions: ${lifetimeSeconds} s`]),
    ...(dropbear === undefined ? [] : ['dropbear']),
    ...(idleSeconds === undefined ? [] : [`-I ${idleSeconds}`]),
    ...(keepaliveSeconds === undefined ? [] : [`-K ${keepaliveSeconds}`]),
    ...(account.shell === undefined ? [] : [account.shell]),
    ...account.loginLines,
    ...account.interactiveLines,
    ...(account.forcedCommand === undefined ? [] : ['forced command']),
    ...(tcpKeepalive === undefined ? [] : [`TCP keepalive: ${tcpKeepalive.timeSeconds} s`]),
    ...(incident === undefined ? [] : [`${incident.kind}: after ${incident.afterSeconds} s`]),
  ];
}

function routerNotes(router: Router): readonly string[] {
  const mute = router.icmp ? [] : ['no ICMP'];
  if (router.kind === 'plain') return mute;
  if (router.kind === 'jump')
    return [`jump: ${router.name}`, ...hostNotes(router.firewall), ...sshdNotes(router.sshdOptions), ...mute];
  return [router.kind, ...trackingNotes(router), ...mute];
}

function hostNotes(firewall: Tracking | undefined): readonly string[] {
  return firewall === undefined ? [] : ['firewall', ...trackingNotes(firewall)];
}

function sshdNotes(options: ReadonlyMap<string, string>): readonly string[] {
  return [...options].map(([key, value]) => `${key} ${value}`);
}

function trackingNotes({ establishedSeconds, spares, byPort }: Tracking): readonly string[] {
  const whom = spares === 'every-other' ? 'every other' : 'forgets';
  return [
    ...(establishedSeconds === undefined ? [] : [`${whom}: ${establishedSeconds} s`]),
    ...[...byPort].map(([port, seconds]) => `port ${port}: ${seconds} s`),
  ];
}
