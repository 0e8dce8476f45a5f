import fc from "fast-check";
import { check } from "../../../../localcloud/providers/contract/check";
import { providerNames, providerSchema, type Field, type Fields } from "../../../../localcloud/providers/contract/schema";
import { isSecret, Secret, unknown, type Value, type ValueMap } from "../../../../localcloud/providers/contract/value";

const kinds = providerNames.flatMap((name) => Object.entries(providerSchema(name).resources).map(([token, { inputs }]) => ({ token, fields: inputs })));
const fieldsOf = (token: string): Fields => kinds.find((kind) => kind.token === token)!.fields;
const naming = { name: "thing", seed: new Uint8Array([1, 2, 3]) };
const checked = (token: string, inputs: ValueMap, options = {}) =>
  check({ token, fields: fieldsOf(token), old: {}, inputs, naming, converts: false, ...options });

const dnsRecord = "cloudflare:index/dnsRecord:DnsRecord";
const droplet = "digitalocean:index/droplet:Droplet";
const firewall = "digitalocean:index/firewall:Firewall";
const selfSigned = "tls:index/selfSignedCert:SelfSignedCert";
const record = { zoneId: "z", name: "www", type: "A", ttl: 1, content: "198.51.100.1" };

function valueFor(field: Field): fc.Arbitrary<Value> {
  switch (field.type) {
    case "string":
      return fc.string();
    case "number":
      return fc.integer();
    case "boolean":
      return fc.boolean();
    case "any":
      return fc.string();
    case "object":
      return objectFor(field.fields ?? {});
    case "string[]":
    case "number[]":
    case "object[]":
      return fc.array(valueFor({ ...field, type: field.type.slice(0, -2) as Field["type"] }), { maxLength: 3 });
  }
}

function objectFor(fields: Fields): fc.Arbitrary<ValueMap> {
  const required = Object.keys(fields).filter((name) => fields[name]!.required);
  const record = fc.record(Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, valueFor(field)])), { requiredKeys: required });
  return record as fc.Arbitrary<ValueMap>;
}

const kindWithInputs = fc.constantFrom(...kinds).chain(({ token, fields }) => objectFor(fields).map((inputs) => ({ token, inputs })));

describe("check", () => {
  it("accepts every input of the right type, and loses none", () => {
    fc.assert(
      fc.property(kindWithInputs, ({ token, inputs }) => {
        const result = checked(token, inputs);
        expect(result.failures).toEqual([]);
        expect(Object.keys(result.inputs)).toEqual(expect.arrayContaining(Object.keys(inputs)));
      }),
    );
  });

  it("accepts every input that is not known yet", () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), ({ token, fields }) => {
        expect(checked(token, Object.fromEntries(Object.keys(fields).map((name) => [name, unknown]))).failures).toEqual([]);
      }),
    );
  });

  it("names each required input that is missing", () => {
    for (const { token, fields } of kinds) {
      const required = Object.keys(fields).filter((name) => fields[name]!.required);
      const { failures } = checked(token, {});
      for (const name of required)
        expect(failures).toContain(`Missing required argument: "${name}" is required, but it is not set. Examine values at 'thing.${name}'.`);
      expect(failures).toHaveLength(required.length);
    }
  });

  it("takes null for an input that is not set", () => {
    expect(checked(dnsRecord, { ...record, ttl: null }).failures).toEqual([
      `Missing required argument: "ttl" is required, but it is not set. Examine values at 'thing.ttl'.`,
    ]);
  });

  it("names an unknown input with the nearest that exists", () => {
    expect(checked(dnsRecord, { ...record, proxyed: true }).failures).toEqual([
      `Invalid or unknown key: ${dnsRecord} has no input "proxyed" (did you mean "proxied"?). Examine values at 'thing.proxyed'.`,
    ]);
  });

  it("refuses every name that is no input", () => {
    fc.assert(
      fc.property(kindWithInputs, fc.string({ minLength: 1 }), ({ token, inputs }, name) => {
        fc.pre(!(name in fieldsOf(token)) && !name.startsWith("__") && !["version", "pluginDownloadURL"].includes(name));
        expect(checked(token, { ...inputs, [name]: "x" }).failures).toHaveLength(1);
      }),
    );
  });

  it("names the path of a fault in a list of objects", () => {
    const { failures } = checked(firewall, { inboundRules: [{ protocol: "tcp" }, { protocol: "tcp", sourceAddresses: ["0.0.0.0/0", 7], ports: "22" }] });
    expect(failures).toEqual([
      "Wrong type: expected string, got number. Examine values at 'thing.inboundRules[1].sourceAddresses[1]'.",
      `Invalid or unknown key: ${firewall} has no input "inboundRules[1].ports". Examine values at 'thing.inboundRules[1].ports'.`,
    ]);
  });

  it("never repeats a value, which may be a secret", () => {
    const { failures } = checked(selfSigned, { allowedUses: new Secret("canary"), validityPeriodHours: "canary", privateKeyPem: 7, uris: { a: "canary" } });
    expect(failures).toHaveLength(4);
    expect(failures.join()).not.toContain("canary");
  });

  it("converts between numbers and text without loss where the vendor does, and nowhere else", () => {
    const inputs = { image: 12345, size: "s", monitoring: "true", sshKeys: [7, "aa:bb"] };
    expect(checked(droplet, inputs, { converts: true })).toMatchObject({ failures: [], inputs: { image: "12345", monitoring: true, sshKeys: ["7", "aa:bb"] } });
    expect(checked(firewall, { dropletIds: ["12", "x"] }, { converts: true }).failures).toEqual([
      "Wrong type: expected number, got string. Examine values at 'thing.dropletIds[1]'.",
    ]);
    expect(checked(droplet, inputs).failures).toHaveLength(3);
  });

  it("fills in defaults, and no input that the API computes", () => {
    expect(checked(droplet, { image: "i", size: "s", name: "n" }).inputs).toEqual({
      image: "i",
      size: "s",
      name: "n",
      backups: false,
      gracefulShutdown: false,
      ipv6: false,
      monitoring: false,
      resizeDisk: true,
    });
  });

  it("marks secret inputs, and keeps the marks of the program", () => {
    const { inputs } = checked(selfSigned, { privateKeyPem: "pem", allowedUses: [], validityPeriodHours: 1, subject: { commonName: new Secret("cn") } });
    expect(inputs.privateKeyPem).toEqual(new Secret("pem"));
    expect(isSecret(inputs.subject!)).toBe(true);
    expect(isSecret(inputs.validityPeriodHours!)).toBe(false);
  });
});

describe("automatic names", () => {
  const name = (options: object) => checked("digitalocean:index/tag:Tag", {}, options);

  it("are the resource's name and seven random digits, the same for the same seed", () => {
    expect(name({}).inputs.name).toMatch(/^thing-[0-9a-f]{7}$/);
    expect(name({}).inputs).toEqual(name({}).inputs);
    expect(name({}).inputs).not.toEqual(name({ naming: { ...naming, seed: new Uint8Array([9]) } }).inputs);
  });

  it("stay when the program still gives none", () => {
    expect(name({ old: { name: "thing-0000000" } }).inputs.name).toBe("thing-0000000");
  });

  it("follow the project's configuration", () => {
    expect(name({ naming: { ...naming, proposal: "theirs" } }).inputs.name).toBe("theirs");
    expect(name({ naming: { ...naming, disabled: true } }).failures).toEqual([
      `Missing required argument: "name" is required, because the project's configuration disables automatic names. Examine values at 'thing.name'.`,
    ]);
  });
});
