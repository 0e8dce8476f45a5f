import { siteConfig } from "../../../../components/site/site-config";
import { site } from "../../../support/site";

const machine = { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb" };
const judge = (host: object): unknown => siteConfig({ ...site, host }, "site");

// Slugs as DigitalOcean lists them; source: https://slugs.do-api.dev/
test.each(["s-1vcpu-512mb-10gb", "g-2vcpu-8gb", "so1_5-2vcpu-16gb", "gpu-h100x1-80gb"])("a droplet has the size %s", (size) => {
  expect(() => judge({ ...machine, size })).not.toThrow();
});

test.each([
  ["region", "eu-central", "must be a region like fra1"],
  ["size", "cx23", "must be a size like s-1vcpu-1gb"],
  ["size", "s-1vcpu-1gb;id", "must be a size like s-1vcpu-1gb"],
])("what is no name of DigitalOcean's is refused: %s %j", (key, value, rule) => {
  expect(() => judge({ ...machine, [key]: value })).toThrow(`site.host.${key}: ${rule}`);
});
