import { originCa } from "../../../../components/certificate/origin-ca/source";
import type { SourceContext } from "../../../../components/certificate/common/source";

const context = { path: "site.certificate", domain: "blog.example.com", zones: ["example.com"] } as unknown as SourceContext;
const faults = (...hostnames: string[]) => originCa.faults?.({ source: "origin-ca", hostnames }, context);

test("names that cover the domain, all in the account's zones, have no fault", () => {
  expect(faults("*.example.com", "example.com")).toEqual([]);
});

test("names that do not cover the domain are refused, with what to add", () => {
  expect(faults("shop.example.com")).toEqual([
    {
      path: "site.certificate.hostnames",
      problem: "must cover the domain blog.example.com: current value is shop.example.com",
      remedy: "Add it, or an asterisk in the place of its first label",
    },
  ]);
});

test("a name in another zone is refused, as Cloudflare would refuse it", () => {
  expect(faults("*.example.com", "*.example.net")).toEqual([
    {
      path: "site.certificate.hostnames",
      problem: "must be names in the zone example.com: current value has *.example.net",
      remedy: "Cloudflare certifies names of the account's zones only",
    },
  ]);
});
