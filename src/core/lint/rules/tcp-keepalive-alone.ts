import type { KeepaliveSubject } from '../keepalive.ts';
import type { Rule } from '../rule.ts';

/** TCPKeepAlive is on anyway, and speaks up only after the kernel's two hours. */
export const tcpKeepaliveAlone: Rule<KeepaliveSubject> = {
  id: 'tcp-keepalive-alone',
  severity: 'warning',
  title: 'TCPKeepAlive is believed to keep sessions alive, but its first probe comes after two hours.',
  cites: [
    'tcp(7): tcp_keepalive_time is 7200 s',
    'OpenSSH sets no TCP_KEEPIDLE (packet.c, ssh_packet_set_keepalive)',
  ],
  judge({ side, given }) {
    const keyword = side === 'client' ? 'ServerAliveInterval' : 'ClientAliveInterval';
    return given.flatMap(({ kind, place, value, beside }) => {
      const isAlone = beside.length > 0 && beside.every(({ intervalSeconds }) => intervalSeconds === 0);
      if (kind !== 'tcp' || value !== 'yes' || !isAlone) return [];
      return [
        {
          place,
          message: `TCPKeepAlive yes is the default, and its first probe comes after 7200 s of silence (Linux): it keeps no session alive through a NAT or firewall, and ${keyword} is not set`,
          fix: `write ${keyword} 60 and leave TCPKeepAlive as it is`,
        },
      ];
    });
  },
};
