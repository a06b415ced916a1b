#compdef idletrace
# zsh completion for idletrace, made by: idletrace completion zsh
_idletrace_first() {
  local -a commands; commands=(
    'trace:Measure the idle limit of a session, find who sets it, prove the cure'
    'inspect:Say at once what can be known of the idle limits on both ends'
    'pcap:Say from a packet capture who ended each connection, and whether for being idle'
    'fix:Write the keepalive that cures it where the program will use it'
    'verify:Leave sessions alone past the limit, as configured and without keepalive: cured or not'
    'undo:Take back a change that fix made'
    'clients:Show which SSH programs are here, and what keeps their sessions alive'
    'replay:Judge a recorded run again, without the network'
    'explain:Say what an error text, a setting or a duration means'
    'lint:Find what is wrong in ssh_config, sshd_config and the settings of other clients'
    'logs:Say how the SSH sessions in a log ended, and why'
    'lab:Networks on this machine in which idle sessions die on purpose'
    'schema:Print the JSON Schema of what --json writes'
    'completion:Print the completion script for a shell'
    'man:Print the manual page, in roff'
  )
  if (( CURRENT == 2 )); then _describe -t commands 'command' commands; fi
  _ssh_hosts 2>/dev/null || _hosts
}
_idletrace_lab() { local -a subcommands; subcommands=(list up run down); _describe 'command' subcommands }
_idletrace() {
  local command=trace
  case ${words[2]} in
    lab) if (( CURRENT == 3 )); then _idletrace_lab; return; fi; command="lab ${words[3]}"; words=("${(@)words[1]}" "${(@)words[4,-1]}"); (( CURRENT -= 2 )) ;;
    trace|inspect|pcap|fix|verify|undo|clients|replay|explain|lint|logs|schema|completion|man) if (( CURRENT > 2 )); then command=${words[2]}; words=("${(@)words[1]}" "${(@)words[3,-1]}"); (( CURRENT -= 1 )); fi ;;
  esac
  case $command in
    'trace') _arguments -s -S '(-F --ssh-config)'{-F+,--ssh-config=}'[The ssh_config to use]:FILE:_files' '*'{-o+,--ssh-option=}'[An option of ssh_config; the first of a key wins]:KEY=VALUE: ' '(-p --port)'{-p+,--port=}'[The port of the server]:PORT: ' '*'{-i+,--identity=}'[A private key to log in with]:FILE:_files' '(-J --jump)'{-J+,--jump=}'[Go by way of this host]:HOST:_hosts' '--max=[The longest idle time worth waiting for]:DURATION: ' '--first=[The first idle time that is tried]:DURATION: ' '--resolution=[How narrow the answer must become: a percentage of it, or a duration]:X: ' '--connections=[Connections held to measure with]:N: ' '--logins=[The most logins in all; the connections that tell most are kept, 1 still measures, slowly]:N: ' '--require=[Exit with 1 unless a silent session lives that long]:DURATION: ' '--forbid=[Exit with 1 unless a session left alone has ended by then, to a second or 2 %]:DURATION: ' '--fix[Write the cure that was proven ("idletrace fix"), and verify it]' '--yes[With --fix: write it without asking]' '--json[Write the report to stdout as one JSON document]' '--quiet[No progress on stderr]' '--color=[Colour: auto, always or never]:WHEN:(auto always never)' '--ascii[Nothing but ASCII in the report and the view]' '--journal=[Keep the record of the run there]:FILE:_files' '--no-journal[Keep no record of the run]' '(- *)'{-h,--help}'[Show help]' '1:TARGET:_idletrace_first' ;;
    'inspect') _arguments -s -S '(-F --ssh-config)'{-F+,--ssh-config=}'[The ssh_config to use]:FILE:_files' '*'{-o+,--ssh-option=}'[An option of ssh_config; the first of a key wins]:KEY=VALUE: ' '(-p --port)'{-p+,--port=}'[The port of the server]:PORT: ' '*'{-i+,--identity=}'[A private key to log in with]:FILE:_files' '(-J --jump)'{-J+,--jump=}'[Go by way of this host]:HOST:_hosts' '--json[Write the inspection to stdout as one JSON document]' '--quiet[No progress on stderr]' '--color=[Colour: auto, always or never]:WHEN:(auto always never)' '--ascii[Nothing but ASCII in the inspection]' '(- *)'{-h,--help}'[Show help]' '1:TARGET:_hosts' ;;
    'pcap') _arguments -s -S '--json[Write the result to stdout as one JSON document]' '--json-lines[Write one JSON document a line to stdout, a connection each]' '--html=[Write one page with the time lines there]:FILE:_files' '--all[Show every connection]' '--only-interesting[Only what was silent for long, or ended badly (the default)]' '(-f --follow)'{-f,--follow}'[Go on at the end of a file that still grows; say what ended as it ends]' '--host=[Only connections of this address]:ADDRESS: ' '--port=[Only connections with this port on either side]:PORT: ' '--ssh[Only SSH]' '--idle-over=[Only connections that were silent for longer]:DURATION: ' '--ended-by=[Only what was ended by, or like: client, server, middlebox, nobody-seen, unknown, fin, reset, silent, open, refused, connect-timeout]:WHOM:(client server middlebox nobody-seen unknown fin reset silent open refused connect-timeout)' '--quiet[No progress on stderr]' '--color=[Colour: auto, always or never]:WHEN:(auto always never)' '--ascii[Nothing but ASCII in the report]' '(- *)'{-h,--help}'[Show help]' '1:FILE:_files' ;;
    'fix') _arguments -s -S '*--client=[The program to set: openssh-client if you say nothing; "idletrace clients" lists them]:NAME: ' '--file=[That file instead of the program'\''s own]:FILE:_files' '--interval=[So often, instead of what the last report on the target proved]:SECONDS: ' '--from=[Go by this report (of trace --json) instead of the last run]:REPORT: ' '--server[Set sshd: of this machine, or over ssh of the TARGET, as root or by sudo -n; else the steps are printed]' '--snippet=[Print the lines for a library: paramiko, ssh2, jsch, go, mina, libssh2, libssh]:NAME: ' '--dry-run[Show the change, write nothing]' '--yes[Write it without asking]' '--force[Write it even while a program runs that would write its file back]' '--json[Write the result to stdout as one JSON document]' '(- *)'{-h,--help}'[Show help]' '1:TARGET:_hosts' ;;
    'verify') _arguments -s -S '(-F --ssh-config)'{-F+,--ssh-config=}'[The ssh_config to use]:FILE:_files' '*'{-o+,--ssh-option=}'[An option of ssh_config; the first of a key wins]:KEY=VALUE: ' '(-p --port)'{-p+,--port=}'[The port of the server]:PORT: ' '*'{-i+,--identity=}'[A private key to log in with]:FILE:_files' '(-J --jump)'{-J+,--jump=}'[Go by way of this host]:HOST:_hosts' '--limit=[The limit to go past, instead of what the last trace measured]:DURATION: ' '--from=[Go by this report (of trace --json), its limit and its target, instead of the last run]:REPORT: ' '--json[Write the result to stdout as one JSON document]' '(- *)'{-h,--help}'[Show help]' '1:TARGET:_hosts' ;;
    'undo') _arguments -s -S '--list[Show what was changed, and how it stands]' '--json[Write the result to stdout as one JSON document]' '(- *)'{-h,--help}'[Show help]' '1:ID: ' ;;
    'clients') _arguments -s -S '--json[Write the result to stdout as one JSON document]' '(- *)'{-h,--help}'[Show help]' ;;
    'replay') _arguments -s -S '--json[Write the report to stdout as one JSON document]' '--color=[Colour: auto, always or never]:WHEN:(auto always never)' '--ascii[Nothing but ASCII in the report]' '(- *)'{-h,--help}'[Show help]' '1:JOURNAL:_files' ;;
    'explain') _arguments -s -S '--json[Write the result to stdout as one JSON document]' '--color=[Colour: auto, always or never]:WHEN:(auto always never)' '--ascii[Nothing but ASCII in the answer]' '(- *)'{-h,--help}'[Show help]' '1:WHAT: ' ;;
    'lint') _arguments -s -S '--json[Write the result to stdout as one JSON document]' '--format=[human, json, sarif (2.1.0), or unix: file:line:column, for editors]:FORMAT:(human json sarif unix)' '--for=[Say too which keepalive settings count for this host, and from where]:HOST:_hosts' '--fail-on=[The least severity that makes the exit status 1]:SEVERITY:(info warning error)' '--openssh=[Judge by this version, such as 8.9, instead of the one on this machine]:VERSION: ' '--color=[Colour: auto, always or never]:WHEN:(auto always never)' '--ascii[Nothing but ASCII in the findings]' '(- *)'{-h,--help}'[Show help]' '1:FILE:_files' ;;
    'logs') _arguments -s -S '--json[Write the result to stdout as one JSON document]' '--jsonl[Write one JSON object a session, a line each]' '--since=[Only sessions that ended since then: 24h, 7d, 2026-11-01]:WHEN: ' '--user=[Only sessions of that user]:NAME: ' '--host=[Only sessions logged by that host, or from that address]:HOST:_hosts' '--color=[Colour: auto, always or never]:WHEN:(auto always never)' '--ascii[Nothing but ASCII in the result]' '--quiet[No progress on stderr]' '(- *)'{-h,--help}'[Show help]' '1:FILE:_files' ;;
    'lab list') _arguments -s -S '--json[Write the result to stdout as one JSON document]' '(- *)'{-h,--help}'[Show help]' ;;
    'lab up') _arguments -s -S '(- *)'{-h,--help}'[Show help]' '1:FILE:_files' ;;
    'lab run') _arguments -s -S '--user=[Run the command as this user of the machine]:NAME: ' '(- *)'{-h,--help}'[Show help]' '1:FILE:_files' ;;
    'lab down') _arguments -s -S '(- *)'{-h,--help}'[Show help]' ;;
    'schema') _arguments -s -S '(- *)'{-h,--help}'[Show help]' '1:NAME:(report pcap inspect explain logs)' ;;
    'completion') _arguments -s -S '(- *)'{-h,--help}'[Show help]' '1:SHELL:(bash zsh fish)' ;;
    'man') _arguments -s -S '(- *)'{-h,--help}'[Show help]' ;;
  esac
}
if [[ $funcstack[1] == _idletrace ]]; then _idletrace "$@"; else compdef _idletrace idletrace; fi
