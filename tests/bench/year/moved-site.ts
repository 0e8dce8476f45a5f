import { execFile } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { promisify } from "node:util";
import { calendarOf } from "../../../components/site/calendar/calendar";
import type { ExpectedChain } from "../../../components/site/chain/chain";
import { Front } from "../../support/acme/front";
import { containerAt, onHost } from "../../support/local-cloud";
import { opensslVerifies } from "../../support/openssl";
import { localSite, programNamed, Stack } from "../../support/program";
import { chapter, type Chapter } from "./chapter";
import { faults } from "./faults";
import { moveHost } from "../../support/moved-host";
import type { Plan } from "./plans";
import { asLetsEncrypt } from "./window";
import type { World } from "./world";

const day = 86_400;

/** How long nothing goes wrong at first. */
export const quietDays = 365;

/** A certificate that lives longer, in days, is the standby. */
const longest = 1000;

/** What a visitor gets. */
interface Served {
  readonly leaf: X509Certificate;
  readonly intermediates: string;
}

/** A site on a booted host that lives in the moved time. */
export class MovedSite {
  readonly chapters: Chapter[] = [chapter("no fault", 0)];
  /** The fingerprints of revoked certificates. */
  readonly revoked = new Set<string>();
  isCaDown = false;
  /** Whether what the CA issues lacks the issuer's certificate. */
  isFaulty = false;
  isOff = false;
  #served: Served | undefined;
  /** When the fault began, and the fingerprint of the certificate at that time. */
  #active: { readonly since: number; readonly before: string } | undefined;
  #hasFailed = false;
  readonly #start = Date.now();

  private constructor(
    readonly plan: Plan,
    readonly domain: string,
    readonly world: World,
    readonly front: Front,
    private readonly chain: ExpectedChain,
    private readonly container: string,
    private readonly stack: Stack,
  ) {
    front.fault = ({ path }) => {
      if (path.startsWith("/order-plz")) this.#chapter.orders.push(world.at);
      return this.isCaDown ? { status: 503 } : undefined;
    };
    front.rewrite = ({ path }, answer) => {
      if (path.includes("renewalInfo")) return asLetsEncrypt(answer, plan.life);
      return this.isFaulty && path.startsWith("/certZ/") ? answer.replace(/(?<=-----END CERTIFICATE-----\n)[^]*/, "") : answer;
    };
    world.hear = (kind, text) => {
      if (kind !== "hook") return;
      if (text.includes("in time again")) this.#chapter.ends.push(world.at);
      else this.#chapter.alarms.push({ at: world.at, left: this.#left });
    };
  }

  static async bringUp(plan: Plan, world: World): Promise<MovedSite> {
    const domain = `${plan.label}.${world.zone}`;
    const front = await Front.start(world.moved.pebble, world.gateway);
    world.fronts.push(front);
    const stack = await Stack.create(plan.label, programNamed(plan.label));
    const certificate = plan.certificate({ directory: front.directory, root: { file: world.roots } });
    await stack.configure({
      site: localSite(domain, { certificate, ...plan.changes }),
      certificateSecrets: { alarmWebhook: world.hearing("hook"), alarmPing: world.hearing("ping") },
    });
    await stack.up();
    const chain = await stack.chain();
    onHost(chain.address, moveHost);
    return new MovedSite(plan, domain, world, front, chain, containerAt(chain.address), stack);
  }

  /** The next site states other settings of the zone. */
  remove(): Promise<void> {
    return this.stack.dispose();
  }

