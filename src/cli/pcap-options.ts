/** What `idletrace pcap` is asked for. */
import type { CaptureFilter } from '../core/capture-report/filter.ts';
import type { ColorChoice } from './trace-options.ts';

export interface PcapOptions {
  /** `-`: standard input. */
  readonly paths: readonly string[];
  readonly json: boolean;
  /** A line per connection. */
  readonly jsonLines: boolean;
  /** Where the page goes; `undefined`: none is wanted. */
  readonly htmlPath: string | undefined;
  readonly all: boolean;
  readonly follow: boolean;
  readonly filter: CaptureFilter;
  readonly quiet: boolean;
  readonly color: ColorChoice;
  readonly ascii: boolean;
}
