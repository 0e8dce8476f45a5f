const listeners = new Set<() => void>();

/** Lets `listener` hear that the engine asks to end; returns the way to stop that. */
export function onCancel(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Tells whatever is under way that the engine asks to end, as it does at the first Ctrl-C. */
export function cancel(): void {
  for (const listener of listeners) listener();
}
