/** Calls `bark` if it is not fed for a while. Starts when it is first fed. */
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
