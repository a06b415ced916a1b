/** The loop that reads a capture: octets in, packets out, until the end or until the file is broken. */
import type { Capture } from '../core/capture/capture.ts';
import { Intake } from '../core/wire/intake.ts';
import { Packet } from '../core/wire/packet.ts';
import { type CaptureReader, readerFor } from '../core/wire/reader.ts';
import { READ } from '../core/wire/read-step.ts';

/** Where octets come from; an adapter is one. */
export interface OctetSource {
  readInto(intake: Intake): Promise<boolean>;
  problem(): string | undefined;
}

export interface CaptureRead {
  readonly packets: number;
  /** One line; `undefined`: read to its end, which is whole. */
  readonly warning: string | undefined;
  /** Milliseconds since 1970 of the first packet; NaN: none. */
  readonly startedAtEpochMs: number;
}

/** `onFill` is called after each piece, with what was read so far and whether the source waits for more. */
export async function readCapture(
  source: OctetSource,
  capture: Capture,
  onFill: (readBytes: number) => Promise<void> | void,
): Promise<CaptureRead> {
  const intake = new Intake();
  const packet = new Packet();
  let reader: CaptureReader | undefined;
  for (;;) {
    const goesOn = await source.readInto(intake);
    if (reader === undefined) {
      const found = readerFor(intake);
      if (typeof found === 'string') return { packets: 0, warning: found, startedAtEpochMs: Number.NaN };
      reader = found;
    }
    const step = reader === undefined ? READ.more : takeAll(reader, packet, capture);
    const told = onFill(intake.offsetBytes);
    if (told !== undefined) await told;
    if (goesOn && step !== READ.broken) continue;
    return {
      packets: capture.packets,
      warning: warningOf(reader, source, intake),
      startedAtEpochMs: reader?.startedAtEpochMs ?? Number.NaN,
    };
  }
}

function takeAll(reader: CaptureReader, packet: Packet, capture: Capture): number {
  for (;;) {
    const step = reader.next(packet);
    if (step !== READ.packet) return step;
    capture.take(packet);
  }
}

function warningOf(
  reader: CaptureReader | undefined,
  source: OctetSource,
  intake: Intake,
): string | undefined {
  const trouble = source.problem();
  const after = reader === undefined ? 'at its beginning' : `after frame ${reader.frames}`;
  if (trouble !== undefined) return `could not be read on ${after}: ${trouble}`;
  if (reader === undefined) return intake.end === 0 ? 'is empty' : 'is too short for a capture file';
  if (reader.problem !== '') return `is damaged: ${reader.problem}; read up to there`;
  const left = intake.end - intake.at;
  return left > 0 ? `is cut off ${after}: ${left} octets of the next are there` : undefined;
}
