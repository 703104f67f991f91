import type { Dispatcher } from 'undici';
import { CallAborted, NoInstance } from './errors.ts';

/** How a client gets to one of a service's instances; given to `HttpClient` and `Proxy`. */
export type Route = Dispatcher.DispatcherComposeInterceptor;

interface Member {
  readonly origin: string;
  inFlight: number;
  failuresInARow: number;
  ejections: number;
  /** Epoch milliseconds. */
  ejectedUntil: number;
}

const FAILURES_TO_EJECT = 5;
const EJECTED_MS = 10_000;
const LONGEST_EJECTED_MS = 300_000;
/** How long a request waits for the first list of instances. */
const FIRST_LIST_MS = 500;

/**
 * Sends each request to one instance of a service: of two taken at random, to the less busy one. An instance that fails
 * five times in a row gets nothing for a while, each time for longer; half of the instances always stay.
 */
export class Balancer {
  private readonly name: string;
  private members: readonly Member[] | undefined;
  private waiting: (() => void)[] = [];

  constructor(name: string) {
    this.name = name;
  }

  /** Takes over the list of origins (`http://10.0.0.1:3000`); what is known about those that stay is kept. */
  update(origins: readonly string[]): void {
    const known = new Map(this.members?.map((member) => [member.origin, member]));
    this.members = origins.map(
      (origin) => known.get(origin) ?? { origin, inFlight: 0, failuresInARow: 0, ejections: 0, ejectedUntil: 0 },
    );
    for (const resume of this.waiting.splice(0)) resume();
  }

  /** For undici: sends requests to an instance, whatever the host of their URL. */
  readonly route: Route = (dispatch) => (options, handler) => {
    const go = (): boolean => {
      const member = this.pick();
      if (member)
        return dispatch(
          { ...options, origin: member.origin },
          observed(handler, (failed) => this.record(member, failed)),
        );
      handler.onResponseError?.(null as never, new NoInstance(this.name));
      return true;
    };
    if (this.members !== undefined) return go();
    void this.firstList(Math.min(FIRST_LIST_MS, options.headersTimeout ?? FIRST_LIST_MS)).then(go);
    return true;
  };

  private record(member: Member, failed: boolean): void {
    member.inFlight--;
    if (!failed) {
      member.failuresInARow = 0;
      member.ejections = 0;
      return;
    }
    const now = Date.now();
    const members = this.members ?? [];
    const out = members.filter(({ ejectedUntil }) => ejectedUntil > now).length;
    if (++member.failuresInARow < FAILURES_TO_EJECT || (out + 1) * 2 > members.length) return;
    member.failuresInARow = 0;
    member.ejectedUntil = now + Math.min(LONGEST_EJECTED_MS, EJECTED_MS * 2 ** member.ejections++);
  }

  private pick(): Member | undefined {
    const now = Date.now();
    const fit = (this.members ?? []).filter(({ ejectedUntil }) => ejectedUntil <= now);
    const first = Math.floor(Math.random() * fit.length);
    const second = (first + 1 + Math.floor(Math.random() * (fit.length - 1))) % fit.length;
    const [one, other] = [fit[first], fit[second]];
    const member = one && other && other.inFlight < one.inFlight ? other : one;
    if (member) member.inFlight++;
    return member;
  }

  private async firstList(timeoutMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      timer = setTimeout(resolve, timeoutMs);
      this.waiting.push(resolve);
    });
    clearTimeout(timer);
  }
}

/** Passes everything on, and tells the balancer once how the request ended. */
function observed(handler: Dispatcher.DispatchHandler, onEnd: (failed: boolean) => void): Dispatcher.DispatchHandler {
  let failed = false;
  let isOver = false;
  const end = (badly: boolean): void => {
    if (!isOver) onEnd(badly);
    isOver = true;
  };
  return {
    onRequestStart: (...args) => handler.onRequestStart?.(...args),
    onRequestUpgrade: (...args) => handler.onRequestUpgrade?.(...args),
    onResponseStart: (...args) => {
      failed = [502, 503, 504].includes(args[1]);
      handler.onResponseStart?.(...args);
    },
    onResponseData: (...args) => handler.onResponseData?.(...args),
    onResponseEnd: (...args) => {
      end(failed);
      handler.onResponseEnd?.(...args);
    },
    onResponseError: (...args) => {
      // A caller who left says nothing about the instance; time that ran out does.
      end(!(args[1] instanceof CallAborted));
      handler.onResponseError?.(...args);
    },
  };
}
