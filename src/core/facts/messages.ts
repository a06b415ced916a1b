/** All messages that are explained though no cause of the catalogue owns them. */
import type { Message } from './message.ts';
import { clientMessages } from './messages/clients.ts';
import { serverMessages } from './messages/servers.ts';

export const MESSAGES: readonly Message[] = [...clientMessages, ...serverMessages];
