/** More than a thousand generated configurations, each read by the real programs and by the lookup. Needs no network, but time. */
import { test } from 'node:test';
import { agreeOnGenerated as agreeWithSsh } from '../../core/sshconfig/client-agreement.ts';
import { agreeOnGenerated as agreeWithSshd } from '../../core/sshconfig/server-agreement.ts';

test('ssh -G and the lookup agree about 1,000 generated configurations', agreeWithSsh(1000));

test(
  'sshd -T and the lookup agree about 500 generated configurations for two connections each',
  agreeWithSshd(500),
);
