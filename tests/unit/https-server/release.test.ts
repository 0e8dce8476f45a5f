import { releaseId } from "../../../components/https-server/release";
import { release } from "../../support/site";

describe("releaseId", () => {
  test("is the same for the same release, whatever the order of its keys", () => {
    const reversed = { ...release, files: Object.fromEntries(Object.entries(release.files).reverse()) };
    expect(releaseId(reversed)).toBe(releaseId(release));
  });

  test.each([
    ["a file", { files: { ...release.files, "nginx/site.conf": "server { }\n" } }],
    ["a secret", { secrets: { "tls/privkey.pem": "OTHER\n" } }],
    ["a link", { links: {} }],
    ["the probe", { probe: { ...release.probe, healthPath: "/healthz" } }],
  ])("changes with %s", (_what, change) => {
    expect(releaseId({ ...release, ...change })).not.toBe(releaseId(release));
  });
});
