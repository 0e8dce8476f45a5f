/** Calls `bark` when it has not been fed for a while. Starts with the first feeding. */
export class Watchdog {
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(
    readonly milliseconds: number,
    readonly bark: () => void,
  ) {}

  feed(): void {
    if (this.#stopped) return;
    if (this.#timer) this.#timer.refresh();
    else this.#timer = setTimeout(this.bark, this.milliseconds);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }
}
