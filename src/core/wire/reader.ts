/** A capture file of any kind, read as it comes. */
import type { Intake } from './intake.ts';
import type { Packet } from './packet.ts';
import { PcapReader } from './pcap-reader.ts';
import { PcapngReader } from './pcapng-reader.ts';

export interface CaptureReader {
  /** Fills the register with the next packet; one of `READ`. After `broken` nothing more comes, and {@link problem} says why. */
  next(packet: Packet): number;
  readonly problem: string;
  /** Packets read so far. */
  readonly frames: number;
  /** Milliseconds since 1970 of the first packet; NaN: none, or it has no time. */
  readonly startedAtEpochMs: number;
}

/** The reader that the first octets ask for; `undefined`: more are needed; a text: why there is none. */
export function readerFor(intake: Intake): CaptureReader | undefined | string {
  if (!intake.has(MAGIC_BYTES)) return undefined;
  const magic = intake.view.getUint32(intake.at);
  if (magic === PCAPNG_MAGIC) return new PcapngReader(intake);
  const form = PcapReader.formOf(magic);
  if (form !== undefined) return new PcapReader(intake, form);
  return `is no capture file: it begins with ${magic.toString(16).padStart(8, '0')}, and neither pcap nor pcapng does`;
}

const MAGIC_BYTES = 4;
const PCAPNG_MAGIC = 0x0a0d0d0a;
