import type * as v from "valibot";
import type { Found, Importing, NotImportable } from "./importing";

/** Shows the user a resource's current step until the next one: a few words, no secret. */
export type Report = (step: string) => void;

/** A schema for each input, optional ones included. */
export type InputRules<Inputs> = { readonly [Key in keyof Inputs]-?: v.GenericSchema };

/** What the engine must know about a kind of resource. */
export interface ResourceTraits<Inputs, Outputs extends Inputs> {
  /** The rules for each input. */
  readonly rules: InputRules<Inputs>;
  /** The secret properties: encrypted in state, hidden on the screen. */
  readonly secrets: readonly (keyof Outputs & string)[];
  /** The inputs whose change makes a replacement necessary. */
  readonly replacedBy: readonly (keyof Inputs & string)[];
  /** The properties that are not inputs. */
  readonly computed: readonly (keyof Outputs & string)[];
  /**
   * Whether the engine reads the resource before it decides on an update, as it changes without tlsup and reading it is cheap. A
   * function decides it from the outputs.
   * @default only a refresh reads it
   */
  readonly isReadFirst?: true | ((outs: Outputs) => boolean);
  /**
   * Whether a preview asks for the effects only once every input is known.
   * @default it asks with what is known
   */
  readonly foretellsWhole?: true;
}

/** Whether the resource must change, and how. */
export interface Verdict {
  readonly changes: boolean;
  /** The properties whose change calls for a replacement. */
  readonly replaces: readonly string[];
  /**
   * Properties that call for a change although the inputs are the same: something differs on the host, or is due.
   * @default nothing
   */
  readonly because?: readonly string[];
}

/** The operations of a resource that tlsup itself implements: plain values in, plain values out. */
export interface ResourceOperations<Inputs, Outputs extends Inputs> extends ResourceTraits<Inputs, Outputs> {
  create(inputs: Inputs, report?: Report): Promise<{ readonly id: string; readonly outs: Outputs }>;
  /** Decides from values alone, without any connection. */
  diff(id: string, olds: Outputs, news: Inputs): Verdict;
  /**
   * Which of {@link computed} an update leaves unchanged, so that a preview knows them.
   * @default nothing
   */
  keeps?(olds: Outputs, news: Inputs): readonly (keyof Outputs & string)[];
  /**
   * Which of {@link computed} follow from values alone, so that a preview knows them. `olds` is absent when the resource is new.
   * @default nothing
   */
  foresees?(news: Inputs, olds?: Outputs): Partial<Outputs>;
  /**
   * Effects of the change that the differing properties do not show, for a preview: a sentence each. `news` lacks values that are not known yet. `olds` is the
   * resource to be changed, only the inputs of one to be replaced, and absent when the resource is new.
   * @default nothing
   */
  effects?(news: Partial<Inputs>, olds?: Inputs & Partial<Outputs>): readonly string[] | Promise<readonly string[]>;
  /**
   * Inputs that follow from the resource's current ones, `olds`. `news` lacks values that are not known yet.
   * @default none
   */
  inherits?(news: Partial<Inputs>, olds: Inputs): Partial<Inputs>;
  /**
   * Why the resource must not be made or changed as the program wants, by input: a preview fails with it. `olds` are the resource's current inputs, and
   * absent when it is new.
   * @default nothing
   */
  refusals?(news: Partial<Inputs>, olds?: Inputs): Readonly<Partial<Record<keyof Inputs & string, string>>>;
  /**
   * What the resource has made outside the state, identified by values: another resource that makes the same takes it over. It is not deleted as long as
   * another one holds it.
   * @default nothing that two resources can have in common, or nothing that is deleted
   */
  holds?(outs: Outputs): readonly unknown[] | undefined;
  update(id: string, olds: Outputs, news: Inputs, report?: Report): Promise<{ readonly outs: Outputs }>;
  /** Reads the actual resource, and the inputs that would have made it. */
  read(id: string, known: Outputs): Promise<Found<Inputs, Outputs>>;
  /** How `pulumi import` finds a resource that this stack has not made, or why it cannot. */
  readonly importing: Importing<Inputs, Outputs> | NotImportable;
  delete(id: string, known: Outputs): Promise<void>;
}
