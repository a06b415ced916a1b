/** `idletrace lab`: networks to try things in, listed, brought up, used, taken down. */
import { closingOnSignals } from '../adapters/lab/closing.ts';
import { takeDownAll } from '../adapters/lab/down.ts';
import { untilEnded, untilSignalled } from '../adapters/lab/foreground.ts';
import { bringUp, type Lab, type LabOptions } from '../adapters/lab/lab.ts';
import { placeForLabs, realIds, repeatInOwnNamespaces } from '../adapters/lab/privilege.ts';
import { readScenario, shippedScenarios, type NamedScenario } from '../adapters/lab/scenario-files.ts';
import { drawScenario } from '../core/lab/drawing.ts';
import type { Scenario } from '../core/lab/scenario.ts';
import { EXIT } from './exit-codes.ts';
import type { Io } from './io.ts';

/** The scenarios that come with idletrace, one paragraph each; or as JSON. */
export async function labList({ json }: { readonly json: boolean }, { stdout }: Io): Promise<number> {
  const scenarios = shippedScenarios();
  stdout.write(json ? listJson(scenarios) : scenarios.map(listEntry).join('\n'));
  return Promise.resolve(EXIT.done);
}

/** Stays until a signal or `lab down`. */
export async function labUp({ file }: { readonly file: string }, { stdout }: Io): Promise<number> {
  const { name, scenario } = readScenario(file);
  if ((await placeForLabs()) === 'own-namespaces') return repeatInOwnNamespaces();

  const lab = await bringUpGuarded(scenario, { purpose: 'up' });
  try {
    stdout.write(upText(name, lab));
    await untilSignalled();
    stdout.write(`lab ${lab.id} is down\n`);
  } finally {
    lab.close();
  }
  return EXIT.done;
}

/** The exit status is that of the command. */
export async function labRun(
  {
    file,
    command,
    user,
  }: { readonly file: string; readonly command: readonly string[]; readonly user?: string },
  _io: Io,
): Promise<number> {
  const { scenario } = readScenario(file);
  if ((await placeForLabs()) === 'own-namespaces') return repeatInOwnNamespaces();

  const lab = await bringUpGuarded(scenario, { user });
  try {
    return await untilEnded(lab.exec(command, { stdio: 'inherit' }));
  } finally {
    lab.close();
  }
}

/** Networks that are up, and what dead owners left. One that a living command is using is left to it, and named. */
export async function labDown(_options: Readonly<Record<string, never>>, { stdout }: Io): Promise<number> {
  const { removed, inUse } = await takeDownAll();
  for (const labId of removed) stdout.write(`lab ${labId} is down\n`);
  for (const { labId, ownerPid } of inUse)
    stdout.write(`lab ${labId} is in use by process ${ownerPid}: left alone\n`);
  if (removed.length + inUse.length === 0) stdout.write('no labs\n');
  return EXIT.done;
}

/** A signal while the network is being built takes down what is there. */
async function bringUpGuarded(scenario: Scenario, options: LabOptions): Promise<Lab> {
  return closingOnSignals(async () => bringUp(scenario, options));
}

function listEntry({ name, scenario }: NamedScenario): string {
  return [name, `  ${scenario.summary}`, '', ...drawScenario(scenario).map((line) => `    ${line}`), ''].join(
    '\n',
  );
}

function listJson(scenarios: readonly NamedScenario[]): string {
  const list = scenarios.map(({ name, scenario }) => ({
    name,
    summary: scenario.summary,
    family: scenario.family,
    routers: scenario.routers.length,
    drawing: drawScenario(scenario),
  }));
  return `${JSON.stringify({ schema: 'idletrace.lab-list/1', scenarios: list }, undefined, 2)}\n`;
}

/** How to use what is up. An ordinary user's lab is in namespaces that must be entered first. */
function upText(name: string, { id, nodes, sshConfigPath, serverLogPath, scenario }: Lab): string {
  const own = realIds() !== undefined;
  const outer = own ? `nsenter --preserve-credentials -U -n -m -t ${process.pid} ` : '';
  const client = `${outer}ip netns exec ${nodes[0]?.namespace ?? ''}`;
  return [
    `lab ${id} is up: ${name}, ${scenario.summary}`,
    '',
    ...drawScenario(scenario).map((line) => `    ${line}`),
    '',
    `  log in through it    ${client} ssh -F ${sshConfigPath} lab`,
    `  a shell on a node    ${client} sh      (nodes: ${nodes.map((node) => node.name).join(', ')})`,
    `  what sshd says       ${serverLogPath}`,
    '',
    'Ctrl-C here or "idletrace lab down" ends it.',
    '',
  ].join('\n');
}
