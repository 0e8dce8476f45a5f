import { Zone } from "@pulumi/cloudflare/zone";
import * as pulumi from "@pulumi/pulumi";
import { HttpsSite } from "../../components";
import { findZone } from "../../components/edge/cloudflare/zone.component";
import { isKnown } from "../../components/shared/output-internals.component";
import { mockPulumi, registered, valueOf } from "../support/mocks";
import { site } from "../support/site";

describe("a zone that Cloudflare does not list", () => {
  /** A program that makes the zone `example.com`, which Cloudflare lists only then. */
  const makeZone = async (preview: boolean, isMade = !preview): Promise<Zone> => {
    const unlisted = {
      get "cloudflare:index/getZone:getZone"(): never {
        throw new Error("0 zones found");
      },
    };
    await mockPulumi({ "cloudflare:index/zone:Zone": () => (isMade ? {} : undefined) }, unlisted, preview);
    return new Zone("shop", { account: { id: "0".repeat(32) }, name: "example.com" });
  };
  const problem = async (domain: pulumi.Input<string>): Promise<string | undefined> => (await valueOf(findZone({ domain }, pulumi.rootStackResource!))).problem;

  test("is unknown in a preview of the program that makes it", async () => {
    const { name } = await makeZone(true);
    for (const wanted of [{ domain: name }, { domain: pulumi.interpolate`www.${name}` }, { domain: "www.example.com", zone: name }])
      expect(await isKnown(findZone(wanted, pulumi.rootStackResource!))).toBe(false);
  });

  test("is missing in a run, which has made it by then, in a preview once it is made, and where the name is not the made zone's", async () => {
    const missing = /^Cannot find the zone of example\.com as Cloudflare must know the zone example\.com and the token must see it/;
    for (const preview of [false, true]) expect(await problem((await makeZone(preview, true)).name)).toMatch(missing);
    await makeZone(true);
    for (const domain of ["example.com", pulumi.output("example.com")]) expect(await problem(domain)).toMatch(missing);
  });

  test("does not keep a site in it from being previewed whole", async () => {
    const { name } = await makeZone(true);
    new HttpsSite("blog", { ...site, domain: pulumi.interpolate`www.${name}` });
    await pulumi.runtime.disconnect();
    const made = registered.map(({ type, name: called }) => `${type.split(":").at(-1) ?? ""} ${called}`);
    expect(made).toEqual(expect.arrayContaining(["EdgeRule blog-config", "Release blog", "DnsRecord blog"]));
  });
});
