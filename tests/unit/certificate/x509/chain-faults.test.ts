import "reflect-metadata";
import { AuthorityInfoAccessExtension } from "@peculiar/x509";
import type { From } from "../../../../components/certificate/x509/bundle-content";
import { judgeChain, readRoot, type Authority } from "../../../../components/certificate/x509/chain-faults";
import { readCertificate, type Certificate } from "../../../../components/certificate/x509/x509";
import { inDays, make, makeHierarchy, now, type Hierarchy, type Made } from "../../../support/certificate-maker";

const path = "certificate";
const from = ({ parsed }: Made): From<Certificate> => ({ path, value: readCertificate(Buffer.from(parsed.rawData)) });
const judge = (authority: Authority, leaf: Made, ...others: readonly Made[]): { readonly trust: string; readonly problems: readonly string[] } => {
  const { trust, faults } = judgeChain([from(leaf), ...others.map(from)], authority, now);
  return { trust, problems: faults.map(({ problem }) => problem) };
};

let good: Hierarchy;
beforeAll(async () => (good = await makeHierarchy(["blog.example.com"])));
const rootIs = ({ certificate }: Made): Authority => ({ kind: "private", root: certificate, path: "root", trust: "private" });

describe("how far an authority is above the leaf", () => {
  test("is counted once for what two authorities signed, so that a path length holds", async () => {
    const other = await make({ subject: "CN=Other root", isAuthority: true });
    const crossed = await make({ subject: "CN=Upper", issuer: other, isAuthority: true, pathLength: 1, key: good.upper.keys });
    expect(judge(rootIs(other), good.leaf, good.lower, good.upper, crossed).problems).toEqual([]);
  });

  test.each([
    [0, ["must not have more authorities below CN=Top than its path length 0 allows: there are 1"]],
    [1, []],
  ])("with the path length %d is told when it is too far", async (pathLength, problems) => {
    const top = await make({ subject: "CN=Top", issuer: good.root, isAuthority: true, pathLength });
    const below = await make({ subject: "CN=Below", issuer: top, isAuthority: true });
    const leaf = await make({ subject: "CN=leaf", issuer: below });
    expect(judge(rootIs(good.root), leaf, below, top).problems).toEqual(problems);
  });

  test("does not matter of a root, which clients judge by themselves", async () => {
    const root = await make({ subject: "CN=Root", isAuthority: true, pathLength: 0, notAfter: inDays(3650) });
    const upper = await make({ subject: "CN=Upper", issuer: root, isAuthority: true });
    const lower = await make({ subject: "CN=Lower", issuer: upper, isAuthority: true });
    expect(judge({ kind: "issuer", trust: "private" }, await make({ subject: "CN=leaf", issuer: lower }), lower, upper, root)).toEqual({
      trust: "private",
      problems: [],
    });
  });
});

describe("a chain of an ACME server", () => {
  const lost = ["must lead to an authority: the issuer of CN=blog.example.com is missing, CN=Lower"];

  test("holds with intermediates, and without them when the given root signed the leaf", async () => {
    const issued = await make({ subject: "CN=leaf", issuer: good.root });
    expect(judge({ kind: "acme", trust: "public" }, good.leaf, good.lower, good.upper)).toEqual({ trust: "public", problems: [] });
    expect(judge({ kind: "acme", trust: "private", root: good.upper.certificate + good.root.certificate }, issued)).toEqual({ trust: "private", problems: [] });
  });

  test("holds with the one intermediate that issued the leaf", () => {
    expect(judge({ kind: "acme", trust: "public" }, good.leaf, good.lower)).toEqual({ trust: "public", problems: [] });
  });

  test("does not hold for a leaf alone that no given root signed", () => {
    expect(judge({ kind: "acme", trust: "public" }, good.leaf).problems).toEqual(lost);
    expect(judge({ kind: "acme", trust: "private", root: good.root.certificate }, good.leaf).problems).toEqual(lost);
  });
});

