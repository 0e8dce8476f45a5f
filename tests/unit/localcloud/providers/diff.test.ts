import fc from "fast-check";
import { diff, type Change } from "../../../../localcloud/providers/contract/diff";
import { providerNames, providerSchema, type Fields } from "../../../../localcloud/providers/contract/schema";
import { Secret, unknown, type Value, type ValueMap } from "../../../../localcloud/providers/contract/value";

const fieldsOf = (token: string): Fields => providerNames.map((name) => providerSchema(name).resources[token]).find((schema) => schema)!.inputs;
const droplet = fieldsOf("digitalocean:index/droplet:Droplet");
const record = fieldsOf("cloudflare:index/dnsRecord:DnsRecord");
const request = fieldsOf("tls:index/certRequest:CertRequest");

/** The program was `old`, which the state followed, and is `inputs` now. */
function changed(fields: Fields, old: ValueMap, inputs: ValueMap, more: { state?: ValueMap; ignored?: string[] } = {}): Record<string, Change> {
  return Object.fromEntries(diff({ fields, oldInputs: old, state: old, inputs, planned: inputs, ignored: [], ...more }));
}

const inPlace = { replace: false, inInputs: true };
const replacing = { replace: true, inInputs: true };

describe("diff", () => {
  it("finds nothing where nothing changed", () => {
    const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.string()), fc.record({ a: fc.string() }));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(droplet)), scalar), (inputs) => {
        expect(changed(droplet, inputs as ValueMap, structuredClone(inputs) as ValueMap)).toEqual({});
      }),
    );
  });

  it("replaces exactly where the vendor's provider does", () => {
    const values: Record<string, readonly [Value, Value]> = {
      string: ["a", "b"],
      number: [1, 2],
      boolean: [true, false],
      any: ["a", "b"],
      object: [{ x: "a" }, { x: "b" }],
      "string[]": [["a"], ["b"]],
      "number[]": [[1], [2]],
      "object[]": [[{ x: "a" }], [{ x: "b" }]],
    };
    for (const name of providerNames) {
      for (const [token, { inputs: fields }] of Object.entries(providerSchema(name).resources)) {
        for (const [property, field] of Object.entries(fields).filter(([, { replacesWhen }]) => replacesWhen === undefined)) {
          const [from, to] = values[field.type]!;
          const changes = Object.values(changed(fields, { [property]: from }, { [property]: to }));
          expect([token, property, changes.length, changes.every(({ replace }) => replace)]).toEqual([token, property, 1, field.replaces === true]);
        }
      }
    }
  });

  it.each([
    ["DnsRecord.type", record, { type: "A" }, { type: "AAAA" }, { type: { kind: "update", ...replacing } }],
    ["DnsRecord.content", record, { content: "a" }, { content: "b" }, { content: { kind: "update", ...inPlace } }],
    ["Droplet.size", droplet, { size: "a" }, { size: "b" }, { size: { kind: "update", ...inPlace } }],
    ["Droplet.sshKeys", droplet, { sshKeys: ["1"] }, { sshKeys: ["2"] }, { "sshKeys[0]": { kind: "update", ...replacing } }],
    ["Droplet.ipv6 on", droplet, { ipv6: false }, { ipv6: true }, { ipv6: { kind: "update", ...inPlace } }],
    ["Droplet.ipv6 off", droplet, { ipv6: true }, { ipv6: false }, { ipv6: { kind: "update", ...replacing } }],
    ["a first tag", droplet, {}, { tags: ["a"] }, { tags: { kind: "add", ...inPlace } }],
    ["the last tag", droplet, { tags: ["a"] }, {}, { tags: { kind: "delete", ...inPlace } }],
    [
      "a key that is a PEM text",
      request,
      { privateKeyPem: "-----BEGIN A" },
      { privateKeyPem: "-----BEGIN B" },
      { privateKeyPem: { kind: "update", ...replacing } },
    ],
    [
      "a key that state holds as a hash",
      request,
      { privateKeyPem: "0f1e" },
      { privateKeyPem: "-----BEGIN B" },
      { privateKeyPem: { kind: "update", ...inPlace } },
    ],
    [
      "a field of an object",
      request,
      { subject: { commonName: "a", country: "DE" } },
      { subject: { commonName: "b", country: "DE" } },
      { "subject.commonName": { kind: "update", ...replacing } },
    ],
  ] as const)("shows a change of %s at its path", (_title, fields, old, inputs, expected) => {
    expect(changed(fields, old, inputs)).toEqual(expected);
  });

  it("does not see the order of a set, at any depth", () => {
    const fields = fieldsOf("digitalocean:index/firewall:Firewall");
    const [ssh, web] = [
      { protocol: "tcp", portRange: "22", sourceAddresses: ["a", "b"] },
      { protocol: "tcp", portRange: "443" },
    ];
    expect(changed(fields, { inboundRules: [ssh, web] }, { inboundRules: [web, { ...ssh, sourceAddresses: ["b", "a"] }] })).toEqual({});
  });

  it("sees the order of a list", () => {
    expect(Object.keys(changed(request, { dnsNames: ["a", "b"] }, { dnsNames: ["b", "a"] }))).toEqual(["dnsNames[0]", "dnsNames[1]"]);
  });

  it("leaves alone what the API computes and the program does not name", () => {
    expect(changed(droplet, {}, {}, { state: { region: "fra1", vpcUuid: "u", volumeIds: ["v"] } })).toEqual({});
  });

  it("calls drift what the program did not change", () => {
    expect(changed(record, { content: "mine" }, { content: "mine" }, { state: { content: "theirs" } })).toEqual({
      content: { kind: "update", replace: false, inInputs: false },
    });
  });

  it("takes a value that is not known yet for a change", () => {
    expect(changed(record, { content: "a" }, { content: unknown })).toEqual({ content: { kind: "update", ...inPlace } });
    expect(changed(droplet, { sshKeys: ["1"] }, { sshKeys: [unknown] })).toEqual({ "sshKeys[0]": { kind: "update", ...replacing } });
  });

  it("looks through the marks of secrets", () => {
    expect(changed(record, { content: "a" }, { content: new Secret("a") })).toEqual({});
    expect(changed(record, { content: new Secret("a") }, { content: new Secret("b") })).toEqual({ content: { kind: "update", ...inPlace } });
  });

  it("ignores what the program says to ignore", () => {
    expect(changed(record, { type: "A", ttl: 1 }, { type: "B", ttl: 2 }, { ignored: ["type"] })).toEqual({ ttl: { kind: "update", ...inPlace } });
  });
});
