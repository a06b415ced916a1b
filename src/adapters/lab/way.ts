/** Who listens where in a lab, and how a client gets there. */
import type { NodePlan } from '../../core/lab/node-plan.ts';
import { proxyCommandTo, proxyPort } from '../../core/lab/proxy-files.ts';
import type { Scenario } from '../../core/lab/scenario.ts';
import type { Proxy } from '../../core/lab/server-side.ts';
import { SSH_PORT } from '../../core/lab/ssh-files.ts';

export interface Way {
  /** Where the server listens: behind a proxy on its own host, only that must come to it. */
  readonly listenAddress: string;
  readonly hostAddress: string;
  readonly proxyCommand: string | undefined;
  readonly proxy: { readonly proxy: Proxy; readonly node: NodePlan; readonly address: string } | undefined;
}

export function wayOf({ proxy, family }: Scenario, nodes: readonly NodePlan[]): Way {
  const server = nodes.at(-1);
  const serverAddress = server?.leftAddress ?? '';
  const node = proxy === undefined ? undefined : nodes[proxy.hop];
  if (proxy === undefined || node === undefined)
    return {
      listenAddress: serverAddress,
      hostAddress: serverAddress,
      proxyCommand: undefined,
      proxy: undefined,
    };
  const address = node.leftAddress ?? '';
  const proxyCommand = proxyCommandTo(proxy, { address, port: proxyPort(proxy) });
  const taken = node === server && proxyPort(proxy) === SSH_PORT;
  return {
    listenAddress: taken ? (family === 4 ? '127.0.0.1' : '::1') : serverAddress,
    hostAddress: proxyCommand === undefined ? address : serverAddress,
    proxyCommand,
    proxy: { proxy, node, address },
  };
}
