import { registrationFiles, keptAccountInputsOf, type KeptAccountInputs } from "../../../../components/certificate/keeper/account";
import { chainIn } from "../../../../components/certificate/keeper/host-commands";
import { agentParts, hostFiles, isAsked, type AgentTexts } from "../../../../components/certificate/keeper/host-plan";
import { keptFolder, reissueReasons, type KeeperInputs } from "../../../../components/certificate/keeper/lineage";
import { makeHierarchy } from "../../../support/certificate-maker";

const machine = { host: "198.51.100.7", port: 22, user: "root", hostKey: "ssh-ed25519 AAAA", machine: "1" };
const directory = "https://ca.example/dir";
const record = { name: "_validation-persist.blog.example.com", content: "ca.example; accounturi=https://ca.example/acct/1" };
const inputs: KeeperInputs = { ...machine, site: "blog.example.com", names: ["blog.example.com"], keyType: "ecdsa-p256", revokeOnDelete: false };

describe("another certificate is obtained on the host", () => {
  test("for other names, another key, another profile, another CA and another lifetime, and says so", () => {
    const news: KeeperInputs = { ...inputs, names: ["shop.example.com"], keyType: "rsa-2048", profile: "shortlived", directory };
    expect(reissueReasons({ ...inputs, days: 30 }, news)).toEqual([
      "shop.example.com added",
      "blog.example.com removed",
      "key type rsa-2048 instead of ecdsa-p256",
      "profile shortlived instead of the CA's default",
      "CA https://ca.example/dir instead of its own key",
      "lifetime the CA's default instead of 30 days",
    ]);
    expect(reissueReasons(news, { ...news, directory: "https://other.example/dir" })).toEqual([
      "CA https://other.example/dir instead of https://ca.example/dir",
    ]);
  });

  test("for nothing else", () => {
    expect(reissueReasons(inputs, { ...inputs, host: "192.0.2.1", machine: "2", email: "me@example.com", revokeOnDelete: true })).toEqual([]);
  });
});

test.each<[string, Partial<KeeperInputs>, boolean]>([
  ["at a CA by a file", { directory }, true],
  ["at a CA by records", { directory, records: [record] }, false],
  ["with its own key", {}, false],
])("whether a CA asks a host that obtains its certificate %s", (_how, changes, asks) => {
  expect(isAsked({ ...inputs, ...changes })).toBe(asks);
});

test.each<[string, Partial<KeeperInputs>, readonly string[], object]>([
  ["at a CA by a file", { directory }, ["authority", "by_file"], { directory, challenges: "/var/lib/tlsup/acme/.well-known/acme-challenge" }],
  ["at a CA by records", { directory, records: [record] }, ["authority", "by_record"], { directory, records: [record] }],
  ["with its own key", { days: 30 }, ["own"], { days: 30 }],
])("the agent that obtains a certificate %s has the parts and the settings for that, and no others", (_how, changes, parts, settings) => {
  const texts = Object.fromEntries(agentParts.map((part) => [part, part])) as AgentTexts;
  const files = hostFiles({ ...inputs, ...changes }, texts);
  expect(files.map(({ content }) => content).filter((part) => ["authority", "own", "by_file", "by_record"].includes(part))).toEqual(parts);
  const told = files.find(({ path }) => path.endsWith("/settings.json"))?.content ?? "";
  expect(JSON.parse(told)).toEqual({ site: "blog.example.com", names: ["blog.example.com"], keyType: "ecdsa-p256", ...settings });
});

describe("the chain in what a host prints", () => {
  test("is its certificates in their order, among other lines and without the key", async () => {
    const { leaf, lower, upper } = await makeHierarchy(["blog.example.com"]);
    const issuers = lower.certificate + upper.certificate;
    expect(chainIn(`obtained\n${leaf.key}${leaf.certificate}${issuers}`)).toEqual({
      leaf: leaf.certificate,
      chain: issuers,
      fullChain: leaf.certificate + issuers,
    });
  });

  test("is missing when there is no certificate", async () => {
    const { leaf } = await makeHierarchy(["blog.example.com"]);
    expect(chainIn(`obtained\n${leaf.key}`)).toBeUndefined();
  });
});

test.each(["../etc", "", "a/b"])("a site called %j has no folder on the host", (site) => {
  expect(() => keptFolder(site)).toThrow();
});

describe("the program that makes the account at the CA", () => {
  const texts = { account: "# account", acme: "# acme", certificates: "# certificates", keys: "# keys", store: "# store" };
  const account = { ...machine, site: "blog.example.com", directory, email: "me@example.com" } as const;
  const files = (root?: string): Record<string, string> =>
    Object.fromEntries(registrationFiles({ ...account, ...(root !== undefined && { root }) }, texts).map(({ path, content }) => [path, content]));

  test("starts with its own part, and is told the CA and where that writes to", () => {
    const folder = "/run/tlsup-acme-account/blog.example.com";
    const { [`${folder}/settings.json`]: settings = "", ...parts } = files();
    expect(JSON.parse(settings)).toEqual({ directory, email: "me@example.com" });
    expect(parts).toEqual({
      [`${folder}/__main__.py`]: "# account",
      ...Object.fromEntries(["acme", "certificates", "keys", "store"].map((part) => [`${folder}/${part}.py`, `# ${part}`])),
    });
  });

  test("has the root of a private CA beside it, if there is one", () => {
    expect(Object.keys(files("ROOT")).filter((path) => !(path in files()))).toEqual(["/run/tlsup-acme-account/blog.example.com/root.pem"]);
  });

  test("is made from all that is given of the account, and from nothing that it became", () => {
    const given: KeptAccountInputs = { ...account, root: "ROOT" };
    expect(keptAccountInputsOf({ ...given, accountUrl: "https://ca.example/acct/1" } as KeptAccountInputs)).toStrictEqual(given);
  });
});
