import { execFileSync } from "node:child_process";
import { X509Certificate, createPrivateKey } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { agentParts, hostFiles } from "../../../../components/certificate/keeper/host-plan";
import { programTexts } from "../../../../components/certificate/lineage/execution/program-texts";
import { expectGolden } from "../../../support/golden";
import { movedClock } from "../../../support/moved-clock";
import { opensslFacts } from "../../../support/openssl";

const day = 86_400_000;
const usual = { site: "example.test", names: ["example.test", "*.example.test"], keyType: "rsa-2048", days: 365 } as const;

const folder = mkdtempSync(join(tmpdir(), "tlsup-own-"));
const [program, state] = [join(folder, "program"), join(folder, "state")];
for (const each of [program, state]) mkdirSync(each);
afterAll(() => rmSync(folder, { recursive: true }));

/** The files of the agent on a host, with the parts' real texts. */
function planned(inputs: Parameters<typeof hostFiles>[0]): ReturnType<typeof hostFiles> {
  return hostFiles(inputs, programTexts("keeper/agent", agentParts));
}

/** Runs the agent once, as its timer does, `later` days from now. Returns what it says. */
function run(later = 0, changes: Partial<Parameters<typeof hostFiles>[0]> = {}): string {
  for (const { path, content } of planned({ ...usual, ...changes })) {
    if (path.startsWith("/usr/local/lib/")) writeFileSync(join(program, basename(path)), content);
  }
  const env = { ...process.env, ...movedClock(later), STATE_DIRECTORY: state, PYTHONDONTWRITEBYTECODE: "1" };
  return execFileSync("python3", ["-I", program, "renew"], { env, encoding: "utf8" });
}

const leaf = (): X509Certificate => new X509Certificate(readFileSync(join(state, "live/fullchain.pem")));

test("the first run makes what `openssl req -x509` makes, for its own key", () => {
  expect(run()).toBe("there is no certificate yet\n");
  const made = leaf();
  expect(made.checkPrivateKey(createPrivateKey(readFileSync(join(state, "live/privkey.pem"))))).toBe(true);
  expect([made.verify(made.publicKey), made.ca, made.subject]).toEqual([true, true, "CN=example.test"]);
  expect(opensslFacts(made.toString()).dnsNames.toSorted()).toEqual(["*.example.test", "example.test"]);
  expect(Date.parse(made.validTo) - Date.parse(made.validFrom)).toBe(365 * day);
});

test("it is made anew, with another key, in its last 30 days and not before", () => {
  const before = leaf();
  expect(run(334.9)).toMatch(/^not due before /);
  expect(leaf().fingerprint256).toBe(before.fingerprint256);
  expect(run(335.1)).toMatch(/^due since .*, as its remaining lifetime is the reserve\n$/);
  expect(leaf().publicKey.equals(before.publicKey)).toBe(false);
});

test("one that a clock which was ahead has made is not valid yet, and is made anew at once", () => {
  expect(Date.parse(leaf().validFrom)).toBeGreaterThan(Date.now() + 300 * day);
  expect(run()).toMatch(/^due since /);
  expect(Date.parse(leaf().validFrom)).toBeLessThanOrEqual(Date.now());
});

test("other names, another kind of key or another lifetime is another certificate at once", () => {
  expect(run(0, { names: ["example.test"], keyType: "ecdsa-p256", days: 1 })).toBe("the settings have changed\n");
  const made = leaf();
  expect([made.subjectAltName, made.publicKey.asymmetricKeyType, Date.parse(made.validTo) - Date.parse(made.validFrom)]).toEqual([
    "DNS:example.test",
    "ec",
    day,
  ]);
  expect(run(0.6, { names: ["example.test"], keyType: "ecdsa-p256", days: 1 })).toMatch(/^not due before /);
});

test("it leaves the certificate before it beside the new one, and none older", () => {
  expect(readdirSync(state).filter((name) => /^\d+$/.test(name))).toHaveLength(2);
});

test("the unit of an agent that asks no CA has no folder for challenges, and neither the client nor its settings are there", () => {
  const files = planned(usual);
  expectGolden("keeper-self-signed.service", files.find(({ path }) => path.endsWith(".service"))?.content ?? "");
  expectGolden("keeper-self-signed.json", files.find(({ path }) => path.endsWith("settings.json"))?.content ?? "");
  expect(files.map(({ path }) => basename(path)).filter((name) => name.endsWith(".py"))).toEqual(
    ["__main__", "certificates", "keys", "schedule", "store", "issuer"].map((part) => `${part}.py`),
  );
});
