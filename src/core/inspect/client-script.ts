/** What an inspection runs on this machine, beside what it runs on both: the way out, other sessions, what else starts ssh. */
import { HOST, script, SYSTEM, TOOLS } from './server-script.ts';

/** `IDLETRACE_TO` in its environment: the address that the connection goes to; empty: not known. */
const CLIENT = `run ssh-version ssh -V
if has ip; then
  [ -z "$IDLETRACE_TO" ] || run route ip -o route get "$IDLETRACE_TO"
  run default-route ip -o route show default
elif has route; then
  [ -z "$IDLETRACE_TO" ] || run route-bsd route -n get "$IDLETRACE_TO"
fi
o "= links read /sys/class/net"
set +f
for x in /sys/class/net/*; do
  [ -e "$x" ] || continue
  k=; [ ! -e "$x/wireless" ] || k=wireless; [ ! -e "$x/bridge" ] || k=bridge; [ ! -e "$x/tun_flags" ] || k=tun
  ! grep -q DEVTYPE=wireguard "$x/uevent" 2>/dev/null || k=wireguard
  s=; IFS= read -r s <"$x/operstate"
  o "| \${x##*/} \${s:-?} $k"
done
set -f
run sockets ss -tnop state established
file power-state /sys/power/state
o "= power read /sys/class/power_supply"
set +f
for x in /sys/class/power_supply/*/type; do s=; IFS= read -r s <"$x" && o "| $s"; done
set -f
! has pmset || run pmset pmset -g
o "= callers read environment"
o "| ANSIBLE_SSH_ARGS $ANSIBLE_SSH_ARGS"
o "| ANSIBLE_SSH_COMMON_ARGS $ANSIBLE_SSH_COMMON_ARGS"
o "| GIT_SSH_COMMAND $GIT_SSH_COMMAND"
o "| GIT_SSH $GIT_SSH"
for x in "$ANSIBLE_CONFIG" "$PWD/ansible.cfg" "$HOME/.ansible.cfg" /etc/ansible/ansible.cfg; do
  if [ -n "$x" ] && [ -f "$x" ]; then file ansible-config "$x"; break; fi
done
! has git || run git-ssh git config --get core.sshCommand`;

/** For an `sh` on this machine, on its standard input. */
export const CLIENT_SCRIPT = script(TOOLS, SYSTEM, HOST, CLIENT);
