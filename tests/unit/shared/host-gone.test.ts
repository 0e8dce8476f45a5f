import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { Server, utils } from "ssh2";
import { certbotHostProvider } from "../../../components/certificate/certbot/execution/host-provider";
import { certbotProvider } from "../../../components/certificate/certbot/execution/certbot-provider";
import type { CertbotHostOutputs, CertbotOutputs } from "../../../components/certificate/certbot/lineage";
import { hostIdentityProvider } from "../../../components/host/existing/execution/identity-provider";
import { releaseProvider, type ReleaseOutputs } from "../../../components/release/push/execution/release-provider";
import { fingerprint, recognised } from "../../../components/shared/execution/ssh";
import type { ResourceOperations } from "../../../components/shared/resource-operations";
import { make } from "../../support/certificate-maker";
import { makeLoginKey } from "../../support/login-key";
import { release } from "../../support/site";

/** Another host has the address, or none has: the one that is in the state is gone. */
describe("a host that is gone", () => {
  const serverKey = makeLoginKey();
  const server = new Server({ hostKeys: [serverKey] }, (client) => void client.on("error", () => undefined));
  const said: string[] = [];
  let certbot: CertbotOutputs;
  let pushed: ReleaseOutputs;

  beforeAll(async () => {
    jest.spyOn(console, "error").mockImplementation((line: string) => void said.push(line));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const destination = {
      host: "127.0.0.1",
      port: (server.address() as AddressInfo).port,
      user: "root",
      machine: "1",
      hostKey: "ssh-rsa AAAA",
      privateKey: makeLoginKey(),
    };
    const { certificate: leaf } = await make({ subject: "CN=blog.example.com", names: ["blog.example.com"] });
    certbot = {
      ...destination,
      site: "blog.example.com",
      names: ["blog.example.com"],
      challenge: "http-01",
      directory: "https://ca.example/dir",
      keyType: "ecdsa-p256",
      revokeOnDelete: true,
      lineageKey: "KEY",
      leaf,
      chain: "",
      fullChain: leaf,
      drift: [],
    };
    pushed = { ...destination, ...release, folder: "f", servedSha256: "ab".repeat(32), drift: [] };
  });
  beforeEach(() => (said.length = 0));
  afterAll(async () => {
    jest.restoreAllMocks();
    await new Promise((resolve) => server.close(resolve));
  });

  const resources = (): readonly (readonly [ResourceOperations<object, object>, object & { readonly drift: readonly string[] }])[] => [
    [certbotProvider as unknown as ResourceOperations<object, object>, certbot],
    [releaseProvider as unknown as ResourceOperations<object, object>, pushed],
  ];

  test.each([
    [0, "certbot's certificate"],
    [1, "a release"],
  ])("%i: is not asked to give up %s when another machine has its address by now, which is told", async (kind) => {
    const [operations, known] = resources()[kind]!;
    await operations.delete("1/blog", known);
    expect(said).toEqual([expect.stringMatching(/blog.* was not taken off 127\.0\.0\.1, where another machine answers by now: Cannot trust 127\.0\.0\.1/)]);
  });

  test.each([
    [0, "certbot's certificate"],
    [1, "a release"],
  ])("%i: is not taken for gone, with %s on it, when the jump host that leads there has another key", async (kind) => {
    const [operations, known] = resources()[kind]!;
    const { port, user, hostKey } = pushed;
    const behind = { ...known, host: "198.51.100.9", via: { host: "127.0.0.1", port, user, hostKey } } as typeof known;
    await expect(operations.delete("1/blog", behind)).rejects.toThrow(/^Cannot take .*blog.* off 198\.51\.100\.9 .*Cannot trust 127\.0\.0\.1 .*new `hostKey`/);
    expect(said).toEqual([]);
  });

  describe.each([
    [0, "certbot's certificate"],
    [1, "a release"],
  ])("%i: if its owner made the machine, which has %s", (kind) => {
    const owned = "0123456789abcdef0123456789abcdef";

    test("is not taken for another one when it shows another key: an error says that what is on it stays, and in which order it goes", async () => {
      const [operations, known] = resources()[kind]!;
      const deleted = () => operations.delete("1/blog", { ...known, machine: owned } as typeof known);
      await expect(deleted()).rejects.toThrow(
        /^Cannot take .*blog.* off .*: it stays there.*Cannot trust 127\.0\.0\.1 .*new `hostKey` and run `pulumi up` before .*`pulumi state delete`$/,
      );
      await expect(deleted()).rejects.toThrow("; if that fails, remove it with `--refresh`;");
      expect(said).toEqual([]);
    });

    test("is gone when this run has recognised another machine by that key, and only then", async () => {
      const [operations, known] = resources()[kind]!;
      const deleted = () => operations.delete("1/blog", { ...known, machine: owned } as typeof known);
      const key = utils.parseKey(serverKey);
      if (key instanceof Error) throw key;
      const presented = fingerprint(`ssh-rsa ${key.getPublicSSH().toString("base64")}`);
      recognised.set(presented, owned);
      await expect(deleted()).rejects.toThrow("it stays there");
      recognised.set(presented, owned.replace("0", "f"));
      await deleted();
      expect(said).toEqual([expect.stringContaining("where another machine answers by now")]);
      recognised.delete(presented);
    });

    test.each(["diff", "read"] as const)(
      "is gone when an earlier run, which failed, has recognised another machine by that key: its identity's %s tells",
      async (asked) => {
        const [operations, known] = resources()[kind]!;
        const key = utils.parseKey(serverKey);
        if (key instanceof Error) throw key;
        const hostKey = `ssh-rsa ${key.getPublicSSH().toString("base64")}`;
        const { host, port, user } = pushed;
        const inputs = { host, port, user, image: "debian-12-x64", expectedKey: hostKey };
        const identity = { ...inputs, hostKey, fingerprint: fingerprint(hostKey), machine: owned.replace("0", "f") };
        if (asked === "diff") expect(hostIdentityProvider.diff("blog", identity, inputs).changes).toBe(false);
        else await hostIdentityProvider.read("blog", identity);
        await operations.delete("1/blog", { ...known, machine: owned } as typeof known);
        expect(said).toEqual([expect.stringContaining("where another machine answers by now")]);
        recognised.delete(identity.fingerprint);
      },
    );
  });

  test("keeps what is on it from being forgotten when it does not answer: an error says that it stays, where, and what to do", async () => {
    // Each waits for the host for half a minute.
    await Promise.all(
      resources().map(([operations, known]) =>
        expect(operations.delete("1/blog", { ...known, port: 1 } as typeof known)).rejects.toThrow(
          /^Cannot take .*blog.* off 127\.0\.0\.1 as the host must answer: it stays there.*Cannot connect to 127\.0\.0\.1:1 .*`pulumi state delete`$/,
        ),
      ),
    );
  });

  test.each([
    [0, "what certbot keeps"],
    [1, "blog.example.com"],
  ])("%i: does not keep a refresh from its end, which shows as drift that %s could not be looked at, and the next run goes there", async (kind, what) => {
    const [operations, known] = resources()[kind]!;
    const { props, inputs } = await operations.read("1/blog", known);
    expect(props).toEqual({ ...known, drift: [expect.stringContaining(`${what} could not be looked at: Cannot trust`)] });
    expect(said).toEqual([expect.stringContaining("could not be looked at")]);
    expect(operations.diff("1/blog", props, inputs)).toEqual({ changes: true, replaces: [], because: ["drift"] });
  });

  test("keeps a certificate from being obtained, and says why", async () => {
    await expect(certbotProvider.create(certbot)).rejects.toThrow("Cannot trust 127.0.0.1 over SSH");
  });

  describe("and is replaced", () => {
    const host = async (challenge: "http-01" | "dns-01" = "http-01") => (await certbotHostProvider.create({ ...certbot, challenge })).outs;

    test("has no certificate to take along: visitors see nothing until the new machine is proven, which is said", async () => {
      const { outs } = await certbotHostProvider.update("blog", await host(), { ...certbot, machine: "2" });
      expect(outs.hasLineage).toBe(false);
      expect(said).toEqual([
        expect.stringMatching(
          /visitors of blog\.example\.com get an error .* until the release is proven there, as certbot's certificate cannot be taken along: Cannot trust/,
        ),
      ]);
    });

    test("by dns-01, obtains another certificate, and no visitor sees anything", async () => {
      await certbotHostProvider.update("blog", await host("dns-01"), { ...certbot, challenge: "dns-01", machine: "2" });
      expect(said).toEqual([]);
    });

    test("along with its names: a preview says what visitors will see, and how to spare them that", async () => {
      const news = { ...certbot, machine: "2", names: ["blog.example.com", "shop.example.com"] };
      expect(certbotHostProvider.diff("blog", await host(), news)).toEqual({ changes: true, replaces: [] });
      expect(said).toEqual([
        expect.stringMatching(/warning: visitors of .* get an error \(521\).*shop\.example\.com added\. Replace the machine in a run of its own/),
      ]);
      expect((await certbotHostProvider.update("blog", await host(), news)).outs.hasLineage).toBe(false);
    });

    test("alone: a preview says that the certificate goes along", async () => {
      certbotHostProvider.diff("blog", await host(), { ...certbot, machine: "2" });
      expect(said).toEqual([expect.stringContaining("what certbot keeps goes along from 127.0.0.1")]);
    });
  });

  test("on the same machine: nothing is said and nobody is asked, and another name is asked for where the CA finds it", async () => {
    const { outs } = await certbotHostProvider.create(certbot);
    expect(certbotHostProvider.diff("blog", outs, outs)).toEqual({ changes: false, replaces: [] });
    const moved = { ...outs, hasLineage: true };
    const isReadFirst = certbotHostProvider.isReadFirst as (outs: CertbotHostOutputs) => boolean;
    expect([outs, moved, { ...outs, challenge: "dns-01" as const }].map(isReadFirst)).toEqual([true, false, false]);
    expect((await certbotHostProvider.read("blog", outs)).props).toMatchObject({ hasLineage: false });
    expect((await certbotHostProvider.update("blog", moved, { ...outs, port: 2222 })).outs).toMatchObject({ hasLineage: true, port: 2222 });
    expect((await certbotHostProvider.update("blog", moved, { ...outs, names: ["other.example.com"] })).outs.hasLineage).toBe(false);
    expect(said).toEqual([]);
  });
});