describe("a public root", () => {
  test("that has expired is none", async () => {
    const old = await make({ subject: "CN=Old", isAuthority: true, notAfter: now });
    const leaf = await make({ subject: "CN=leaf", issuer: old });
    expect(judge({ kind: "public", roots: [old.certificate] }, leaf).problems).toEqual([
      "must lead to a public root: the issuer of CN=leaf is missing, CN=Old",
    ]);
  });

  test("may have signed the leaf itself", async () => {
    const leaf = await make({ subject: "CN=leaf", issuer: good.root });
    expect(judge({ kind: "public", roots: [good.root.certificate] }, leaf)).toEqual({ trust: "public", problems: [] });
  });

  test("that signed any of the chain will do", () => {
    expect(judge({ kind: "public", roots: [good.root.certificate] }, good.leaf, good.lower, good.upper)).toEqual({ trust: "public", problems: [] });
    expect(judge({ kind: "public", roots: [good.upper.certificate] }, good.leaf, good.lower)).toEqual({ trust: "public", problems: [] });
  });
});

describe("what is missing from a chain", () => {
  const remedyOf = (leaf: Made, ...others: readonly Made[]): string | undefined =>
    judgeChain([from(leaf), ...others.map(from)], { kind: "public", roots: [] }, now).faults[0]?.remedy;
  const own = "or, of a private authority, give its root as `root`";

  test("is where the certificate says that it is published", async () => {
    const published = new AuthorityInfoAccessExtension({ caIssuers: ["http://ca.example.com/upper.der"] });
    const lower = await make({ subject: "CN=Lower", issuer: good.upper, isAuthority: true, extensions: [published] });
    const leaf = await make({ subject: "CN=leaf", issuer: lower });
    expect(remedyOf(leaf, lower)).toBe(`Append the intermediate certificate, published at http://ca.example.com/upper.der, ${own}`);
    expect(remedyOf(good.leaf, good.lower)).toBe(`Append the intermediate certificate ${own}`);
  });

  test("is told of the leaf where authorities vouch for each other alone", async () => {
    const one = await make({ subject: "CN=One", isAuthority: true });
    const other = await make({ subject: "CN=Other", issuer: one, isAuthority: true });
    const crossed = await make({ subject: "CN=One", issuer: other, isAuthority: true, key: one.keys });
    const leaf = await make({ subject: "CN=leaf", issuer: crossed });
    const { problems } = judge({ kind: "public", roots: [] }, leaf, crossed, other);
    expect(problems).toEqual(["must lead to a public root: the issuer of CN=leaf is missing, CN=One"]);
  });
});

test("a leaf that signed itself vouches for itself, except where an ACME server must", async () => {
  const own = await make({ subject: "CN=own" });
  expect(judge(rootIs(good.root), own)).toEqual({ trust: "self", problems: [] });
  expect(judge({ kind: "acme", trust: "public" }, own).problems).toEqual(["must lead to an authority: it ends in the root CN=own, which is a different one"]);
});

describe("a root", () => {
  const unreadable = {
    path: "root",
    problem: "must be one root certificate as PEM: it is not",
    remedy: "Give the authority's root alone, from -----BEGIN CERTIFICATE----- on",
  };

  test("is read when it is one certificate", () => {
    expect(readRoot(`text\n${good.root.certificate}`, "root")).toMatchObject({ path: "root", value: { subject: "CN=Root" } });
  });

  test.each<[string, () => string]>([
    ["nothing", () => ""],
    ["two certificates", () => good.root.certificate + good.upper.certificate],
    ["a key", () => good.root.key],
    ["a certificate and a broken block", () => `${good.root.certificate}-----BEGIN CERTIFICATE-----\n`],
    ["a certificate that does not parse", () => "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"],
  ])("is not read from %s", (_what, text) => expect(readRoot(text(), "root")).toEqual(unreadable));
});
