import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runPulumi, type Program } from "tlsup/cli";
import { bringUpFirst, chainOf, diagnosticsOf, furnish, lookAt, openStage, refusalOf, stopwatch, type Chain, type Stage } from "./stage";
import { playInTurn, tollOf, type Drilled, type Drills, type Step } from "../drill/drill";
import type { CertificateAuthority, Command, Drill, Ended, Scenario } from "../drill/scenario";
import { CaFront } from "../drill/execution/ca-front";
import type { Progress } from "../progress";
import { copyWorkingTree, openRepository } from "../stage/execution/checkout";
import type { Place } from "../stage/execution/place";
import { visitDuring } from "../stage/execution/visitors";
import type { ChainFinding } from "../stage/seen";
import type { Visit } from "../stage/visits";

/** What to drill. */
export interface Request {
  /** The program's folder. */
  readonly program: string;
  readonly stack: string;
  /** Played one after the other. */
  readonly scenarios: readonly Scenario[];
  /** Zones in addition to those that the settings name. */
  readonly zones: readonly string[];
  /** Hears of each drill when it has ended, with those before it: a later one may fail. */
  readonly ended: (drills: Drills) => void;
}

/** Milliseconds: from one visitor to the next, and how long they are watched after a mishap and at the end. */
const pace = { visits: 50, watch: 4_000 };

/** Brings the stack up in `place`, lets the scenarios play while visitors come, and tells what was seen. */
export async function drill(
  { program: folder, stack, scenarios, zones, ended }: Request,
  place: Place,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const repository = await openRepository(folder);
  const copy = join(place.root, "program");
  await copyWorkingTree(repository, copy);
  const clock = stopwatch();
  const stage = await openStage(place, stack, progress, signal);
  const cloud = clock();
  const program: Program = { root: join(copy, repository.program), environment: stage.environment, signal };
  const ca = new CaFront(stage.instance);
  try {
    const notDrilled = await furnish(stage, [program], zones, ca.directories);
    await bringUpFirst(stage, program, progress);
    const times = { cloud, up: clock() };
    await playInTurn(
      scenarios,
      (scenario) => playOut(scenario, stage, program, progress, ca),
      (drills) => ended({ stack, drills, notDrilled, times }),
    );
  } finally {
    await ca.stop();
  }
}

async function playOut(scenario: Scenario, stage: Stage, program: Program, progress: Progress, ca: CertificateAuthority): Promise<Drilled> {
  const chain = await chainOf(stage, program);
  const { findings } = await lookAt(stage, chain);
  const play = new Play(stage, program, progress, findings, ca, chain);
  const { result: end, visits } = await visitDuring(chain.domain, stage.visitors, pace.visits, async () => {
    await scenario.play(play);
    const last = Date.now();
    await sleep(pace.watch, undefined, { signal: stage.signal });
    return last;
  });
  return {
    scenario: scenario.name,
    steps: play.steps(visits),
    toll: tollOf(visits, 0, Infinity),
    last: tollOf(visits, end, Infinity),
    otherwise: play.otherwise,
  };
}

type Noted = Omit<Step, "toll"> & { readonly began: number };

/** A scenario as it is played: its steps are noted with their times. */
class Play implements Drill {
  readonly otherwise: string[] = [];
  readonly #noted: Noted[] = [];

  constructor(
    private readonly stage: Stage,
    readonly program: Program,
    private readonly progress: Progress,
    private readonly known: readonly ChainFinding[],
    readonly ca: CertificateAuthority,
    private chain: Chain,
  ) {}

  get instance(): Stage["instance"] {
    return this.stage.instance;
  }

  get stack(): string {
    return this.stage.stack;
  }

  happens(told: string, action: () => Promise<unknown>): Promise<void> {
    return this.#watch({ kind: "mishap", told, isHarmless: false }, action);
  }

  happensUnnoticed(told: string, action: () => Promise<unknown>): Promise<void> {
    return this.#watch({ kind: "mishap", told, isHarmless: true }, action);
  }

  does(told: string, action: () => Promise<unknown>): Promise<void> {
    return this.#watch({ kind: "remedy", told, isHarmless: false }, action);
  }

  async #watch(step: Pick<Step, "kind" | "told" | "isHarmless">, action: () => Promise<unknown>): Promise<void> {
    await this.#note(step, async () => {
      await action();
      await sleep(pace.watch, undefined, { signal: this.stage.signal });
      return {};
    });
  }

  async runs({ told, args, environment = {}, ends = "done", harmless: isHarmless = false }: Command): Promise<Ended> {
    const program = { ...this.program, environment: { ...this.program.environment, ...environment } };
    const ended = await this.#note({ kind: "remedy", told, isHarmless }, async () => {
      const ended = await runPulumi(program, [...args, "--stack", this.stack]);
      const said = ended.code === 0 ? diagnosticsOf(ended) : refusalOf(ended);
      return { isDone: ended.code === 0, ...(said !== "" && { said }) };
    });
    if (ends !== "either") this.expect(`${told}: it is ${ends}`, ended.isDone === (ends === "done"));
    return { said: "", ...ended };
  }

  expect(told: string, isSo: boolean): void {
    if (!isSo) this.otherwise.push(told);
  }

  /** The steps, with what visitors got. A visit belongs to the step during which it began. */
  steps(visits: readonly Visit[]): Step[] {
    return this.#noted.map(({ began, ...step }, index) => ({ ...step, toll: tollOf(visits, began, this.#noted[index + 1]?.began ?? Infinity) }));
  }

  async #note<T extends { readonly said?: string }>(step: Pick<Step, "kind" | "told" | "isHarmless">, action: () => Promise<T>): Promise<T> {
    const began = Date.now();
    const result = await this.progress.step(step.told, action);
    const took = Math.round((Date.now() - began) / 1000);
    // A stack without its state has no outputs: the site is looked at as it was.
    this.chain = await chainOf(this.stage, this.program).catch(() => this.chain);
    const seen = await lookAt(this.stage, this.chain);
    const findings = seen.findings.filter(({ code, hop }) => !this.known.some((each) => each.code === code && each.hop === hop));
    this.#noted.push({ ...step, took, findings, began, ...(result.said !== undefined && { said: result.said }) });
    return result;
  }
}
