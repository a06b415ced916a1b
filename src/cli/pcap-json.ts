/** The report as JSON, written connection by connection: a hundred thousand of them are never held at once. */
import { once } from 'node:events';
import type { CaptureReport } from '../core/capture-report/model.ts';
import type { Survey } from '../core/capture-report/survey.ts';

export async function writeJson(
  survey: Survey,
  files: CaptureReport['files'],
  stdout: NodeJS.WriteStream,
): Promise<void> {
  const put = batched(stdout);
  await put(`{\n"schema": "idletrace.pcap/1",\n"files": ${JSON.stringify(files)},\n"connections": [`);
  let separator = '\n';
  for (const connection of survey.reports()) {
    await put(`${separator}${JSON.stringify(connection)}`);
    separator = ',\n';
  }
  const tail = { limits: survey.limits(), silences: survey.silences(), endings: survey.endings() };
  await put(`\n],\n${JSON.stringify(tail).slice(1, -1)}\n}\n`);
  await put.flush();
}

export async function writeJsonLines(survey: Survey, stdout: NodeJS.WriteStream): Promise<void> {
  const put = batched(stdout);
  for (const connection of survey.reports()) await put(`${JSON.stringify(connection)}\n`);
  await put.flush();
}

interface Put {
  (text: string): Promise<void>;
  flush(): Promise<void>;
}

function batched(stdout: NodeJS.WriteStream): Put {
  let waiting = '';
  const flush = async (): Promise<void> => {
    const text = waiting;
    waiting = '';
    if (text !== '' && !stdout.destroyed && !stdout.write(text)) await drained(stdout);
  };
  const put = async (text: string): Promise<void> => {
    waiting += text;
    if (waiting.length >= BATCH) await flush();
  };
  return Object.assign(put, { flush });
}

/** Room again, or nobody reads any more. */
async function drained(stdout: NodeJS.WriteStream): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  const either = [once(stdout, 'drain', { signal }), once(stdout, 'close', { signal })];
  // Who reads may go away: what is left is written to nobody.
  await Promise.race(either).catch(() => undefined);
  over.abort();
  await Promise.allSettled(either);
}

const BATCH = 64 * 1024;
