/**
 * Ten million mutated packets through decoder, flows and judges: nothing may throw, hang or grow without bound.
 * `node build/bench/pcap-fuzz.js [PACKETS] [FOLDER...]`: captures of the folders are the seeds, beside the tests' own.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Capture } from '../src/core/capture/capture.ts';
import { connectionReport } from '../src/core/capture-report/connection.ts';
import { judgeEnding } from '../src/core/endings/judge-ending.ts';
import { seenOf } from '../src/core/endings/seen.ts';
import { Intake } from '../src/core/wire/intake.ts';
import { Packet } from '../src/core/wire/packet.ts';
import { readerFor } from '../src/core/wire/reader.ts';
import { frameOf, opening } from '../test/core/capture/packets.ts';
import { mutated } from '../test/core/wire/mutation.ts';

interface Seed {
  readonly octets: Uint8Array;
  readonly linkType: number;
}

const WANTED = Number(process.argv[2] ?? 10_000_000);
const FOLDERS = process.argv.slice(3);
const SEED = 20_261_124;
const MOST_FLOWS = 20_000;
const MOST_HEAP_BYTES = 1024 * 1024 * 1024;
const SLOW_MS = 1000;

function seedsOf(path: string): readonly Seed[] {
  const intake = new Intake();
  intake.push(readFileSync(path));
  const reader = readerFor(intake);
  if (reader === undefined || typeof reader === 'string') return [];
  const packet = new Packet();
  const seeds: Seed[] = [];
  while (seeds.length < 400 && reader.next(packet) === 1) {
    const octets = new Uint8Array(packet.view.buffer as ArrayBuffer, packet.at, packet.end - packet.at).slice(
      0,
      512,
    );
    seeds.push({ octets, linkType: packet.linkType });
  }
  return seeds;
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesIn(path) : /cap/.test(name) ? [path] : [];
  });
}

function main(): void {
  const own = opening(true).map((segment) => ({ octets: frameOf(segment), linkType: 1 }));
  const seeds = [...own, ...FOLDERS.flatMap(filesIn).flatMap(seedsOf)];
  const packet = new Packet();
  let judged = 0;
  let mostHeapBytes = 0;
  let slowestMs = 0;
  let capture = captureOf();
  const startedAtMs = performance.now();
  function captureOf(): Capture {
    return new Capture((flow) => {
      const seen = seenOf(flow, flow.lastAtMs + 1000);
      connectionReport(seen, judgeEnding(seen), 0);
      judged += 1;
      return false;
    }, MOST_FLOWS);
  }
  for (let i = 0; i < WANTED; i += 1) {
    const seed = seeds[i % seeds.length]!;
    const octets = mutated(seed.octets, SEED + i);
    packet.view = new DataView(octets.buffer as ArrayBuffer, octets.byteOffset, octets.byteLength);
    packet.at = 0;
    packet.end = octets.length;
    packet.wireEnd = octets.length + (i % 7 === 0 ? 1000 : 0);
    packet.linkType = i % 50 === 0 ? i % 290 : seed.linkType;
    packet.frame = i + 1;
    packet.atMs = i * 3 + (i % 1013 === 0 ? -100_000 : 0);
    const beganAtMs = i % 1000 === 0 ? performance.now() : 0;
    capture.take(packet);
    if (i % 1000 !== 0) continue;
    slowestMs = Math.max(slowestMs, performance.now() - beganAtMs);
    if (i % 500_000 !== 0) continue;
    mostHeapBytes = Math.max(mostHeapBytes, process.memoryUsage().heapUsed);
    capture.close();
    capture = captureOf();
  }
  capture.close();
  const seconds = (performance.now() - startedAtMs) / 1000;
  const megabytes = Math.round(mostHeapBytes / 1024 / 1024);
  console.log(
    `${WANTED} mutated packets from ${seeds.length} seeds in ${seconds.toFixed(0)} s: ${judged} connections judged, no exception, heap at most ${megabytes} MB, slowest packet looked at ${slowestMs.toFixed(1)} ms`,
  );
  if (mostHeapBytes > MOST_HEAP_BYTES || slowestMs > SLOW_MS) process.exitCode = 1;
}

main();
