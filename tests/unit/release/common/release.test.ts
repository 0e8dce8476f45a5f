import { placeOf, releaseId, type Release } from "../../../../components/release/common/release";
import { release } from "../../../support/site";

describe("releaseId", () => {
  test("is the same for the same release, whatever the order of its keys", () => {
    const reversed = { ...release, files: Object.fromEntries(Object.entries(release.files).reverse()) };
    expect(releaseId(reversed)).toBe(releaseId(release));
  });

  test("is twelve hexadecimal digits", () => {
    expect(releaseId(release)).toMatch(/^[0-9a-f]{12}$/);
  });

  test.each<[string, Partial<Release>]>([
    ["a file", { files: { ...release.files, "nginx/site.conf": "server { }\n" } }],
    ["a secret", { secrets: { "tls/privkey.pem": "OTHER\n" } }],
    ["a link", { links: {} }],
    ["a probe", { probes: [{ protocol: "tls", serverName: "blog.example.com", port: 443 }] }],
    ["the certificate", { certificate: { source: "release", sha256: "cd".repeat(32) } }],
  ])("changes with %s", (_what, change) => {
    expect(releaseId({ ...release, ...change })).not.toBe(releaseId(release));
  });
});

test("a probe's place is its port, and the host's address where it says one", () => {
  const smtp = { protocol: "smtp", serverName: "mail.example.com", port: 25 } as const;
  expect([...release.probes, smtp, { ...smtp, address: "2001:db8::7" }].map(placeOf)).toEqual(["443", "25", "25 of 2001:db8::7"]);
});
