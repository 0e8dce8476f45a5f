/** Tells the user what a resource is at, for as long as it is: a word or a few, no secret. */
export type Report = (step: string) => void;

/** What the engine asks of a resource that tlsup carries out itself: plain values in, plain values out. */
export interface ResourceOperations<Inputs, Outputs extends Inputs> {
  create(inputs: Inputs, report?: Report): Promise<{ readonly id: string; readonly outs: Outputs }>;
  /** Decides from values alone: it never connects anywhere. */
  diff(id: string, olds: Outputs, news: Inputs): { readonly changes: boolean; readonly replaces: readonly string[] };
  update(id: string, olds: Outputs, news: Inputs, report?: Report): Promise<{ readonly outs: Outputs }>;
  /** What is really there, and the inputs that would have made it. */
  read(id: string, known: Outputs): Promise<{ readonly id: string; readonly props: Outputs; readonly inputs: Inputs }>;
  delete(id: string, known: Outputs): Promise<void>;
}
