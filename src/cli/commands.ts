/** All commands, in the order in which help lists them, and the tree that the parser walks. */
import { buildRouteMap, type RouteMap } from '@stricli/core';
import type { CliContext, CommandPage } from './command-page.ts';
import { explainPage } from './define-explain.ts';
import { inspectPage } from './define-inspect.ts';
import { fixPages } from './define-fix.ts';
import { labPages } from './define-lab.ts';
import { pcapPage } from './define-pcap.ts';
import { lintPage } from './define-lint.ts';
import { logsPage } from './define-logs.ts';
import { replayPage } from './define-replay.ts';
import { smallPages } from './define-small.ts';
import { tracePage } from './define-trace.ts';

export const PAGES: readonly CommandPage[] = [
  tracePage,
  inspectPage,
  pcapPage,
  ...fixPages,
  replayPage,
  explainPage,
  lintPage,
  logsPage,
  ...labPages,
  ...smallPages,
];

/** What stands in help for commands that only hold others. */
export const GROUP_BRIEFS: Readonly<Record<string, string>> = {
  lab: 'Networks on this machine in which idle sessions die on purpose',
};

export function buildRoutes(): RouteMap<CliContext> {
  const single = PAGES.filter(({ route }) => route.length === 1);
  return buildRouteMap({
    routes: {
      ...Object.fromEntries(single.map((page) => [page.route.join(' '), page.command])),
      lab: buildRouteMap({
        routes: Object.fromEntries(labPages.map((page) => [page.route.slice(1).join(' '), page.command])),
        docs: { brief: GROUP_BRIEFS['lab'] ?? '' },
      }),
    },
    docs: { brief: 'idletrace' },
  });
}
