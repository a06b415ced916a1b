/** What is remembered of an SSH conversation; how it is read is in `ssh-talk.ts`. */

export interface SshTalk {
  readonly a: SshEnd;
  readonly b: SshEnd;
  /** Another protocol was spoken first, whatever the port. */
  isOther: boolean;
}

export interface SshEnd {
  /** Its identification line, `SSH-2.0-OpenSSH_9.6`; '': not seen. */
  banner: string;
  segments: number;
  /** Octets of a clear packet that are still to come. */
  skipBytes: number;
  isEncrypted: boolean;
  /** Frame of its NEWKEYS; 0: not seen. */
  newKeysFrame: number;
  encryptedSegments: number;
  encryptedBytes: number;
  /** Small segments by themselves, as typed keys are. */
  lonelySmall: number;
  lastAtMs: number;
  lastBytes: number;
  lastFrame: number;
}
