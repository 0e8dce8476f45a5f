import { environmentPath } from "../../../components/application/common/environment";
import type { Release } from "../../../components/release/common/release";
import { breakingWay } from "../../support/breaking-way";
import { until } from "../../support/droplets";
import { Host, identity, leafOf, served, siteRelease } from "../../support/hosts";
import { freeze, Injector, kill, type Step } from "../../support/injector";

const domain = "blog.interruption.test";
const limit = 600_000;

/** What a visitor is served, and what the host would start with. */
interface Sight {
  /** The certificate that is served, by its SHA-256, and what the application greets with. */
  readonly leaf: string;
  readonly greeting: string;
  /** What is on the disk that a push may have left there, release folders by what they are. */
  readonly disk: string;
  /** Whether the server and the application run what the link leads to. */
  readonly settled: string;
}

/** What is on the disk where a push writes to, less what `omitted` says; release folders by what they are. */
const disk = (omitted = ""): string =>
  `find /opt/tlsup /etc/nginx /etc/systemd/system ${omitted} ! -name .lock -printf '%p %y %m %s %l\\n' 2> /dev/null | sed -E "s/$(readlink ` +
  `/opt/tlsup/${domain}/current | cut -c10-)/CURRENT/g; s/[0-9a-f]{12}-[0-9a-f]{6}(-[0-9]+)?/OTHER/g" | sort -u | sha256sum`;
/** What decides how a host comes up: a release's folder does not, unless something leads to it. */
const decisive = disk("-path '*/releases/*' -prune -o");

const look = `
current=/opt/tlsup/${domain}/current
nginx -t -q || exit 1
leaf() { openssl x509 -outform DER 2> /dev/null | sha256sum | cut -c1-64; }
leaf=$(openssl s_client -connect 127.0.0.1:443 -servername ${domain} < /dev/null 2> /dev/null | leaf)
greeting=
for try in $(seq 100); do
  greeting=$(curl --silent --insecure --fail --resolve ${domain}:443:127.0.0.1 https://${domain}/ | grep -o 'Greeting [0-9]*') && break
  sleep 0.1
done
echo "$leaf"
echo "$greeting"
[ "$leaf" = "$(leaf < $current/tls/fullchain.pem)" ] && printf 'leaf '
grep -q "\\"$greeting\\"" $current/${environmentPath} && printf greeting
echo
${disk()}`;

/** What a push must not leave behind. */
const temporary =
  "find /opt/tlsup /etc /run \\( -name '.staging*' -o -name '*.tlsup-*' -o -path '/run/tlsup*' \\) -print; mount | grep tlsup || true; " +
  "systemctl list-units --all --plain --no-legend 'tlsup-activate*'";

let host: Host;
let injector: Injector;
let count = 0;
/** What the application of a release greets with, by the SHA-256 of its leaf. */
const greetings = new Map<string, string>();

/** A release that differs from the one before it in its certificate, its application and its server's configuration, and that its host completes. */
async function next(): Promise<Release> {
  count += 1;
  const greeting = `Greeting ${String(count)}`;
  const release: Release = {
    ...siteRelease(domain, await identity(domain), { greeting, maxBodySize: `${String(count)}m` }),
    certificateFiles: [{ path: "tls/both.pem", parts: ["fullChain", "privateKey"], owner: "www-data" }],
    preparation: [["touch", "prepared"]],
  };
  greetings.set(leafOf(release), greeting);
  return release;
}

async function sight(): Promise<Sight> {
  const [leaf = "", greeting = "", settled = "", disk = ""] = (await host.run(look)).split("\n");
  return { leaf, greeting, settled, disk };
}

/** Pushed again, or for the first time, a release is in force as a whole, and leaves nothing but releases. */
async function converge(release: Release): Promise<Sight> {
  await host.push(release);
  const after = await sight();
  expect(after).toMatchObject({ leaf: leafOf(release), greeting: greetings.get(leafOf(release)), settled: "leaf greeting" });
  expect(await host.run(temporary)).toBe("");
  return after;
}

beforeAll(async () => {
  host = await Host.boot("interruption");
  await host.push(await next());
  injector = await Injector.install(host);
}, limit);
afterAll(() => host.remove(), limit);
afterEach(async () => expect(await host.leaks()).toEqual([]));

describe("the connection breaks in mid-upload", () => {
  test.each([10_000, 100_000, 1_000_000])(
    "after %i bytes: the old certificate is served, and the next push converges",
    async (bytes) => {
      const before = await sight();
      const release = await next();
      const large = { ...release, files: { ...release.files, "application/ballast": "0123456789abcdef".repeat(100_000) } };
      await expect(host.push(large, { ...host.destination, host: "127.0.0.1", port: await breakingWay(host.address, bytes) })).rejects.toThrow(/connection/);
      expect(await sight()).toMatchObject({ leaf: before.leaf, greeting: before.greeting, settled: "leaf greeting" });
      await converge(large);
    },
    limit,
  );

  test(
    "what arrived otherwise than it was sent is not activated",
    async () => {
      const release = await next();
      const steps = await injector.trace(() => host.push(release));
      const altered = await next();
      // After tar has unpacked, a file gets a line more.
      const alter = 'tar() { command tar "$@"; find /opt/tlsup -path "*.staging*" -name site.conf -exec sh -c \'echo "# more" >> "$0"\' {} \\;; }';
      await injector.arm(
        steps.find(({ key }) => key.includes("tar --extract"))!,
        alter,
      );
      await expect(host.push(altered)).rejects.toThrow(/checksum did NOT match.*What the host serves was not touched/);
      expect(await injector.disarm()).toBe(true);
      expect(await sight()).toMatchObject({ leaf: leafOf(release), settled: "leaf greeting" });
      await converge(altered);
    },
    limit,
  );
});