  get #chapter(): Chapter {
    const last = this.chapters.at(-1);
    if (!last) throw new Error("There is no chapter");
    return last;
  }

  /** The certificate that visitors got last. */
  get leaf(): X509Certificate {
    if (!this.#served) throw new Error("There was no visit yet");
    return this.#served.leaf;
  }

  /** Whether the agent may try several times today. */
  get isTroubled(): boolean {
    return !this.isOff && (this.#hasFailed || this.#active !== undefined) && this.world.at - (this.#active?.since ?? this.world.at) < 2;
  }

  /** After how many days to look again: a day, or up to a week when nothing can happen. */
  get rest(): number {
    const { at } = this.world;
    if (this.isOff) return Math.max(1, Math.min(7, Math.ceil((this.#active?.since ?? at) + faults["host off for 60 days"].days - at)));
    if (this.#hasFailed) return 1;
    const [begin, end] = this.#dates;
    return Math.max(1, Math.min(7, Math.floor(begin + (end - begin) * 0.45 - at)));
  }

  get isOver(): boolean {
    return this.chapters.length > this.plan.faults.length + 1;
  }

  /** The renewals without a fault by `tlsup calendar`, and how many days the times between them differ from those that were lived, at the most. */
  calendar(): string {
    const renewals = calendarOf(this.chain, { now: new Date(this.#start), days: quietDays, every: undefined })?.renewals ?? [];
    const told = renewals.map(({ at }) => (Date.parse(at) - this.#start) / 1000 / day);
    const between = (days: readonly number[]): number[] => days.map((at, index) => at - (days[index - 1] ?? 0));
    const [lived, planned] = [between(this.chapters[0]?.renewals ?? []), between(told)];
    const apart = lived.map((days, index) => Math.abs(days - (planned[index] ?? days)));
    return `${told.length}, ${Math.max(0, ...apart).toFixed(1)} days`;
  }

  /** Begin and end of the certificate that visitors got last, in days of the moved time. */
  get #dates(): readonly [begin: number, end: number] {
    const dayOf = (date: string): number => (Date.parse(date) - Date.now()) / 1000 / day;
    return [dayOf(this.leaf.validFrom), dayOf(this.leaf.validTo)];
  }

  get #left(): number {
    return this.#dates[1] - this.world.at;
  }

  async run(script: string): Promise<string> {
    return (await promisify(execFile)("podman", ["exec", this.container, "bash", "-c", script])).stdout;
  }

  /** What the host's timers start at this time, and a visit after it. */
  async tick(): Promise<void> {
    await this.#turn();
    if (this.isOff || this.isOver) return;
    const retried = `tlsup-renew-${this.domain}`;
    const said = await this.run(
      `echo +${Math.round(this.world.at * day)} > /etc/faketimerc; ` +
        `[ "$(systemctl show -P SubState ${retried})" != auto-restart ] || systemctl restart ${retried}; ` +
        `for unit in ${this.plan.units(this.domain).join(" ")}; do systemctl start $unit 2> /dev/null || echo failed; done; ` +
        `[ ! -e /var/lib/tlsup-acme/${this.domain}/failure.json ] || echo failed; systemctl start tlsup-alarm-${this.domain}`,
    );
    this.#hasFailed = said.includes("failed");
    await this.#visit();
  }

  /** Begins the next fault when it does harm, ends it when its time is over, and turns to the next when a new certificate is served. */
  async #turn(): Promise<void> {
    const { at } = this.world;
    const current = this.#chapter;
    current.end = at;
    if (this.chapters.length === 1) {
      if (at >= quietDays) this.#next();
      return;
    }
    const name = this.plan.faults[this.chapters.length - 2];
    if (name === undefined) return;
    const fault = faults[name];
    const [begin, end] = this.#dates;
    const life = end - begin;
    if (this.#active === undefined) {
      if (life > longest || at < begin + (fault.isBeforeRenewal ? (life * 2) / 3 - 1.5 : life / 4)) return;
      this.#active = { since: at, before: this.leaf.fingerprint256 };
      current.fault = at;
      await Promise.resolve(fault.begin(this));
      if (this.isOff) current.silent = { at, left: this.#left };
    } else if (current.isMended) {
      // A site with a standby has an alarm for the renewal that is late and one for the standby, and is told once that all is well.
      const isAlarmed = current.alarms.length > 0 && current.ends.length === 0;
      if (life > longest || this.leaf.fingerprint256 === this.#active.before || isAlarmed) return;
      this.#active = undefined;
      this.#next();
    } else if (at >= this.#active.since + fault.days) {
      current.isMended = true;
      await Promise.resolve(fault.end(this));
    }
  }

  #next(): void {
    this.chapters.push(chapter(this.plan.faults[this.chapters.length - 1] ?? "", this.world.at));
  }

  async #visit(): Promise<void> {
    const { at, trusted } = this.world;
    const served = await this.#ask();
    const [leaf, print] = [String(served.leaf), served.leaf.fingerprint256];
    if (this.#served && this.#served.leaf.fingerprint256 !== print) this.#chapter.renewals.push(at);
    this.#served = served;
    const chain = { root: this.plan.isSelfSigned ? leaf : trusted, intermediates: served.intermediates, leaf };
    const now = new Date(Date.now() + at * day * 1000);
    if (!opensslVerifies(chain, [this.domain], now) || this.revoked.has(print)) this.#chapter.dark.push({ at });
  }

  async #ask(): Promise<Served> {
    const asked = promisify(execFile)("openssl", ["s_client", "-connect", `${this.chain.address}:443`, "-servername", this.domain, "-showcerts"]);
    asked.child.stdin?.end();
    const [leaf = "", ...rest] = (await asked).stdout.match(/-----BEGIN CERTIFICATE-----\n[^-]+-----END CERTIFICATE-----\n/g) ?? [];
    return { leaf: new X509Certificate(leaf), intermediates: rest.join("") };
  }
}
