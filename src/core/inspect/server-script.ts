/**
 * What an inspection runs, here and on the server: POSIX sh alone, everything
 * else only where it is there and allowed. It writes nothing, and loads nothing into a kernel; every program
 * that could hang has a watchdog. Its output is lines of text under the names
 * of sections; `sections.ts` reads them. A line looks like
 *
 *     %i = NAME STATUS WHERE     a section begins: read, denied, absent, unknown, ran N
 *     %i | text                  one line of it, as it was
 *
 * Its second argument, where there is one, is the process of the login: it may have been left by the one that
 * started it. Whatever else a login's own programs print in between is none of ours.
 */

/** In front of every line of ours. */
export const SECTION_MARK = '%i ';
/** The last section: all of it came. */
export const LAST_SECTION = 'end';

/** `o LINE` prints, `file NAME PATH` and `run NAME COMMAND…` make a section, `watched SECONDS COMMAND…` ends what hangs. */
export const TOOLS = `from=\${2:-$$}
PATH="$PATH:/usr/sbin:/sbin:/usr/local/sbin:/usr/local/bin:/usr/bin:/bin"
LC_ALL=C; export PATH LC_ALL
set -f
if (printf x) >/dev/null 2>&1; then o() { printf '%s\\n' "%i $1"; }
elif (print -r x) >/dev/null 2>&1; then o() { print -r -- "%i $1"; }
else o() { echo "%i $1"; }; fi
has() { command -v "$1" >/dev/null 2>&1; }
body() { n=0; while IFS= read -r l || [ -n "$l" ]; do o "| $l"; n=$((n+1)); [ $n -lt $1 ] || break; done; }
file() {
  if [ -f "$2" ] && (: <"$2") 2>/dev/null; then
    # Some shells read a byte at a time, and files of /proc/sys give no second one.
    if has cat; then o "= $1 read $2"; cat "$2" 2>/dev/null | body 3000
    else case $2 in /proc/sys/*) o "= $1 unknown $2";; *) o "= $1 read $2"; body 3000 <"$2" 2>/dev/null;; esac; fi
  elif [ -e "$2" ]; then o "= $1 denied $2"
  elif d=\${2%/*}; [ -x "\${d:-/}" ] || [ ! -e "\${d:-/}" ]; then o "= $1 absent $2"
  else o "= $1 denied $2"; fi
}
watched() {
  s=$1; shift
  # With a session of its own, what it has started ends with it.
  if has setsid; then setsid "$@" </dev/null & c=$!; g=-$c; else "$@" </dev/null & c=$!; g=$c; fi
  (sleep $s & z=$!; trap 'kill $z' TERM; wait $z && kill -9 $g) >/dev/null 2>&1 & k=$!
  wait $c 2>/dev/null; r=$?
  kill $k 2>/dev/null
  return $r
}
run() {
  w=$1; shift
  if has "$1"; then :; else o "= $w absent $1"; return 1; fi
  t=$(watched 3 "$@" 2>&1); r=$?
  o "= $w ran $r $*"
  printf '%s\\n' "$t" | body 3000
  return $r
}`;

/** What the machine is, and since when it is up. */
export const SYSTEM = `o "= system ran 0 uname"
o "| $(uname -s -r -m 2>/dev/null)"
file version /proc/version
file release /etc/os-release
if [ -r /proc/uptime ]; then file uptime /proc/uptime
elif has sysctl; then run boottime sysctl -n kern.boottime; date +'%i | now %s' 2>/dev/null; fi
file stat-boot /proc/stat | while IFS= read -r l; do case $l in *btime*|*=*) printf '%s\\n' "$l";; esac; done`;

/** Who has logged in, and from where. */
const IDENTITY = `u=$(id -un 2>/dev/null) || u=$USER
h=\${HOME:-/}
sh=$SHELL
[ -n "$sh" ] || sh=$(getent passwd "$u" 2>/dev/null | sed 's/.*://')
set -- $SSH_CONNECTION
ca=$1; cp=$2; sa=$3; sp=$4
o "= who read login"
o "| user $u"
o "| uid $(id -u 2>/dev/null)"
o "| groups $(id -Gn 2>/dev/null)"
o "| home $h"
o "| shell $sh"
o "| program $(readlink -f "$sh" 2>/dev/null)"
o "| connection $SSH_CONNECTION"
o "| session $XDG_SESSION_ID"
o "| tmout \${TMOUT+set} $TMOUT"`;

