import { no, type Rule, UNKNOWN, yes } from '../rule.ts';

/** The connections were bound to an address that this machine no longer has: nothing of theirs leaves it. */
export const clientAddressChange: Rule = {
  causes: ['client-address-change', 'vpn-idle-or-rekey'],
  kind: 'not-idle',
  question: 'Did this machine lose the address that its connections have?',
  cites: ['ip(7): a bound address stays that of the socket', 'lab: an interface gets another address'],
  layer: 'client-host',
  policy: 'no',
  judge({ addressLost, control }) {
    if (control.lived === 'yes') return no('control-lived');
    return addressLost !== undefined && control.lived === 'no' ? yes('address-lost') : UNKNOWN;
  },
};
