/** Settings of shells, kernels and the operating system. All of them: `settings.ts`. */
import type { Setting } from '../setting.ts';

export const systemSettings: readonly Setting[] = [
  {
    name: 'TMOUT',
    aliases: ['readonly TMOUT', 'shell timeout', 'auto logout variable'],
    title: 'bash, ksh, zsh, BusyBox ash: seconds without input after which the shell ends',
    meaning:
      'An environment variable of the shell on the server. At the prompt, after so many seconds without a complete line (zsh: without a key), the shell logs out. A running command stops the timer.',
    notMeaning:
      'It has nothing to do with the network: no keepalive of any kind stops it, and half a line typed does not either.',
    next: [
      'echo $TMOUT on the server; grep -r TMOUT /etc/profile /etc/profile.d /etc/bash.bashrc ~/.bashrc',
      'unset TMOUT, where it is not readonly and you may',
      'it is mostly a policy: ask the administrator',
    ],
    causes: ['bash-tmout', 'ksh-tmout', 'zsh-tmout', 'ash-tmout'],
    sources: ['bash(1) TMOUT', 'bminor/bash@637f5c86 eval.c:256-266', 'measured with bash 5.2'],
  },
  {
    name: 'autologout',
    aliases: [],
    title: 'tcsh: minutes without input after which the shell ends',
    meaning:
      'tcsh logs out after so many minutes at the prompt. Its default does not apply on a pty, so in an SSH session somebody set it.',
    notMeaning: 'Keepalives do not count.',
    next: ['echo $autologout; unset autologout'],
    causes: ['tcsh-autologout'],
    sources: ['tcsh(1) autologout', 'tcsh-org/tcsh@b7db079 sh.c:511-560'],
  },
  {
    name: 'tcp_keepalive_time',
    aliases: ['net.ipv4.tcp_keepalive_time', 'TCP_KEEPIDLE', 'KeepAliveTime', 'net.inet.tcp.keepidle'],
    title: 'kernel: seconds of silence before the first TCP keepalive, 7200 by default',
    meaning:
      'For every program that asks for TCP keepalives, ssh and sshd among them, the kernel sends the first one after so long.',
    notMeaning:
      '7200 s is far too late for most NATs and firewalls; and proxies answer these packets themselves.',
    next: ['sysctl -w net.ipv4.tcp_keepalive_time=60 on one side, where SSH keepalives cannot be had'],
    causes: ['client-tcp-keepalive-expiry', 'sshd-tcpkeepalive'],
    sources: ['tcp(7)', 'RFC 1122 4.2.3.6'],
  },
  {
    name: 'tcp_keepalive_intvl',
    aliases: [
      'net.ipv4.tcp_keepalive_intvl',
      'tcp_keepalive_probes',
      'net.ipv4.tcp_keepalive_probes',
      'TCP_KEEPINTVL',
      'TCP_KEEPCNT',
    ],
    title: 'kernel: seconds between unanswered TCP keepalives (75), and how many of them (9)',
    meaning:
      'After the first unanswered one, the kernel repeats it so often and then ends the connection: 7200 + 9 x 75 = 7875 s with the defaults.',
    notMeaning:
      'They matter only once the peer is silent; they are not the rate of keepalives on a healthy connection.',
    next: ['sysctl -a | grep tcp_keepalive'],
    causes: ['client-tcp-keepalive-expiry', 'sshd-tcpkeepalive'],
    sources: ['tcp(7)'],
  },
  {
    name: 'tcp_retries2',
    aliases: ['net.ipv4.tcp_retries2'],
    title: 'kernel: how often unacknowledged data is repeated before the connection ends',
    meaning:
      'With 15, the default, at least 924.6 s pass between a key typed into a dead connection and its end.',
    notMeaning: 'It is no idle limit: without data to repeat it does nothing.',
    next: ['ServerAliveInterval notices a dead path sooner'],
    causes: ['client-retransmission-timeout', 'client-tcp-user-timeout'],
    sources: ['Documentation/networking/ip-sysctl.rst tcp_retries2'],
  },
  {
    name: 'TCP_USER_TIMEOUT',
    aliases: [],
    title: 'socket option: how long data may stay unacknowledged',
    meaning:
      'The kernel ends a connection whose data, or keepalives, were not acknowledged for so many milliseconds.',
    notMeaning: 'OpenSSH does not set it.',
    next: ['ss -tnoi on the connection'],
    causes: ['client-tcp-user-timeout'],
    sources: ['tcp(7) TCP_USER_TIMEOUT'],
  },
  {
    name: 'StopIdleSessionSec',
    aliases: [],
    title: 'logind.conf: ends sessions without typed input',
    meaning:
      'systemd-logind stops a session on whose terminal nothing was typed for that long. infinity by default; hardening guides set 900.',
    notMeaning: 'Output and keepalives do not count; a tmux in the same session ends too.',
    next: ["journalctl -u systemd-logind | grep 'is idle, stopping'"],
    causes: ['logind-stop-idle-session'],
    sources: ['logind.conf(5)'],
  },
  {
    name: 'IdleAction',
    aliases: ['IdleActionSec', 'HandleLidSwitch'],
    title: 'logind.conf: what the machine does when nobody types',
    meaning:
      'The whole host suspends or powers off when all its sessions are idle for IdleActionSec (30 min). ignore by default.',
    notMeaning: 'It is no limit of one session.',
    next: ['journalctl -u systemd-logind; last -x'],
    causes: ['logind-idle-action'],
    sources: ['logind.conf(5)'],
  },
  {
    name: 'KillUserProcesses',
    aliases: ['enable-linger', 'linger'],
    title: 'logind.conf: ends what a user left running',
    meaning:
      'When the last session of a user ends, so do the processes, tmux and screen included, unless lingering is enabled.',
    notMeaning: 'It ends no session; it is why the tmux is gone afterwards.',
    next: ['loginctl enable-linger USER'],
    causes: ['logind-kill-user-processes', 'tmux-server-gone'],
    sources: ['logind.conf(5)'],
  },
  {
    name: 'lock-after-time',
    aliases: [],
    title: 'tmux: seconds without a key before it locks',
    meaning: 'tmux runs its lock program; the session is alive and waits for a password.',
    notMeaning: 'Nothing has dropped.',
    next: ['tmux show -g lock-after-time'],
    causes: ['tmux-or-screen-lock'],
    sources: ['tmux(1)', 'tmux/tmux@c1f947a3c options-table.c:866-880'],
  },
  {
    name: 'exec-timeout',
    aliases: ['line vty exec-timeout'],
    title: 'Cisco IOS: minutes and seconds without a key on a line',
    meaning: 'The device logs you out after ten minutes without a key, unless set otherwise; 0 0 is never.',
    notMeaning: 'Output and keepalives do not count.',
    next: ['show line vty 0 | include Idle'],
    causes: ['cisco-exec-timeout'],
    sources: ['https://mail-archive.com/cisco@groupstudy.com/msg03851.html (command reference text)'],
  },
  {
    name: 'ESXiShellInteractiveTimeOut',
    aliases: ['UserVars.ESXiShellInteractiveTimeOut'],
    title: 'VMware ESXi: seconds without input before the shell ends',
    meaning: 'ESXi logs an idle shell out; 0, the default, is off.',
    notMeaning: 'Keepalives do not count.',
    next: ['esxcli system settings advanced list -o /UserVars/ESXiShellInteractiveTimeOut'],
    causes: ['esxi-interactive-timeout'],
    sources: ['public hardening guides that name UserVars.ESXiShellInteractiveTimeOut'],
  },
];
