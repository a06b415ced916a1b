/** All settings that idletrace can explain. */
import type { Setting } from './setting.ts';
import { networkSettings } from './settings/network.ts';
import { sshSettings } from './settings/ssh.ts';
import { systemSettings } from './settings/system.ts';

export const SETTINGS: readonly Setting[] = [...sshSettings, ...systemSettings, ...networkSettings];
