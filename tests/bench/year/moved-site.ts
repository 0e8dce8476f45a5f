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
import type { Plan } from "./plans";
import { faults } from "./faults";
import type { World } from "./world";

const day = 86_400;
const quiet = Number(process.env.QUIET ?? 365);

/** What a visitor gets. */
interface Served {
  readonly leaf: X509Certificate;
  readonly intermediates: string;
}

/** A site on a booted host that lives in the CA's moved time. */
export class MovedSite {
  readonly chapters: Chapter[] = [];
  readonly revoked = new Set<string>();
  isOff = false;
  #known: Served | undefined;
  #active: { readonly since: number; readonly before: string } | undefined;
  #hasFailed = false;
  #start = 0;

  private constructor(
    readonly plan: Plan,
    readonly domain: string,
    readonly world: World,
    readonly front: Front,
    readonly chain: ExpectedChain,
    private readonly container: string,
  ) {
    this.chapters.push(chapter("a quiet year", 0));
    this.#start = Date.now();
    front.fault = ({ path }) => {
      if (path.startsWith("/order-plz")) this.chapter.orders.push(world.at);
      return this.isCaDown ? { status: 503, headers: { "retry-after": "3600" } } : undefined;
    };
  }

  isCaDown = false;

  static async bringUp(plan: Plan, world: World): Promise<MovedSite> {
    const domain = `${plan.label}.${world.zone}`;
    const front = await Front.start(world.moved.pebble, world.gateway);
    world.fronts.push(front);
    const stack = await Stack.create(plan.label, programNamed(plan.label));
    const certificate = plan.certificate({ directory: front.directory, root: { file: world.roots } });
    await stack.configure({
      site: localSite(domain, { certificate, ...plan.changes }),
      certificateSecrets: { alarmWebhook: world.hearing(domain, "hook"), alarmPing: world.hearing(domain, "ping") },
    });
    await stack.up();
    const chain = await stack.chain();
    onHost(chain.address, prepared);
    return new MovedSite(plan, domain, world, front, chain, containerAt(chain.address));
  }

  get chapter(): Chapter {
    const [last] = this.chapters.slice(-1);
    if (!last) throw new Error("There is no chapter");
    return last;
  }

