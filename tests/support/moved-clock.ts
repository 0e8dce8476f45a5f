/**
 * The variables by which a program, and what it starts, sees a clock that is some days ahead. They load the library by themselves: the command `faketime` fails
 * when an earlier process of its id has left a semaphore behind, as each Python program does that loads the library.
 */
export function movedClock(days: number): Readonly<Record<"LD_PRELOAD" | "FAKETIME", string>> {
  return { LD_PRELOAD: "/usr/$LIB/faketime/libfaketime.so.1", FAKETIME: `+${days}d` };
}

/** The command that starts another one under {@link movedClock}. */
export function withMovedClock(days: number): readonly string[] {
  return ["env", ...Object.entries(movedClock(days)).map(([name, value]) => `${name}=${value}`)];
}
