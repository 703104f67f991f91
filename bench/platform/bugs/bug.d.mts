/** A bug that somebody might make; bug.mjs says what each of its parts is. */
export interface Bug {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly test: string;
  readonly fails: readonly string[];
}