/** The processes above the login, and from them which sshd it is and which files it reads. Relative names are below sshd's own folder (sshd_config(5), Include). */
const SSHD = `o "= ancestors read /proc"
p=$from; i=0; D=; A=; X=; q=0
while [ "$i" -lt 16 ] && [ "\${p:-0}" -gt 0 ] 2>/dev/null; do
  a=; q=; t=
  if [ -r /proc/$p/status ]; then
    while read -r k v r; do case $k in PPid:) q=$v;; esac; done </proc/$p/status
    a=$( (tr '\\000' ' ' </proc/$p/cmdline) 2>/dev/null)
    IFS= read -r t </proc/$p/stat
  elif has ps; then
    a=$(ps -o ppid= -o args= -p $p 2>/dev/null)
    set -- $a
    if [ $# -gt 0 ]; then q=$1; shift; a=$*; fi
  fi
  o "| $p \${q:-?} $a"
  [ -z "$t" ] || o "| stat $t"
  # The nearest one: what stands above it may have any name, and may be another's login.
  [ -n "$D$X" ] || case $a in
    *sshd-session*|*'[priv]'*|*@*) ;;
    'sshd: /'*sshd*|/*sshd*|'sshd: sshd'*|sshd|'sshd -'*|sshd' '/*) D=$p; A=\${a#sshd: };;
    dropbear|'dropbear '*|*/dropbear|*/dropbear' '*|*dropbearmulti*) X=dropbear;;
  esac
  p=$q; i=$((i+1))
done

if [ -z "$X" ]; then
  S=; F=/etc/ssh/sshd_config; O=
  set -- $A
  case $1 in */*sshd) S=$1;; esac
  while [ $# -gt 0 ]; do
    case $1 in
      -f) [ $# -lt 2 ] || F=$2;;
      -f?*) F=\${1#-f};;
      -o) [ $# -lt 2 ] || O="$O -o $2";;
      -o?*) O="$O -o \${1#-o}";;
    esac
    shift
  done
  if [ -z "$S" ]; then for x in /usr/sbin/sshd /usr/local/sbin/sshd /sbin/sshd /usr/bin/sshd /usr/lib/ssh/sshd; do
    [ ! -x $x ] || { S=$x; break; }
  done; fi
  o "= sshd read $S"
  o "| listener $D"
  o "| config $F"
  o "| options$O"
  if [ -n "$S" ]; then
    run sshd-version "$S" -V
    run sshd-effective "$S" -T -f "$F" $O -C user="$u" -C host="$ca" -C addr="$ca" -C laddr="$sa" -C lport="$sp" ||
      { case $t in *hostkey*|*'host key'*|*ermission*) ;; *) run sshd-effective "$S" -T -f "$F" $O;; esac; }
  fi
  I=" "
  config() {
    file sshd-config "$1"
    if has stat; then t=$(stat -c %Y "$1" 2>/dev/null || stat -f %m "$1" 2>/dev/null); o "= sshd-config-time ran 0 $1"; o "| $t"; fi
    [ -r "$1" ] || return
    while read -r k v; do
      case $k in [Ii][Nn][Cc][Ll][Uu][Dd][Ee]|[Ii][Nn][Cc][Ll][Uu][Dd][Ee]=*)
        case $k in *=*) v="\${k#*=} $v";; esac
        for g in $v; do
          g=\${g#=}; g=\${g#\\"}; g=\${g%\\"}
          case $g in ''|'#'*) break;; /*) ;; *) g=/etc/ssh/$g;; esac
          set +f
          for x in $g; do set -f; [ ! -e "$x" ] || echo "$x"; done
          set -f
        done;;
      esac
    done <"$1"
  }
  L=$F; i=0
  while [ -n "$L" ] && [ $i -lt 8 ]; do
    N=
    for y in $L; do
      case $I in *" $y "*) continue;; esac
      I="$I$y "
      j=$(config "$y"); c=
      while IFS= read -r l; do case $l in '%i '*) printf '%s\\n' "$l";; ?*) N="$N $l";; esac; done <<IDLE
$j
IDLE
    done
    L=$N; i=$((i+1))
  done
fi`;

