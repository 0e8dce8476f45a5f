import { DiffResponse } from "@pulumi/pulumi/proto/provider_pb";
import { operationsOf } from "../../../components/provider/execution/operations";
import type { AnyOperations } from "../../../components/provider/plan";
import { reveal, type Properties } from "../../../components/provider/value";
import { ownResources } from "../../support/own-resources";
import { ProviderRun } from "../../support/provider-run";

/** The changes that make a resource another one, by type, and what its creation finds out, which is the same each time that it is made from the same inputs. */
const others: Readonly<Record<string, { readonly change: Properties; readonly made?: (inputs: Properties) => Properties }>> = {
  Release: { change: { machine: "8" }, made: () => ({ folder: "1", servedSha256: "", drift: [] }) },
  ZoneSetting: { change: { resource: "www.blog.example.com" }, made: () => ({ former: "off" }) },
  EdgeRule: { change: { ref: "tlsup-2" }, made: () => ({ isEnabled: true }) },
  KeptLineage: { change: { machine: "8" }, made: () => ({ leaf: "", chain: "", fullChain: "", drift: [] }) },
  KeptAccount: { change: { machine: "8" }, made: () => ({ url: "https://ca.test/1", thumbprint: "", issuer: "ca.test", hashPrefix: "" }) },
  CertbotLineage: { change: { site: "www.blog.example.com" }, made: () => ({ lineageKey: "", leaf: "", chain: "", fullChain: "", drift: [] }) },
  OriginPull: { change: { hostname: "www.blog.example.com" }, made: ({ certificate = "" }) => ({ certificateId: certificate, shown: true }) },
  LoginKey: { change: { loginKey: "ssh-ed25519 BBBB" } },
  AcmeCertificate: { change: { names: ["www.blog.example.com"] }, made: ({ names }) => ({ leaf: String(names) }) },
  AcmeRegistration: { change: { directory: "https://ca.test/directory" }, made: ({ directory }) => ({ url: `${String(directory)}/1` }) },
};

/** The operations of a type, of which those that reach out only note what they would do. */
function noted(kind: string): { readonly operations: AnyOperations; readonly deleted: Properties[] } {
  const deleted: Properties[] = [];
  const made = others[kind]?.made ?? (() => ({}));
  return {
    deleted,
    operations: {
      ...operationsOf(`tlsup:index:${kind}`),
      create: (inputs) => Promise.resolve({ id: "1", outs: { ...inputs, ...made(inputs) } }),
      diff: () => ({ changes: false, replaces: [] }),
      update: (_id, _olds, news) => Promise.resolve({ outs: { ...news, ...made(news) } }),
      read: (id, known) => Promise.resolve({ id, props: known, inputs: known }),
      delete: (_id, known) => Promise.resolve(void deleted.push(known)),
    },
  };
}

describe.each(Object.entries(others))("an original %s that an interrupted run has left", (kind, { change }) => {
  const type = `tlsup:index:${kind}`;
  const first = ownResources[kind] ?? {};
  const second = { ...first, ...change };
  /** The state after runs that were to replace a resource, and then to take that back. */
  async function turnedBack(operations: AnyOperations) {
    const original = await new ProviderRun(type, operations).create(first);
    const between = await new ProviderRun(type, operations).create(second);
    const run = new ProviderRun(type, operations);
    return { original, between, run, again: await run.create(first) };
  }

  test("takes nothing from the one that has been made again, and the one in between is deleted", async () => {
    const { operations, deleted } = noted(kind);
    const { original, between, run } = await turnedBack(operations);
    for (const each of [original, between]) await run.delete(each);
    expect(deleted).toEqual([expect.objectContaining(reveal(second))]);
  });

  test("takes nothing from it in a later run either, even if that updates it", async () => {
    const { operations, deleted } = noted(kind);
    const { original, between, again } = await turnedBack(operations);
    const later = new ProviderRun(type, operations);
    await later.diff(again, first);
    const updated = await later.update(again, first);
    for (const each of [original, between]) await later.delete(each);
    expect(deleted).toEqual([expect.objectContaining(reveal(second))]);
    await new ProviderRun(type, operations).delete(updated);
    expect(deleted[1]).toMatchObject(reveal(first));
  });

  test.each(["the original", "the one that has been made again"])(
    "goes with everything when the stack is destroyed after a refresh, %s first",
    async (goes) => {
      const { operations, deleted } = noted(kind);
      const { original, again } = await turnedBack(operations);
      const run = new ProviderRun(type, operations);
      const refreshed = [];
      for (const each of [original, again]) {
        const found = await run.read(each);
        await run.diff(found, first);
        refreshed.push(found);
      }
      for (const each of goes === "the original" ? refreshed : refreshed.reverse()) await run.delete(each);
      expect(deleted.at(-1)).toMatchObject(reveal(first));
    },
  );

  test("is deleted when what has been made again is gone", async () => {
    const { operations, deleted } = noted(kind);
    const { original, run, again } = await turnedBack(operations);
    await run.delete(again);
    await run.delete(original);
    expect(deleted).toHaveLength(2);
  });
});

test("the operations do not see which incarnation of a resource it is, and each has its own", async () => {
  const { operations } = noted("EdgeRule");
  const seen: Properties[] = [];
  const run = new ProviderRun("tlsup:index:EdgeRule", {
    ...operations,
    read: (id, known) => Promise.resolve(seen.push(known)).then(() => ({ id, props: known, inputs: {} })),
  });
  const inputs = ownResources.EdgeRule ?? {};
  const [one, other] = [await run.create(inputs), await run.create(inputs)];
  const incarnations = [one, other, await run.read(one), await run.update(other, inputs)].map(({ properties }) => properties.toJavaScript().incarnation);
  expect(incarnations).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/), expect.not.stringMatching(String(incarnations[0])), incarnations[0], incarnations[1]]);
  expect(seen).toEqual([{ ...inputs, isEnabled: true }]);
  expect((await run.diff(one, inputs)).getChanges()).toBe(DiffResponse.DiffChanges.DIFF_NONE);
});

test("a setting of a zone that was stated and is not any more is given back, though a resource stands for it", async () => {
  const { operations, deleted } = noted("ZoneSetting");
  const { value = "", ...unstated } = ownResources.ZoneSetting ?? {};
  const run = new ProviderRun("tlsup:index:ZoneSetting", operations);
  const original = await run.create({ ...unstated, value });
  await run.create(unstated);
  await run.delete(original);
  expect(deleted).toEqual([expect.objectContaining({ value })]);
});

test("of a client certificate at the edge that has been made again with another certificate, the former one is deleted", async () => {
  const { operations, deleted } = noted("OriginPull");
  const inputs = ownResources.OriginPull ?? {};
  const run = new ProviderRun("tlsup:index:OriginPull", operations);
  const original = await run.create(inputs);
  await run.create({ ...inputs, certificate: "-----BEGIN CERTIFICATE-----\nother" });
  await run.delete(original);
  expect(deleted).toHaveLength(1);
});
