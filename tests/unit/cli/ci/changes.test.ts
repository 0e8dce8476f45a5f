import { readPreview } from "../../../../cli/ci/changes";

const urn = (type: string, name: string): string => `urn:pulumi:production::shop::${type}::${name}`;

describe("what pulumi preview --json printed", () => {
  test("is read as one change for each resource, with the properties that differ", () => {
    const steps = [
      { op: "same", urn: urn("pulumi:pulumi:Stack", "shop-production") },
      { op: "refresh", urn: urn("tlsup:index:HttpsSite$cloudflare:index/dnsRecord:DnsRecord", "site"), detailedDiff: null },
      { op: "update", urn: urn("tlsup:index:HttpsSite$tlsup:index:Release", "site"), detailedDiff: { 'files["nginx/site.conf"]': { kind: "update" } } },
      { op: "create-replacement", urn: urn("digitalocean:index/droplet:Droplet", "web") },
      { op: "replace", urn: urn("digitalocean:index/droplet:Droplet", "web"), replaceReasons: ["region"] },
      { op: "delete-replaced", urn: urn("digitalocean:index/droplet:Droplet", "web") },
      { op: "delete", urn: urn("tls:index/privateKey:PrivateKey", "login"), diffReasons: ["gone"] },
      { op: "create", urn: urn("tlsup:index:EdgeRule", "cache"), detailedDiff: {} },
    ];
    expect(readPreview(JSON.stringify({ steps }))).toEqual({
      changes: [
        { action: "update", type: "Release", name: "site", properties: ['files["nginx/site.conf"]'] },
        { action: "replace", type: "Droplet", name: "web", properties: ["region"] },
        { action: "delete", type: "PrivateKey", name: "login", properties: [] },
        { action: "create", type: "EdgeRule", name: "cache", properties: [] },
      ],
      errors: [],
      warnings: [],
    });
  });

  test("has what an earlier run replaced and could not delete", () => {
    const step = { op: "delete-replaced", urn: urn("digitalocean:index/droplet:Droplet", "web") };
    expect(readPreview(JSON.stringify({ steps: [step] })).changes).toEqual([{ action: "delete", type: "Droplet", name: "web", properties: [] }]);
  });

  test("has what a host says of its drift in place of the word", () => {
    const drift = ["tlsup-blog.service is inactive", "tls/privkey.pem has other content"];
    const step = { op: "update", urn: urn("tlsup:index:Release", "site"), detailedDiff: { drift: {}, aliases: {} } };
    const propertiesOf = (outputs: object): unknown => readPreview(JSON.stringify({ steps: [{ ...step, oldState: { outputs } }] })).changes[0]?.properties;
    expect([propertiesOf({ drift }), propertiesOf({})]).toEqual([
      [...drift, "aliases"],
      ["drift", "aliases"],
    ]);
  });

  test("has of a list what it loses and gets, such as who is let in by a rule of a firewall", () => {
    const rule = (portRange: string, ...sourceAddresses: string[]) => ({ portRange, protocol: "tcp", sourceAddresses });
    const [ssh, web, byHand] = [rule("22", "192.0.2.0/24", "2001:db8::/32"), rule("443", "0.0.0.0/0"), rule("8080", "0.0.0.0/0")];
    const oldState = { outputs: { inboundRules: [{ ...web, sourceTags: [] }, byHand], tags: ["site"] } };
    const newState = { inputs: { inboundRules: [ssh, { ...web, __defaults: [] }], tags: ["sites"] } };
    const detailedDiff = { "inboundRules[0].portRange": {}, "inboundRules[1]": {}, "tags[0]": {}, name: {} };
    const step = { op: "update", urn: urn("digitalocean:index/firewall:Firewall", "site"), detailedDiff, oldState, newState };
    expect(readPreview(JSON.stringify({ steps: [step] })).changes[0]?.properties).toEqual([
      "inboundRules removes 8080 tcp 0.0.0.0/0",
      "inboundRules adds 22 tcp 192.0.2.0/24 2001:db8::/32",
      "tags[0]",
      "name",
    ]);
  });

  test("has the words of what was refused", () => {
    const diagnostics = [
      { severity: "error", message: "\u001b[31merror: \u001b[0mThe configuration has 1 fault\n" },
      { severity: "warning", message: "warning: port 80 is closed" },
      { severity: "info", message: "a line of progress" },
    ];
    expect(readPreview(JSON.stringify({ diagnostics }))).toEqual({
      changes: [],
      errors: ["The configuration has 1 fault"],
      warnings: ["port 80 is closed"],
    });
  });
});