/** Timers and tables of the kernel, packet filters, what kind of machine it is, what logind does to idle sessions. A packet filter is asked only where it is loaded already: asking would load it. */
export const HOST = `for x in time intvl probes; do file tcp_keepalive_$x /proc/sys/net/ipv4/tcp_keepalive_$x; done
[ -d /proc/sys/net ] || ! has sysctl || run bsd-keepalive sysctl net.inet.tcp.keepidle net.inet.tcp.keepintvl net.inet.tcp.keepcnt net.inet.tcp.always_keepalive
for x in tcp_timeout_established tcp_timeout_unacknowledged tcp_timeout_max_retrans tcp_loose tcp_be_liberal count max; do
  file nf_conntrack_$x /proc/sys/net/netfilter/nf_conntrack_$x
done
if [ -r /proc/net/nf_conntrack ] && has grep; then
  o "= conntrack-entry read /proc/net/nf_conntrack"
  grep "sport=\${cp:-none} " /proc/net/nf_conntrack 2>/dev/null | body 4
fi
if [ -d /sys/module/nf_tables ] || grep -q '^nf_tables ' /proc/modules 2>/dev/null || { [ -d /proc/1 ] && [ ! -s /proc/modules ]; }; then
  run nft nft list ruleset
else o "= nft absent nf_tables"; fi
if [ -s /proc/net/ip_tables_names ] && [ -r /proc/net/ip_tables_names ]; then run iptables iptables -S
elif [ -e /proc/net/ip_tables_names ] && [ ! -r /proc/net/ip_tables_names ]; then o "= iptables denied /proc/net/ip_tables_names"
else o "= iptables absent ip_tables"; fi
! has pfctl || run pf pfctl -s timeouts

o "= place read /"
for x in /.dockerenv /run/.containerenv /run/systemd/container /var/run/secrets/kubernetes.io /proc/vz /run/systemd/system; do
  [ ! -e $x ] || o "| has $x"
done
o "| container $container"
o "| proc $( [ -r /proc/self/status ] && echo yes || echo no)"
file cgroup /proc/1/cgroup
! has systemd-detect-virt || run virt systemd-detect-virt
for x in sys_vendor product_name board_vendor bios_vendor chassis_asset_tag board_asset_tag; do file dmi-$x /sys/class/dmi/id/$x; done

if [ -d /run/systemd/system ]; then
  ! has loginctl || run logind loginctl show-session -p StopIdleSessionUSec -p IdleAction -p IdleActionUSec
  set +f
  for x in /usr/lib/systemd/logind.conf /etc/systemd/logind.conf /usr/lib/systemd/logind.conf.d/*.conf /run/systemd/logind.conf.d/*.conf /etc/systemd/logind.conf.d/*.conf; do
    set -f; [ ! -e "$x" ] || file logind-conf "$x"
  done
  set -f
fi`;

/** TMOUT and autologout: every line of the start-up files that names one, and what an interactive login shell has in the end. Status 42 says that the shell got that far. */
const SHELL_TIMERS = `set +f
set -- /etc/environment /etc/profile /etc/profile.d/* /etc/bash.bashrc /etc/bashrc /etc/bash.bashrc.local /etc/zshenv /etc/zprofile /etc/zshrc /etc/zlogin /etc/zsh/* /etc/ksh.kshrc /etc/mkshrc /etc/csh.cshrc /etc/csh.login /etc/tcsh.tcshrc /etc/security/pam_env.conf "$h"/.profile "$h"/.bash_profile "$h"/.bash_login "$h"/.bashrc "$h"/.bashrc.d/* "$h"/.zshenv "$h"/.zprofile "$h"/.zshrc "$h"/.zlogin "$h"/.kshrc "$h"/.mkshrc "$h"/.shrc "$h"/.cshrc "$h"/.tcshrc "$h"/.login "$h"/.ssh/environment "$h"/.pam_environment
set -f
o "= timer-lines read start-up files"
for x in "$@"; do
  if [ ! -e "$x" ] || [ -d "$x" ]; then continue; fi
  if (: <"$x") 2>/dev/null; then
    n=0
    if ! has grep || grep -q -e TMOUT -e autologout "$x" 2>/dev/null; then
      while IFS= read -r l || [ -n "$l" ]; do n=$((n+1)); case $l in *TMOUT*|*autologout*) o "| $x:$n:$l";; esac; done <"$x"
    fi
  else o "| denied $x"; fi
done

v='echo; printf "%s\\n" "%i | TMOUT \${TMOUT+set} $TMOUT"; (exit 42)'
w='echo; if ($?autologout) echo "%i | autologout set $autologout"; if (! $?autologout) echo "%i | autologout"; (exit 42)'
case \${sh##*/} in
  bash|sh|dash|ash|ksh*|mksh|zsh|rbash|rksh|rzsh|lksh|loksh|oksh|pdksh|ksh93|busybox)
    HISTFILE=; export HISTFILE
    for x in -lic -ic -c; do
      o "= login-shell ran 0 $x $sh"
      watched 3 "$sh" $x "$v" 2>/dev/null; r=$?
      [ $r -ne 42 ] || break
      [ $r -ne 137 ] || break
    done;;
  csh|tcsh) o "= login-shell ran 0 -c $sh"; watched 3 "$sh" -c "$w" 2>/dev/null;;
  *) o "= login-shell absent $sh";;
esac`;

/** For an `sh` on the server, on its standard input. No line of it is a single dot. */
export const SERVER_SCRIPT = script(TOOLS, IDENTITY, SYSTEM, SSHD, HOST, SHELL_TIMERS);

/** The braces make the shell read all of it before it begins, so that nothing it runs can eat the rest. */
export function script(...parts: readonly string[]): string {
  return `{\n${parts.join('\n\n')}\n\no "= ${LAST_SECTION} read"\n} 2>/dev/null </dev/null\n`;
}
