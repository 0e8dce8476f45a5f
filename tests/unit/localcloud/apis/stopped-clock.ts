/** Stops the clock and nothing else, until `jest.useRealTimers()`: whatever is made meanwhile is made at the same time. */
export function stopClock(): void {
  jest.useFakeTimers({
    now: Date.parse("2026-01-01T00:00:00Z"),
    doNotFake: [
      "hrtime",
      "nextTick",
      "performance",
      "queueMicrotask",
      "setImmediate",
      "clearImmediate",
      "setInterval",
      "clearInterval",
      "setTimeout",
      "clearTimeout",
    ],
  });
}