  /** Whether the host has more to do than once a day. */
  get isTroubled(): boolean {
    return !this.isOff && (this.#active !== undefined || this.#hasFailed);
  }

  /** For how many days nothing is expected to happen: until shortly before the renewal, a week at most. */
  get rest(): number {
    if (this.isOver) return 7;
    if (!this.#known || this.isTroubled) return 1;
    const [begin, end] = [this.#day(this.#known.leaf.validFrom), this.#day(this.#known.leaf.validTo)];
    return Math.min(7, Math.floor(begin + (end - begin) * 0.55 - this.world.at));
  }

  get isOver(): boolean {
    return this.chapters.length > this.plan.faults.length + 1;
  }

  /** How long the certificate that visitors got last is valid, in days. */
  get #left(): number {
    return this.#known ? this.#day(this.#known.leaf.validTo) - this.world.at : 0;
  }

  /** A date of a certificate, in days of the moved time. */
  #day(date: string): number {
    return (Date.parse(date) - this.#start) / 1000 / day;
  }

  /** The days of renewal, by `tlsup calendar`. */
  calendar(days: number): readonly number[] {
    const entry = calendarOf(this.chain, { now: new Date(this.#start), days, every: undefined });
    return entry?.renewals.map(({ at }) => (Date.parse(at) - this.#start) / 1000 / day) ?? [];
  }

  async run(script: string): Promise<string> {
    const done = promisify(execFile)("podman", ["exec", this.container, "bash", "-c", script], { env: { ...process.env, PODMAN_IGNORE_CGROUPSV1_WARNING: "1" } });
    return (await done).stdout;
  }

  /** What the host's timers start at this time, and a visitor after it. */
  async tick(): Promise<void> {
    if (this.isOver) return;
    await this.turn();
    if (this.isOff) return;
    const renews = `tlsup-renew-${this.domain}`;
    const said = await this.run(
      `echo +${Math.round(this.world.at * day)} > /etc/faketimerc; ` +
        `[ "$(systemctl show -P SubState ${renews})" != auto-restart ] || systemctl restart ${renews}; ` +
        `systemctl start ${this.plan.unit(this.domain)} 2> /dev/null || echo failed; ` +
        `[ ! -e /var/lib/tlsup-acme/${this.domain}/failure.json ] || echo failed; systemctl start tlsup-alarm-${this.domain} || { journalctl --no-pager -n 40 >&2; exit 1; }`,
    );
    this.#hasFailed = said.includes("failed");
    await this.visit();
  }

  heard(kind: string, text: string): void {
    if (kind !== "hook") return;
    if (text.includes("in time again")) this.chapter.ends.push(this.world.at);
    else this.chapter.alarms.push({ at: this.world.at, left: this.#left, text });
  }

  /** Begins the next fault when the certificate is about to be renewed, and ends it when its time is over and a new certificate is served. */
  private async turn(): Promise<void> {
    const { at } = this.world;
    const current = this.chapter;
    current.end = at;
    if (current === this.chapters[0]) {
      if (at >= quiet) this.next();
      return;
    }
    const name = this.plan.faults[this.chapters.length - 2];
    if (name === undefined || !this.#known) return;
    const fault = faults[name];
    const begin = this.#day(this.#known.leaf.validFrom);
    const life = this.#day(this.#known.leaf.validTo) - begin;
    if (this.#active === undefined && life < 1000 && at >= begin + (fault.isBeforeRenewal ? (life * 2) / 3 - 1.5 : life / 4)) {
      this.#active = { since: at, before: this.#known.leaf.fingerprint256 };
      current.fault = at;
      if (name === "host off for 60 days") current.silent = { at, left: this.#left };
      await fault.begin(this);
    } else if (this.#active && at >= this.#active.since + fault.days && !current.isMended) {
      current.isMended = true;
      await fault.end(this);
    } else if (this.#active && current.isMended && life < 1000 && this.#known.leaf.fingerprint256 !== this.#active.before && current.alarms.length === current.ends.length) {
      this.#active = undefined;
      this.next();
    }
  }

  private next(): void {
    this.chapters.push(chapter(this.plan.faults[this.chapters.length - 1] ?? "", this.world.at));
  }

  private async visit(): Promise<void> {
    const served = await this.served();
    const { at } = this.world;
    const root = this.plan.isSelfSigned ? String(served.leaf) : this.world.trusted;
    const now = new Date(this.#start + at * day * 1000);
    const print = served.leaf.fingerprint256;
    if (this.#known && this.#known.leaf.fingerprint256 !== print) this.chapter.renewals.push(at);
    this.#known = served;
    if (!opensslVerifies({ root, intermediates: served.intermediates, leaf: String(served.leaf) }, [this.domain], now))
      this.chapter.dark.push({ at, why: `${served.leaf.subject}: ${served.leaf.validFrom} - ${served.leaf.validTo}` });
    else if (this.revoked.has(print)) this.chapter.dark.push({ at, why: "revoked" });
  }

  private async served(): Promise<Served> {
    const args = ["s_client", "-connect", `${this.chain.address}:443`, "-servername", this.domain, "-showcerts"];
    const asked = promisify(execFile)("openssl", args);
    asked.child.stdin?.end();
    const { stdout } = await asked;
    const [leaf = "", ...rest] = stdout.match(/-----BEGIN CERTIFICATE-----\n[^-]+-----END CERTIFICATE-----\n/g) ?? [];
    return { leaf: new X509Certificate(leaf), intermediates: rest.join("") };
  }

  get known(): Served {
    if (!this.#known) throw new Error("There was no visit yet");
    return this.#known;
  }
}

/** Has the host's units live in the time that /etc/faketimerc says. */
const prepared = `set -e
export DEBIAN_FRONTEND=noninteractive
apt-get install --yes -qq --no-install-recommends libfaketime > /dev/null 2>&1 || { apt-get update -qq; apt-get install --yes -qq --no-install-recommends libfaketime > /dev/null; }
library=$(dpkg -L libfaketime | grep '/libfaketime.so.1$')
echo +0 > /etc/faketimerc
printf '%s\\n' "LD_PRELOAD=$library" FAKETIME_TIMESTAMP_FILE=/etc/faketimerc NO_FAKE_STAT=1 FAKETIME_DISABLE_SHM=1 FAKETIME_SKIP_CMDS=systemd-run,systemctl > /etc/moved
for unit in tlsup- certbot; do
  mkdir -p /etc/systemd/system/$unit.service.d
  printf '[Unit]\\nStartLimitIntervalSec=0\\n[Service]\\nEnvironmentFile=/etc/moved\\n' > /etc/systemd/system/$unit.service.d/moved.conf
done
systemctl daemon-reload`;
