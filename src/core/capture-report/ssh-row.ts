/** What can be seen of an SSH connection from outside. */
import type { SshEnd } from '../capture/ssh-state.ts';
import type { Ending } from '../endings/rule.ts';
import type { Seen } from '../endings/seen.ts';
import type { ConnectionReport } from './model.ts';

export function sshRow(seen: Seen, ending: Ending): ConnectionReport['sshTalk'] {
  const talk = seen.flow.ssh;
  if (talk === undefined) return null;
  const [client, server] = seen.clientIs === 0 ? [talk.a, talk.b] : [talk.b, talk.a];
  return {
    clientBanner: client.banner === '' ? null : client.banner,
    serverBanner: server.banner === '' ? null : server.banner,
    phase: phaseOf(client, server),
    use: useOf(client, server),
    disconnectGuess: disconnectGuess(client, server, ending),
  };
}

type Row = NonNullable<ConnectionReport['sshTalk']>;

/** A login takes a service request, an attempt or more and a channel: at least five messages each way (RFC 4252, RFC 4254). */
function phaseOf(client: SshEnd, server: SshEnd): Row['phase'] {
  const isEncrypted = client.newKeysFrame !== 0 || server.newKeysFrame !== 0;
  if (isEncrypted) {
    const isIn = client.encryptedSegments >= LOGIN_SEGMENTS && server.encryptedSegments >= LOGIN_SEGMENTS;
    const isMuch = client.encryptedBytes + server.encryptedBytes >= LOGIN_BYTES;
    return isIn && isMuch ? 'logged-in' : 'encrypted';
  }
  if (client.segments > 1 && client.banner !== '') return 'key-exchange';
  return client.banner !== '' || server.banner !== '' ? 'banners' : 'unknown';
}

function useOf(client: SshEnd, server: SshEnd): Row['use'] {
  if (client.encryptedSegments + server.encryptedSegments === 0) return 'unknown';
  if (client.encryptedBytes >= BULK_BYTES || server.encryptedBytes >= BULK_BYTES) return 'bulk';
  return client.lonelySmall >= KEYS ? 'interactive' : 'quiet';
}

/** Small, encrypted, by the side that ended it, and the last that it said (RFC 4253 §11.1). */
function disconnectGuess(client: SshEnd, server: SshEnd, ending: Ending): Row['disconnectGuess'] {
  const by = ending.endedBy;
  if ((by !== 'client' && by !== 'server') || (ending.ending !== 'fin' && ending.ending !== 'reset'))
    return null;
  const end = by === 'client' ? client : server;
  const other = by === 'client' ? server : client;
  const isLast = end.lastAtMs >= other.lastAtMs;
  if (!end.isEncrypted || end.lastFrame === 0 || !isLast || end.lastBytes > DISCONNECT_BYTES) return null;
  return { by, frame: end.lastFrame, sizeBytes: end.lastBytes };
}

const LOGIN_SEGMENTS = 5;
const LOGIN_BYTES = 1500;
const BULK_BYTES = 200_000;
const KEYS = 4;
/** "disconnected by user" is 60 to 100 octets padded and authenticated. */
const DISCONNECT_BYTES = 128;
