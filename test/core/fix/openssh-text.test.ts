import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostsNamed, readConfigText } from '../../../src/core/fix/openssh-text.ts';

test('the hosts that are checked are all that the file names, hyphens and patterns too; what ssh refuses as a name is left out', () => {
  const text = 'Host proxmox-backup "web-?" !not.this\nMatch originalhost a-b,*.c exec "x"\nHost -x a/b\n';

  assert.deepEqual(hostsNamed(readConfigText(text)), [
    'proxmox-backup',
    'web-x',
    'not.this',
    'a-b',
    'idletrace-any.c',
  ]);
});
