/** Namespaces, links, rules and kernel settings of a lab, as a {@link NetworkPlan} lists them. */
import type { NetworkPlan, NodePlan, Sysctl } from '../../core/lab/node-plan.ts';
import { CUT_TABLE, cutRuleset } from '../../core/lab/ruleset.ts';
import { runTool } from './tool.ts';

/** Builds what `plan` says. Where it fails half-way, what was made stays: the caller removes it by name. */
export async function buildNetwork({ ipBatch, nodes }: NetworkPlan): Promise<void> {
  await runTool('ip', ['-batch', '-'], `${ipBatch.join('\n')}\n`);
  await inEveryNode(nodes, nodeScript);
  await inEveryNode(nodes, carrierScript);
}

/** Stops everything on the link between two neighbours; the links stay up and nobody is told. */
export async function cutLink(before: NodePlan, after: NodePlan): Promise<void> {
  await Promise.all([
    runTool('ip', ['netns', 'exec', before.namespace, 'nft', '-f', '-'], cutRuleset('right')),
    runTool('ip', ['netns', 'exec', after.namespace, 'nft', '-f', '-'], cutRuleset('left')),
  ]);
}

export async function mendLink(before: NodePlan, after: NodePlan): Promise<void> {
  await Promise.all(
    [before, after].map(({ namespace }) =>
      runTool('ip', ['netns', 'exec', namespace, 'nft', 'delete', 'table', 'netdev', CUT_TABLE]),
    ),
  );
}

async function inEveryNode(nodes: readonly NodePlan[], scriptOf: (node: NodePlan) => string): Promise<void> {
  await Promise.all(
    nodes.map((node) => runTool('ip', ['netns', 'exec', node.namespace, 'sh', '-s'], scriptOf(node))),
  );
}

/** One shell per node: entering a namespace costs more than all that is done there. */
function nodeScript({ ipBatch, ruleset, sysctls }: NodePlan): string {
  return [
    'set -e',
    "ip -batch - <<'END'",
    ...ipBatch,
    'END',
    ...(ruleset === '' ? [] : ["nft -f - <<'END'", ruleset, 'END']),
    ...sysctls.map(sysctlLine),
    '',
  ].join('\n');
}

/**
 * The kernel notices once a second that a link has two ends, and drops what is
 * sent before; to read the state makes it look at once (since Linux 6.7).
 */
function carrierScript({ leftAddress, rightAddress }: NodePlan): string {
  const devices = [
    ...(leftAddress === undefined ? [] : ['left']),
    ...(rightAddress === undefined ? [] : ['right']),
  ];
  return `cat ${devices.map((device) => `/sys/class/net/${device}/carrier`).join(' ')}\n`;
}

function sysctlLine({ key, value, needed }: Sysctl): string {
  const path = `/proc/sys/${key.replaceAll('.', '/')}`;
  return needed ? `echo ${value} > ${path}` : `[ ! -w ${path} ] || echo ${value} > ${path}`;
}
