import type * as v from "valibot";
import type { Found, Importing, NotImportable } from "./importing";

/** Tells the user what a resource is at, for as long as it is: a word or a few, no secret. */
export type Report = (step: string) => void;

/** A schema for each input, optional ones as well. */
export type InputRules<Inputs> = { readonly [Key in keyof Inputs]-?: v.GenericSchema };

/** What a kind of resource is, to the engine. */
export interface ResourceTraits<Inputs, Outputs extends Inputs> {
  /** What each input must be. */
  readonly rules: InputRules<Inputs>;
  /** The secret properties: encrypted in state, hidden on the screen. */
  readonly secrets: readonly (keyof Outputs & string)[];
  /** The inputs by which it is another resource. */
  readonly replacedBy: readonly (keyof Inputs & string)[];
  /** What it has beside its inputs. */
  readonly computed: readonly (keyof Outputs & string)[];
  /**
   * Whether its world changes by itself, and asking is cheap: the engine then reads it before it decides on an update.
   * @default it is read by a refresh alone
   */
  readonly isReadFirst?: true;
}

/** Whether the world has to change, and how. */
export interface Verdict {
  readonly changes: boolean;
  /** The properties by which another resource is made. */
  readonly replaces: readonly string[];
  /**
   * What calls for a change beside the inputs: found on a host, or due.
   * @default nothing
   */
  readonly because?: readonly string[];
}

/** What the engine asks of a resource that tlsup carries out itself: plain values in, plain values out. */
export interface ResourceOperations<Inputs, Outputs extends Inputs> extends ResourceTraits<Inputs, Outputs> {
  create(inputs: Inputs, report?: Report): Promise<{ readonly id: string; readonly outs: Outputs }>;
  /** Decides from values alone: it never connects anywhere. */
  diff(id: string, olds: Outputs, news: Inputs): Verdict;
  /**
   * What an update leaves as it is, of {@link computed}: a preview knows it.
   * @default nothing
   */
  keeps?(olds: Outputs, news: Inputs): readonly (keyof Outputs & string)[];
  /**
   * What else of {@link computed} follows from values alone: a preview knows it. `olds` is absent when the resource is to be made.
   * @default nothing
   */
  foresees?(news: Inputs, olds?: Outputs): Partial<Outputs>;
  /**
   * What making the change will do beyond what the places at which the resource differs show: a sentence each, for a preview. What is not known yet is not in
   * `news`; `olds` is what is changed or replaced, and absent when the resource is new.
   * @default nothing
   */
  effects?(news: Partial<Inputs>, olds?: Outputs): readonly string[] | Promise<readonly string[]>;
  /**
   * Why the resource must not become what the program wants: a preview ends with it, by input. `olds` are the inputs that it has now.
   * @default nothing
   */
  refusals?(news: Partial<Inputs>, olds: Inputs): Readonly<Partial<Record<keyof Inputs & string, string>>>;
  update(id: string, olds: Outputs, news: Inputs, report?: Report): Promise<{ readonly outs: Outputs }>;
  /** What is really there, and the inputs that would have made it. */
  read(id: string, known: Outputs): Promise<Found<Inputs, Outputs>>;
  /** How `pulumi import` finds one that this stack has not made, or why it cannot. */
  readonly importing: Importing<Inputs, Outputs> | NotImportable;
  delete(id: string, known: Outputs): Promise<void>;
}
