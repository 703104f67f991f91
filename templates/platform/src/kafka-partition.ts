import type { KafkaMessage } from 'kafkajs';

/** What was committed for a partition: all before `offset` is settled; `starts` processes began with it and ended there. */
export interface Committed {
  readonly offset: number;
  readonly starts: number;
}

/** One partition that this process has: what it took of it, and up to where all of that is settled. */
export class Partition {
  readonly index: number;
  /** Aborted when another process has it. */
  readonly lost = new AbortController();
  private readonly found: Committed;
  private readonly open = new Set<number>();
  private readonly lanes = new Map<string, Promise<void>>();
  private next: number;

  constructor(index: number, found: Committed) {
    this.index = index;
    this.found = found;
    this.next = found.offset;
  }

  /** False when it was taken before: after each change in the group everything that is not committed is read again. */
  take({ offset }: KafkaMessage): boolean {
    if (Number(offset) < this.next) return false;
    this.open.add(Number(offset));
    this.next = Number(offset) + 1;
    return true;
  }

  settle({ offset }: KafkaMessage): void {
    this.open.delete(Number(offset));
  }

  /** What to commit; `leaving`: the process lets go of it in good order, which is no failure of the event it was at. */
  committed(leaving = false): Committed {
    // Offsets are taken in their order, so the first one is the lowest.
    const [offset = this.next] = this.open;
    const starts = offset === this.found.offset ? this.found.starts : 0;
    return { offset, starts: leaving ? starts : starts + 1 };
  }

  /** How many processes ended while this was the oldest event that was not settled. */
  crashes({ offset }: KafkaMessage): number {
    return Number(offset) === this.found.offset ? this.found.starts : 0;
  }

  /** Whether an event has to wait for the one that several processes ended at, so that it is known which one does that. */
  isSuspended({ offset }: KafkaMessage): boolean {
    const { offset: suspect, starts } = this.found;
    return starts > 1 && Number(offset) !== suspect && this.open.has(suspect);
  }

  /** Runs what has the same key one after the other. */
  async inLane({ key }: KafkaMessage, run: () => Promise<void>): Promise<void> {
    const lane = key?.toString();
    if (lane === undefined) return run();
    const mine = (this.lanes.get(lane) ?? Promise.resolve()).then(run);
    this.lanes.set(lane, mine);
    await mine;
    if (this.lanes.get(lane) === mine) this.lanes.delete(lane);
  }
}
