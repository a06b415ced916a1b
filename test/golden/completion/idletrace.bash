# bash completion for idletrace, made by: idletrace completion bash
_idletrace_hosts() {
  if declare -F _known_hosts_real >/dev/null; then _known_hosts_real -a -- "$1"; return; fi
  local hosts; hosts=$(awk 'tolower($1) == "host" { for (i = 2; i <= NF; i++) if ($i !~ /[*?!]/) print $i }' ~/.ssh/config 2>/dev/null)
  COMPREPLY+=($(compgen -W "$hosts" -- "$1"))
}
_idletrace() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command=trace
  COMPREPLY=()
  if [[ $cur == "=" ]]; then cur=""; elif [[ $prev == "=" ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi
  case ${COMP_WORDS[1]} in
    lab) command="lab ${COMP_WORDS[2]}" ;;
    trace|inspect|pcap|fix|verify|undo|clients|replay|explain|lint|logs|schema|completion|man) command=${COMP_WORDS[1]} ;;
  esac
  if [[ $COMP_CWORD -eq 2 && ${COMP_WORDS[1]} == lab ]]; then COMPREPLY=($(compgen -W "list up run down" -- "$cur")); return; fi
  case "$command $prev" in
    "trace -F"|"trace --ssh-config") compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -f -- "$cur")); return ;;
    "trace -o"|"trace --ssh-option") return ;;
    "trace -p"|"trace --port") return ;;
    "trace -i"|"trace --identity") compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -f -- "$cur")); return ;;
    "trace -J"|"trace --jump") _idletrace_hosts "$cur"; return ;;
    "trace --max") return ;;
    "trace --first") return ;;
    "trace --resolution") return ;;
    "trace --connections") return ;;
    "trace --logins") return ;;
    "trace --require") return ;;
    "trace --forbid") return ;;
    "trace --color") COMPREPLY+=($(compgen -W "auto always never" -- "$cur")); return ;;
    "trace --journal") compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -f -- "$cur")); return ;;
    "inspect -F"|"inspect --ssh-config") compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -f -- "$cur")); return ;;
    "inspect -o"|"inspect --ssh-option") return ;;
    "inspect -p"|"inspect --port") return ;;
    "inspect -i"|"inspect --identity") compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -f -- "$cur")); return ;;
    "inspect -J"|"inspect --jump") _idletrace_hosts "$cur"; return ;;
    "inspect --color") COMPREPLY+=($(compgen -W "auto always never" -- "$cur")); return ;;
    "pcap --html") compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -f -- "$cur")); return ;;
    "pcap --host") return ;;
    "pcap --port") return ;;
    "pcap --idle-over") return ;;
    "pcap --ended-by") COMPREPLY+=($(compgen -W "client server middlebox nobody-seen unknown fin reset silent open refused connect-timeout" -- "$cur")); return ;;
    "pcap --color") COMPREPLY+=($(compgen -W "auto always never" -- "$cur")); return ;;
    "fix --client") return ;;
    "fix --file") compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -f -- "$cur")); return ;;
    "fix --interval") return ;;
    "fix --from") return ;;
    "fix --snippet") return ;;
    "verify -F"|"verify --ssh-config") compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -f -- "$cur")); return ;;
    "verify -o"|"verify --ssh-option") return ;;
    "verify -p"|"verify --port") return ;;
    "verify -i"|"verify --identity") compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -f -- "$cur")); return ;;
    "verify -J"|"verify --jump") _idletrace_hosts "$cur"; return ;;
    "verify --limit") return ;;
    "verify --from") return ;;
    "replay --color") COMPREPLY+=($(compgen -W "auto always never" -- "$cur")); return ;;
    "explain --color") COMPREPLY+=($(compgen -W "auto always never" -- "$cur")); return ;;
    "lint --format") COMPREPLY+=($(compgen -W "human json sarif unix" -- "$cur")); return ;;
    "lint --for") _idletrace_hosts "$cur"; return ;;
    "lint --fail-on") COMPREPLY+=($(compgen -W "info warning error" -- "$cur")); return ;;
    "lint --openssh") return ;;
    "lint --color") COMPREPLY+=($(compgen -W "auto always never" -- "$cur")); return ;;
    "logs --since") return ;;
    "logs --user") return ;;
    "logs --host") _idletrace_hosts "$cur"; return ;;
    "logs --color") COMPREPLY+=($(compgen -W "auto always never" -- "$cur")); return ;;
    "lab run --user") return ;;
  esac
  if [[ $cur == -* ]]; then
    case $command in
      "trace") COMPREPLY=($(compgen -W "-F --ssh-config -o --ssh-option -p --port -i --identity -J --jump --max --first --resolution --connections --logins --require --forbid --fix --yes --json --quiet --color --ascii --journal --no-journal --help" -- "$cur")) ;;
      "inspect") COMPREPLY=($(compgen -W "-F --ssh-config -o --ssh-option -p --port -i --identity -J --jump --json --quiet --color --ascii --help" -- "$cur")) ;;
      "pcap") COMPREPLY=($(compgen -W "--json --json-lines --html --all --only-interesting -f --follow --host --port --ssh --idle-over --ended-by --quiet --color --ascii --help" -- "$cur")) ;;
      "fix") COMPREPLY=($(compgen -W "--client --file --interval --from --server --snippet --dry-run --yes --force --json --help" -- "$cur")) ;;
      "verify") COMPREPLY=($(compgen -W "-F --ssh-config -o --ssh-option -p --port -i --identity -J --jump --limit --from --json --help" -- "$cur")) ;;
      "undo") COMPREPLY=($(compgen -W "--list --json --help" -- "$cur")) ;;
      "clients") COMPREPLY=($(compgen -W "--json --help" -- "$cur")) ;;
      "replay") COMPREPLY=($(compgen -W "--json --color --ascii --help" -- "$cur")) ;;
      "explain") COMPREPLY=($(compgen -W "--json --color --ascii --help" -- "$cur")) ;;
      "lint") COMPREPLY=($(compgen -W "--json --format --for --fail-on --openssh --color --ascii --help" -- "$cur")) ;;
      "logs") COMPREPLY=($(compgen -W "--json --jsonl --since --user --host --color --ascii --quiet --help" -- "$cur")) ;;
      "lab list") COMPREPLY=($(compgen -W "--json --help" -- "$cur")) ;;
      "lab up") COMPREPLY=($(compgen -W "--help" -- "$cur")) ;;
      "lab run") COMPREPLY=($(compgen -W "--user --help" -- "$cur")) ;;
      "lab down") COMPREPLY=($(compgen -W "--help" -- "$cur")) ;;
      "schema") COMPREPLY=($(compgen -W "--help" -- "$cur")) ;;
      "completion") COMPREPLY=($(compgen -W "--help" -- "$cur")) ;;
      "man") COMPREPLY=($(compgen -W "--help" -- "$cur")) ;;
    esac
    return
  fi
  if [[ $COMP_CWORD -eq 1 ]]; then COMPREPLY=($(compgen -W "trace inspect pcap fix verify undo clients replay explain lint logs lab schema completion man" -- "$cur")); fi
  case $command in
    "trace") _idletrace_hosts "$cur" ;;
    "inspect") _idletrace_hosts "$cur" ;;
    "pcap") compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -f -- "$cur")) ;;
    "fix") _idletrace_hosts "$cur" ;;
    "verify") _idletrace_hosts "$cur" ;;
    "replay") compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -f -- "$cur")) ;;
    "lint") compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -f -- "$cur")) ;;
    "logs") compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -f -- "$cur")) ;;
    "lab up") compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -f -- "$cur")) ;;
    "lab run") compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -f -- "$cur")) ;;
    "schema") COMPREPLY+=($(compgen -W "report pcap inspect explain logs" -- "$cur")) ;;
    "completion") COMPREPLY+=($(compgen -W "bash zsh fish" -- "$cur")) ;;
  esac
}
complete -F _idletrace idletrace