describe("the connection is lost between the swap and the reload", () => {
  test(
    "the host finishes by itself, and the next push converges",
    async () => {
      const first = await next();
      const steps = await injector.trace(() => host.push(first));
      const release = await next();
      const lose = "pkill -KILL -f '^sshd: root@notty'; while pgrep -f '^sshd: root@notty' > /dev/null; do sleep 0.1; done";
      await injector.arm(
        steps.find(({ key }) => key.includes(" systemctl ") && key.includes("settle"))!,
        lose,
      );
      await expect(host.push(release)).rejects.toThrow(/connection/);
      await until(
        () => served(host.address, domain),
        (leaf) => leaf === leafOf(release),
      );
      expect(await injector.disarm()).toBe(true);
      await until(
        () => host.run("systemctl list-units --plain --no-legend 'tlsup-activate*'"),
        (units) => units === "",
      );
      expect(await sight()).toMatchObject({ greeting: greetings.get(leafOf(release)), settled: "leaf greeting" });
      await converge(release);
    },
    limit,
  );
});

describe("the push is killed at every step that it takes on the host", () => {
  /** For each state of what decides how the host comes up, the first step at which it is in it. */
  const states = new Map<string, Step>();
  /** How often a push asks whether the services are there yet differs from one to the next: it is killed at the first time. Some do not wait at all. */
  const isWait = ({ key, occurrence }: Step): boolean => /\$SECONDS|\b(sleep|pause)\b/.test(key) || (occurrence > 1 && /\b(reload_workers|prove)\b/.test(key));
  /** What is served is of the one or the other release, and of no third. */
  const expectOldOrNew = ({ leaf, greeting }: Sight, old: Sight, release: Release): void => {
    expect([old.leaf, leafOf(release)]).toContain(leaf);
    expect([old.greeting, greetings.get(leafOf(release))]).toContain(greeting);
  };
  const at = async (step: Step, what: () => Promise<void>): Promise<void> => {
    try {
      await what();
    } catch (cause) {
      throw new Error(`At ${step.key}, occurrence ${String(step.occurrence)}: ${String(cause)}`, { cause });
    }
  };

  test(
    "SIGKILL: the old or the new certificate is served, and the next push converges",
    async () => {
      const first = await next();
      const steps = (await injector.trace(() => host.push(first))).filter((step) => !isWait(step));
      expect(steps.length).toBeGreaterThan(20);
      const keys = steps.map(({ key }) => key);
      const [received, swapped] = [keys.findIndex((key) => key.includes('mv -T "$staging"')), keys.findLastIndex((key) => key.includes(" mv -fT "))];
      // What the link will lead to is durable before it does, and the link after.
      for (const part of [keys.slice(received, swapped), keys.slice(swapped)]) expect(part).toContainEqual(expect.stringMatching(/ sync /));
      const seen = new Set<string>();
      let before = await sight();
      for (const step of steps) {
        await at(step, async () => {
          const release = await next();
          await injector.arm(step, `${decisive} > /root/fault/disk; ${kill}`);
          const proven = await host.push(release).catch(() => undefined);
          expect([undefined, leafOf(release)]).toContain(proven?.servedSha256);
          // How often it asks what is served is not the same each time.
          expect((await injector.disarm()) || step.key.includes(" prove ")).toBe(true);
          const after = await sight();
          expectOldOrNew(after, before, release);
          const moment = await host.run("cat /root/fault/disk");
          if (!states.has(moment)) states.set(moment, step);
          // From a state that a push has got out of before, the next one starts as it is.
          const state = `${after.disk} ${after.settled}`;
          before = seen.has(state) ? after : await converge(release);
          seen.add(state);
        });
      }
    },
    limit,
  );

  test(
    "SIGTERM after the swap: the push is undone and done again; one that is stopped is no success",
    async () => {
      const settling = (await injector.trace(async () => host.push(await next()))).find(({ key }) => key.includes(" systemctl ") && key.includes("settle"))!;
      await injector.arm(settling, "kill -TERM 0");
      const release = await next();
      expect(await host.push(release)).toMatchObject({ servedSha256: leafOf(release) });
      expect([await injector.disarm(), await host.run(`cat /opt/tlsup/${domain}/.pending`)]).toEqual([true, ""]);
      await injector.arm(settling, "systemctl stop 'tlsup-activate*'");
      expect(await host.refusal(await next())).toContain("ended with code 143");
      await injector.disarm();
      await converge(await next());
    },
    limit,
  );

  test(
    "a power cut, in each state of the disk that decides how the host comes up: the old or the new site comes up, whole, and the next push converges",
    async () => {
      expect(states.size).toBeGreaterThan(3);
      let before = await sight();
      for (const step of states.values()) {
        await at(step, async () => {
          const release = await next();
          await injector.arm(step, freeze);
          const pushing = host.push(release).catch(() => undefined);
          await injector.reached();
          expect(await host.leaks()).toEqual([]);
          await host.powerCut();
          await pushing;
          await host.powerOn();
          await injector.disarm();
          const after = await sight();
          expectOldOrNew(after, before, release);
          expect(after).toMatchObject({ settled: "leaf greeting", greeting: greetings.get(after.leaf) });
          expect(await host.run("systemctl --failed --plain --no-legend")).toBe("");
          before = await converge(release);
        });
      }
    },
    limit,
  );
});
