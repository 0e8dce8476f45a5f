import * as pulumi from "@pulumi/pulumi";
import * as tlsup from "../../components";
import { HttpsServer, HttpsSite, SelfSignedCertificate, type HttpsSiteArgs } from "../../components";
import { componentRules } from "../../components/provider/schema/catalog";
import { checkedArgs } from "../../components/shared/checked-args.component";
import { ConfigurationError } from "../../components/shared/fault";
import { isCollection, isLater, withParts } from "../../components/shared/plain-data";
import { shape, type Rules } from "../../components/shared/validation";
import { serviceNames } from "../../components/site/service-records.component";
import { httpsSiteRules } from "../../components/site/site-config";
import { samples } from "../support/components";
import { mockPulumi, privateKey, registered, valueOf } from "../support/mocks";
import { site } from "../support/site";
import { verdictsOf } from "../support/verdicts";

type Component = new (name: string, args: unknown, opts?: pulumi.ComponentResourceOptions) => unknown;

/** Whether a setting is given as it is, whatever the others are. */
const isShape = (key: string, value: unknown): boolean =>
  shape.some((name) => name === key && !["aliases", "hosts", "services"].includes(key)) || (key === "from" && typeof value === "string");

/** The same settings, each of which is an output where one may be. */
function lifted(value: unknown, lift: (value: unknown) => unknown): unknown {
  if (!isCollection(value)) return value === undefined || (typeof value === "object" && !isLater(value)) ? value : lift(value);
  const entries = Object.entries(value).map(([key, part]) => [key, isShape(key, part) ? part : lifted(part, lift)] as const);
  return Array.isArray(value) ? entries.map(([, part]) => part) : Object.fromEntries(entries);
}

/** What a program registers, in a form that two of them can be compared by. */
async function registrations(make: () => unknown): Promise<string[]> {
  make();
  await pulumi.runtime.disconnect();
  return registered.map((resource) => JSON.stringify([resource.type, resource.name, resource.inputs])).sort();
}

