import type { ChainFinding } from "../stage/seen";
import { isLost, tally, type Visit, type Visits } from "../stage/visits";

/** What visitors got during a step. */
export interface Toll extends Visits {
  /** Seconds from the first lost request to the end of the last one. */
  readonly lostFor: number;
  /** Seconds that the slowest request took. */
  readonly slowest: number;
}

/** One step of a drill: something happens, or the user does something. */
export interface Step {
  readonly kind: "mishap" | "remedy";
  /** A sentence. */
  readonly told: string;
  /** Seconds. */
  readonly took: number;
  /** From its beginning to that of the next step. */
  readonly toll: Toll;
  /** What `tlsup check` finds after it and did not find before the drill. */
  readonly findings: readonly ChainFinding[];
  /** Pulumi's own words about what failed, or what it warns of. */
  readonly said?: string;
  /** Whether no visitor may be lost by it. */
  readonly isHarmless: boolean;
}

/** What a drill found to be otherwise than the documentation says. */
export const kinds = ["not-healed", "unnoticed", "otherwise"] as const;

export interface DrillFinding {
  readonly kind: (typeof kinds)[number];
  readonly problem: string;
}

/** Everything that was seen of one scenario. */
export interface Drilled {
  readonly scenario: string;
  readonly steps: readonly Step[];
  /** All of it. */
  readonly toll: Toll;
  /** The last seconds, after everything was done. */
  readonly last: Toll;
  /** What should have been so and was not, as sentences. */
  readonly otherwise: readonly string[];
}

/** A scenario that was played to its end. */
export interface Judged extends Drilled {
  readonly findings: readonly DrillFinding[];
}

/** The drills of one stack, one after the other. */
export interface Drills {
  readonly stack: string;
  readonly drills: readonly Judged[];
  /** What could not be drilled, as sentences. */
  readonly notDrilled: readonly string[];
  /** Seconds. */
  readonly times: { readonly cloud: number; readonly up: number };
}

/** What visitors got who came from one time to another, in milliseconds since 1970. */
export function tollOf(visits: readonly Visit[], from: number, to: number): Toll {
  const those = visits.filter(({ began }) => began >= from && began < to);
  const lost = those.filter(isLost);
  const span = lost.length === 0 ? 0 : Math.max(...lost.map(({ ended }) => ended)) - Math.min(...lost.map(({ began }) => began));
  return { ...tally(those), lostFor: seconds(span), slowest: seconds(Math.max(0, ...those.map(({ began, ended }) => ended - began))) };
}

/** What is not as documented. */
export function verdict({ steps, last, otherwise }: Drilled): DrillFinding[] {
  const errors = (steps.at(-1)?.findings ?? []).filter(({ severity }) => severity === "error");
  const unnoticed = steps.filter(({ kind, toll, findings }) => kind === "mishap" && toll.lost > 0 && findings.length === 0);
  const disturbing = steps.filter(({ isHarmless, toll }) => isHarmless && toll.lost > 0).map(({ told }) => `no visitor is lost: ${told}`);
  return [
    ...(last.lost === 0 ? [] : [{ kind: "not-healed" as const, problem: `Visitors are lost after all was done: ${last.lost} of ${last.requests}` }]),
    ...errors.map(({ code, hop, problem }) => ({ kind: "not-healed" as const, problem: `${hop}: ${problem} (${code})` })),
    ...unnoticed.map(({ told }) => ({ kind: "unnoticed" as const, problem: `Visitors are lost, and tlsup check finds nothing: ${told}` })),
    ...[...disturbing, ...otherwise].map((problem) => ({ kind: "otherwise" as const, problem })),
  ];
}

/** Plays scenarios one after the other. `ended` hears of all that have ended whenever one has, as a later one may fail. */
export async function playInTurn<T extends { readonly name: string }>(
  scenarios: readonly T[],
  play: (scenario: T) => Promise<Drilled>,
  ended: (drills: readonly Judged[]) => void,
): Promise<void> {
  const drills: Judged[] = [];
  for (const scenario of scenarios) {
    const drilled = await play(scenario).catch((cause: unknown) => {
      throw new Error(`${scenario.name} did not come to its end: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    });
    drills.push({ ...drilled, findings: verdict(drilled) });
    ended([...drills]);
  }
}

/** Whole tenths. */
function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 100) / 10;
}
