/** What `fix`, `undo`, `clients` and `verify` write with `--json`, version 1. Their schemas are generated from these definitions. */
import * as v from 'valibot';

const setting = v.nullable(v.union([v.string(), v.number(), v.boolean()]));
const settings = v.record(v.string(), setting);

const typed = v.object({
  client: v.string(),
  file: v.string(),
  session: v.nullable(v.string()),
  /** The characters, in print. */
  what: v.string(),
  everySeconds: v.nullable(v.number()),
  /** This change ends it. */
  ended: v.boolean(),
  harm: v.string(),
});

export const fixSchema = v.object({
  schema: v.literal('idletrace.fix/1'),
  /** null: all hosts or sessions. */
  target: v.nullable(v.string()),
  dryRun: v.boolean(),
  /** null: no keepalive is right, and `refused` says why. */
  interval: v.nullable(
    v.object({
      seconds: v.number(),
      basis: v.picklist(['proven', 'not-proven', 'asked-for', 'guess']),
      why: v.string(),
    }),
  ),
  refused: v.nullable(
    v.object({
      because: v.picklist(['policy', 'no-limit', 'no-verdict']),
      why: v.string(),
      evidence: v.array(v.string()),
    }),
  ),
  changes: v.array(
    v.object({
      client: v.string(),
      file: v.string(),
      encoding: v.string(),
      bom: v.boolean(),
      /** Unified. */
      diff: v.string(),
      /** As the file says it afterwards. */
      settings,
      sessions: v.array(v.object({ session: v.nullable(v.string()), before: settings, after: settings })),
      why: v.string(),
    }),
  ),
  /** What is as good or better already. */
  left: v.array(
    v.object({ client: v.string(), file: v.string(), session: v.nullable(v.string()), why: v.string() }),
  ),
  /** Programs that type characters by themselves. */
  typed: v.array(typed),
  notes: v.array(v.string()),
  /** For `idletrace undo`; null: nothing was changed. */
  undoId: v.nullable(v.string()),
  /** What the programs themselves said after the change. */
  verifiedBy: v.array(v.string()),
});

export type FixDocument = v.InferOutput<typeof fixSchema>;

/** `elsewhere`: on a server, which was not asked. */
const fileState = v.picklist(['applied', 'as-before', 'edited', 'removed', 'elsewhere']);

export const undoSchema = v.object({
  schema: v.literal('idletrace.undo/1'),
  changes: v.array(
    v.object({
      id: v.string(),
      at: v.string(),
      command: v.string(),
      undoneAt: v.nullable(v.string()),
      files: v.array(
        v.object({
          path: v.string(),
          /** null: this machine. */
          server: v.nullable(v.string()),
          client: v.string(),
          state: fileState,
        }),
      ),
    }),
  ),
  /** Taken back just now; null: nothing was. */
  undone: v.nullable(v.string()),
});

export type UndoDocument = v.InferOutput<typeof undoSchema>;

export const clientsSchema = v.object({
  schema: v.literal('idletrace.clients/1'),
  clients: v.array(
    v.object({
      id: v.string(),
      name: v.string(),
      installed: v.picklist(['yes', 'no']),
      /** What to do where no file can be edited; null: `idletrace fix --client ID` edits it. */
      instead: v.nullable(v.string()),
      sessions: v.array(
        v.object({
          session: v.nullable(v.string()),
          host: v.nullable(v.string()),
          file: v.string(),
          kind: v.picklist(['ssh-message', 'none', 'unknown']),
          /** null: not sent, or the file does not say how often. */
          seconds: v.nullable(v.number()),
          /** Whether it is shorter than the limit that was measured for that host. */
          beatsLimit: v.picklist(['yes', 'no', 'unknown']),
          limitMs: v.nullable(v.number()),
          tcpKeepAlive: v.picklist(['yes', 'no', 'unknown']),
          typed: v.nullable(
            v.object({ what: v.string(), everySeconds: v.nullable(v.number()), harm: v.string() }),
          ),
          settings,
          notes: v.array(v.string()),
        }),
      ),
    }),
  ),
});

export type ClientsDocument = v.InferOutput<typeof clientsSchema>;