/** Resources of a name are called by it where the program knows it, and else by what it is to the site. */
const byRole = (all: readonly string[]): string[] =>
  all.map((each) => each.replaceAll(/"blog-(blog|www)\.example\.com/g, (_, label) => (label === "blog" ? '"blog' : '"blog-alias-0'))).sort();
const names = (all: readonly string[]): unknown[] => all.map((each) => (JSON.parse(each) as unknown[]).slice(0, 2));
const unknown = (): pulumi.Output<never> => pulumi.output(pulumi.unknown) as pulumi.Output<never>;

/** A certificate that is provided is judged by its content, which a sample has not got. */
const made = Object.entries(samples).filter(([name]) => name !== "ProvidedCertificate");

describe.each(made)("%s, whose settings are outputs", (name, { args }) => {
  const Component = (tlsup as unknown as Record<string, Component>)[name]!;

  test("that are known makes what it makes of the same settings as they are", async () => {
    await mockPulumi();
    const plain = await registrations(() => new Component("blog", args));
    await mockPulumi();
    expect(byRole(await registrations(() => new Component("blog", lifted(args, pulumi.output))))).toEqual(byRole(plain));
    expect(plain.length).toBeGreaterThan(1);
  });

  test("that are known later previews resources of the same names", async () => {
    await mockPulumi({}, {}, true);
    const plain = await registrations(() => new Component("blog", args));
    await mockPulumi({}, {}, true);
    expect(names(byRole(await registrations(() => new Component("blog", lifted(args, unknown)))))).toEqual(names(byRole(plain)));
  });
});

test.each(made)("%s hands its options on to every resource that it makes", async (name, { args }) => {
  const Component = (tlsup as unknown as Record<string, Component>)[name]!;
  const told: { readonly name: string; readonly resource: { readonly __protect?: boolean } }[] = [];
  const note: pulumi.ResourceTransformation = ({ resource, name: of }) => {
    told.push({ name: of, resource: resource as { readonly __protect?: boolean } });
    return undefined;
  };
  await mockPulumi();
  await registrations(() => new Component("blog", args, { protect: true, transformations: [note] }));
  expect(told.map((each) => each.name).sort()).toEqual(registered.map((each) => each.name).sort());
  expect(told.filter(({ resource }) => resource.__protect !== true).map((each) => each.name)).toEqual([]);
});

describe.each(Object.entries(samples))("an argument of %s that becomes known later", (name, { args, refusals }) => {
  const changed = (at: string, value: unknown): unknown => {
    const path = at.split(".");
    const [first = "", ...inner] = path;
    return withParts(inner.length > 0 && args[first] === undefined ? { ...args, [first]: {} } : args, [{ path, value }]);
  };

  /** Every fault that is told, at once or later. */
  async function told(settings: unknown): Promise<string> {
    try {
      return await verdictsOf(checkedArgs(componentRules[name]!, settings as Record<string, unknown>, "blog"));
    } catch (error) {
      if (error instanceof ConfigurationError) return String(error);
      throw error;
    }
  }

  test("is refused at its place when it is wrong, before anything can depend on it, and no secret is shown", async () => {
    await mockPulumi();
    const missed: unknown[] = [];
    for (const { at, value, told: elsewhere = at } of refusals.filter(
      (refusal) => refusal.at !== "" && !["function", "symbol"].includes(typeof refusal.value),
    )) {
      const place = elsewhere.startsWith("!") ? elsewhere.slice(1) : `blog.${elsewhere}`.replace(/\.$/, "");
      for (const output of [pulumi.output(value), pulumi.secret(value)]) {
        const words = await told(changed(at, output));
        const isTold = words.includes(`  ${place}`) || words.includes(`  blog.${at}: must be `);
        if (!isTold || words.includes("hunter2")) missed.push([at, value, words]);
      }
    }
    expect(missed).toEqual([]);
  });
});

describe("HttpsSite", () => {
  const deploy = async (args: Partial<HttpsSiteArgs>, preview = false): Promise<HttpsSite> => {
    await mockPulumi({}, {}, preview);
    return new HttpsSite("blog", { ...site, ...args });
  };

  test("with a domain that is known later previews every record, and each file once it is known", async () => {
    await deploy({ domain: unknown(), services: [{ kind: "postfix", serverName: unknown() }, { kind: "vsftpd" }] }, true);
    await pulumi.runtime.disconnect();
    const of = (type: string) =>
      registered
        .filter((resource) => resource.type.endsWith(type))
        .map(({ name }) => name)
        .sort();
    expect([of(":DnsRecord"), of(":Release")]).toEqual([["blog", "blog-postfix"], ["blog"]]);
    const deployed = await deploy({ domain: pulumi.output("blog.example.com") });
    await valueOf(deployed.chain);
    const { files } = registered.find(({ type }) => type.endsWith(":Release"))?.inputs as { files: Record<string, string> };
    expect(Object.keys(files)).toEqual(expect.arrayContaining(["nginx/site.conf", "application/start/environment", "tls/fullchain.pem"]));
  });

  test("keeps what is secret: a secret domain is secret wherever it goes, and a secret variable is refused where everybody can read it", async () => {
    const deployed = await deploy({ domain: pulumi.secret("blog.example.com") });
    expect([await pulumi.isSecret(deployed.url), await pulumi.isSecret(deployed.chain)]).toEqual([true, true]);
    await pulumi.runtime.disconnect();
    const environment = { TOKEN: pulumi.secret("hunter2") };
    const words = await verdictsOf(checkedArgs(httpsSiteRules as Rules<object>, { ...site, application: { kind: "demo", environment } }, "blog"));
    expect(words).toContain("blog.application.environment.TOKEN: must not be secret, as everybody on the host can read it");
    expect(words).not.toContain("hunter2");
  });

  test.each<[string, object, string]>([
    ["a zone without the domain", { proxy: { ...site.proxy, zone: pulumi.output("example.org") } }, "blog.proxy.zone: must hold the domain blog.example.com"],
    [
      "a domain outside of the zone",
      { domain: pulumi.output("blog.example.org"), proxy: { ...site.proxy, zone: "example.com" } },
      "blog.proxy.zone: must hold the domain blog.example.org",
    ],
    [
      "names without the domain",
      { certificate: { source: "lets-encrypt", names: [pulumi.output("shop.example.com")] } },
      "blog.certificate.names: must cover the domain blog.example.com",
    ],
    [
      "a mode that the source forbids",
      { certificate: { source: "self-signed" }, proxy: { provider: "cloudflare", ssl: pulumi.output("strict") } },
      "blog.proxy.ssl: must be full with certificate.source self-signed",
    ],
    [
      "a name of a service outside of the zone",
      { services: [{ kind: "postfix", serverName: pulumi.output("mail.example.org") }] },
      "blog.services.0.serverName: must be in the zone example.com",
    ],
    [
      "a second secret that does not fit",
      { proxy: { ...site.proxy, zone: pulumi.secret("hunter2.org") } },
      "blog.proxy.zone: must go together with domain, proxy.zone: a value is secret, and not shown",
    ],
  ])("refuses %s once both are known, and whatever depends on either waits for that", async (_what, args, problem) => {
    await mockPulumi();
    const words = await verdictsOf(checkedArgs(httpsSiteRules as Rules<object>, { ...site, ...args }, "blog"));
    expect(words).toContain(problem);
    expect(words).not.toContain("hunter2");
  });

  test("calls the records of services after what is known, and refuses a name that has a record already", async () => {
    await mockPulumi();
    const mail = pulumi.output("mail.example.com");
    const keys = (...names: pulumi.Input<string>[]): string[] => {
      const kinds = ["postfix", "dovecot", "vsftpd"] as const;
      return serviceNames(
        names.map((serverName, index) => ({ kind: kinds[index] ?? "postgresql", serverName })),
        "blog.example.com",
        "blog.services",
      ).map(({ key }) => key);
    };
    expect(keys("mail.example.com", "mail.example.com", "blog.example.com")).toEqual(["mail.example.com"]);
    expect(keys(mail, mail, pulumi.output("ftp.example.com"))).toEqual(["postfix", "vsftpd"]);
    const [, second] = serviceNames(
      [
        { kind: "dovecot", serverName: mail },
        { kind: "postfix", serverName: pulumi.output("mail.example.com") },
      ],
      "blog.example.com",
      "blog.services",
    );
    expect(await verdictsOf({ name: second?.name })).toContain("blog.services.1.serverName: must be another name than the site's");
  });

  test("does not wait for one setting with another that has nothing to do with it", async () => {
    await mockPulumi({}, {}, true);
    const { domain, server } = checkedArgs(
      httpsSiteRules as Rules<object>,
      { ...site, domain: pulumi.output("blog.example.com"), server: { kind: "nginx", maxBodySize: unknown() } },
      "blog",
    ) as { domain: pulumi.Output<string>; server: { maxBodySize: { readonly isKnown: Promise<boolean> } } };
    expect([await valueOf(domain), await server.maxBodySize.isKnown]).toEqual(["blog.example.com", false]);
  });
});

test("a private key of another vendor's machine that is given as it is becomes a secret", async () => {
  await mockPulumi();
  const access = { host: "198.51.100.9", port: 22, user: "root", privateKey, hostKey: "ssh-ed25519 AAAA", machine: "elsewhere/7" };
  const server = new HttpsServer("blog", {
    domain: "blog.example.com",
    access,
    certificate: new SelfSignedCertificate("blog", { dnsNames: ["blog.example.com"] }),
    server: { kind: "nginx", upstream: "http://127.0.0.1:8000" },
    edgeRanges: [],
  });
  await valueOf(server.servedSha256);
  const { privateKey: given } = registered.find(({ type }) => type.endsWith(":Release"))?.inputs as { privateKey: unknown };
  expect(pulumi.runtime.isRpcSecret(given)).toBe(true);
});
