/** Shows a person the current step and its duration so far. */
export interface Progress {
  /** Runs `action` under the title `what`; `tell` replaces the detail that is shown behind the title. */
  step<T>(what: string, action: (tell: (detail: string) => void) => Promise<T>): Promise<T>;
}

/** Where progress is shown. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

interface Step {
  readonly what: string;
  readonly started: number;
  detail: string;
  shown: boolean;
}

/** A rewritten line keeps a terminal alive, but would only make a log file grow. */
const interval = { terminal: 1_000, file: 15_000 };
const clearLine = "\r\x1b[2K";

/** `4 s`, `2 min 5 s`, `1 h 0 min`. */
export function formatElapsed(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/**
 * Shows steps on `output`: on a terminal one live line, elsewhere one line every 15 seconds. A step that
 * ends before its first line is due shows nothing.
 */
export function showProgress(output: ProgressOutput): Progress {
  const running = new Set<Step>();
  const live = output.isTTY === true;
  let timer: NodeJS.Timeout | undefined;

  const line = (step: Step): string => {
    const detail = step.detail ? `: ${step.detail}` : "";
    return `${step.what} (${formatElapsed(Date.now() - step.started)})${detail}`;
  };

  const show = (): void => {
    const lines = [...running].map((step) => {
      step.shown = true;
      return line(step);
    });
    if (live) output.write(clearLine + lines.join(" | ").slice(0, (output.columns ?? 80) - 1));
    else output.write(lines.map((text) => `${text}\n`).join(""));
  };

  const finish = (step: Step, outcome: "done" | "failed"): void => {
    running.delete(step);
    if (running.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
    if (!step.shown) return;
    output.write(`${live ? clearLine : ""}${step.what}: ${outcome} after ${formatElapsed(Date.now() - step.started)}\n`);
  };

  return {
    async step(what, action) {
      const step: Step = { what, started: Date.now(), detail: "", shown: false };
      running.add(step);
      timer ??= setInterval(show, live ? interval.terminal : interval.file);
      try {
        const result = await action((detail) => (step.detail = detail));
        finish(step, "done");
        return result;
      } catch (error) {
        finish(step, "failed");
        throw error;
      }
    },
  };
}
